#pragma once
// What a memory transaction of this platform says besides address and length.

#include <tlm>

#include "core/types.hpp"

namespace vapa {

/// writeback: a dirty line from the level above, off the critical path.
enum class Transfer : std::uint8_t { read, write, writeback };

/// Says for whom a transaction is. By default it moves time and no bytes: caches and DRAM keep tags
/// and rows, the bytes live in PhysicalMemory. Reads then carry a scratch buffer and the command
/// TLM_READ, so that a plain memory target serves them; the others carry TLM_IGNORE_COMMAND, which
/// asks a plain target to transfer nothing. A transaction without this extension is an ordinary
/// one: data, whose bytes move.
///
/// The initiator owns it for as long as its payload; targets write `served` only.
struct Sideband : tlm::tlm_extension<Sideband> {
  Cause cause = Cause::data;
  Transfer transfer = Transfer::read;
  bool moves_bytes = false;
  Served served = Served::memory;

  tlm::tlm_extension_base* clone() const override { return new Sideband(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    const auto& from = static_cast<const Sideband&>(other);
    cause = from.cause;
    transfer = from.transfer;
    moves_bytes = from.moves_bytes;
    served = from.served;
  }
};

}  // namespace vapa

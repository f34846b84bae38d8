#pragma once
// A TLB as wires that settle and a clock that ticks: the twin, the RTL, a device of somebody else.

#include <optional>
#include <string>
#include <vector>

#include "core/tlb/wires.hpp"

namespace vapa {

/// What a pipelined TLB has counted since its reset.
struct TlbCounts {
  std::uint64_t hits = 0;     ///< lookups that an entry answered, by a refusal too
  std::uint64_t misses = 0;   ///< lookups that took a miss entry
  std::uint64_t merges = 0;   ///< lookups that joined one
  std::uint64_t agains = 0;   ///< walks asked for again, for a waiter that the first did not answer
  std::uint64_t flushes = 0;  ///< flushes that moved
  bool operator==(const TlbCounts&) const noexcept = default;
};

/// A situation that the device itself watches for, as a cover property of its RTL.
struct TlbCover {
  std::string name;
  std::uint64_t times = 0;
};

class TlbDevice {
 public:
  virtual ~TlbDevice() = default;
  virtual void reset() = 0;
  /// The outputs of this cycle for these inputs; may be called again with others before tick().
  /// The inputs stay as they are until then. The outputs are valid until the next call.
  virtual const TlbOut& eval(const TlbIn&) = 0;
  /// The clock edge: what is valid and ready moves.
  virtual void tick() = 0;

  /// The entry of debug_index, by the last eval(). Nothing when it is invalid, or the device has no
  /// debug port.
  virtual std::optional<TlbEntry> entry() const { return std::nullopt; }
  /// Nothing when the device does not count.
  virtual std::optional<TlbCounts> counts() const { return std::nullopt; }
  /// What an assertion of the device has objected to since its reset; null: nothing.
  virtual const std::string* complaint() const { return nullptr; }
  /// Since the device was made; slow.
  virtual std::vector<TlbCover> covers() const { return {}; }
};

}  // namespace vapa

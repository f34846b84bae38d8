#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/event.hpp"
#include "sw/workload/native/control.hpp"
#include "sw/workload/traced_call.hpp"

namespace vapa::native {

/// Reads what Encoder wrote, block by block.
class Decoder {
 public:
  /// Bytes that must be readable, of any value, behind a block given to begin().
  static constexpr std::size_t padding = 16;

  void begin(std::span<const std::uint8_t> block) noexcept {
    at_ = block.data();
    end_ = at_ + block.size();
  }
  bool block_done() const noexcept { return at_ == end_; }

  /// Fills `out` from its beginning unless the block ends before; returns the events written.
  /// The calls among them are appended to `calls`, Event::aux says where. Throws Malformed.
  std::size_t decode(std::span<Event> out, std::vector<TracedCall>& calls);

 private:
  Event* compact(Event* to, Event* to_end) noexcept;
  void check_ends(std::span<const Event>) const;
  void special(Event&, std::vector<TracedCall>&);
  void wide(Event&);

  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  Predictor predictor_;
  std::uint64_t high_ = 0;  ///< all addresses of a batch, ored
};

}  // namespace vapa::native

#pragma once

#include <cstdint>
#include <vector>

#include "core/event.hpp"
#include "sw/workload/native/bytes.hpp"
#include "sw/workload/native/control.hpp"
#include "sw/workload/traced_call.hpp"

namespace vapa::native {

/// Writes the events of one stream as bytes (docs/trace-format.md, "Events").
class Encoder {
 public:
  Encoder() { bytes_.reserve(std::size_t{1} << 20U); }

  /// A load, store, read-modify-write or fetch.
  void access(const Event&);
  void call(const TracedCall&);

  const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }
  /// Starts the next block; what was learnt of the stream stays.
  void clear() noexcept { bytes_.clear(); }

 private:
  bool compact_fetch(const Event&);
  bool compact_data(const Event&);
  void wide(const Event&);

  Predictor predictor_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint8_t> call_;
  ByteWriter out_{bytes_};
};

}  // namespace vapa::native

#include "sw/workload/native/encoder.hpp"

#include <algorithm>
#include <optional>

#include "sw/workload/native/call_codec.hpp"

namespace vapa::native {
namespace {

bool fits(std::int64_t difference, unsigned bytes) noexcept {
  const std::int64_t bound = std::int64_t{1} << (8 * bytes - 1);
  return difference >= -bound && difference < bound;
}

std::int64_t difference(std::uint64_t va, std::uint64_t from) noexcept {
  return static_cast<std::int64_t>(va - from);
}

}  // namespace

void Encoder::access(const Event& event) {
  const bool is_fetch = event.op == Op::fetch;
  const bool compact =
      event.depends == 0 && (is_fetch ? compact_fetch(event) : compact_data(event));
  if (!compact) wide(event);
  if (is_fetch) {
    predictor_.see_fetch(event.va.value, event.size);
  } else {
    predictor_.see_data(event.va.value);
  }
}

bool Encoder::compact_fetch(const Event& event) {
  constexpr unsigned largest_size = 15;
  if (event.size > largest_size) return false;
  const std::int64_t d = difference(event.va.value, predictor_.next_fetch);
  unsigned length = 0;
  if (d != 0) {
    length = fits(d, 1) ? 1 : fits(d, 2) ? 2 : fits(d, 3) ? 3 : 6;
    if (!fits(d, length)) return false;
  }
  const unsigned code = length == 6 ? 4 : length;
  out_.byte(static_cast<std::uint8_t>(event.size | code << 4U));
  out_.low_bytes(static_cast<std::uint64_t>(d), length);
  return true;
}

bool Encoder::compact_data(const Event& event) {
  const auto size = std::find(data_sizes.begin(), data_sizes.end(), event.size);
  if (size == data_sizes.end()) return false;
  const std::int64_t d = difference(event.va.value, predictor_.slot());
  const auto length = std::find_if(data_lengths.begin(), data_lengths.end(),
                                   [&](std::uint8_t bytes) { return fits(d, bytes); });
  if (length == data_lengths.end()) return false;
  const auto code = control_data + codes_per_op * static_cast<unsigned>(event.op) +
                    data_lengths.size() * static_cast<unsigned>(size - data_sizes.begin()) +
                    static_cast<unsigned>(length - data_lengths.begin());
  out_.byte(static_cast<std::uint8_t>(code));
  out_.low_bytes(static_cast<std::uint64_t>(d), *length);
  return true;
}

void Encoder::wide(const Event& event) {
  out_.byte(control_wide);
  out_.byte(
      static_cast<std::uint8_t>(static_cast<unsigned>(event.op) | unsigned{event.depends} << 3U));
  out_.low_bytes(event.size, 2);
  out_.low_bytes(event.va.value, 8);
}

void Encoder::call(const TracedCall& traced) {
  call_.clear();
  ByteWriter record(call_);
  write_call(record, traced);
  out_.byte(control_call);
  out_.varint(call_.size());
  bytes_.insert(bytes_.end(), call_.begin(), call_.end());
}

}  // namespace vapa::native

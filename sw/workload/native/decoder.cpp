#include "sw/workload/native/decoder.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "sw/workload/access_limit.hpp"
#include "sw/workload/native/bytes.hpp"
#include "sw/workload/native/call_codec.hpp"

namespace vapa::native {
namespace {

/// The second half of an event, as it stands in memory, by its control byte; 0 for special ones.
constexpr std::array<std::uint64_t, 256> rests = [] {
  const auto rest = [](Op op, unsigned size) {
    return std::uint64_t{size} << 32U | std::uint64_t{static_cast<unsigned>(op)} << 48U;
  };
  std::array<std::uint64_t, 256> table{};
  for (unsigned control = 0; control < control_call; ++control) {
    if (control % 16 != 0) table[control] = rest(Op::fetch, control % 16);
  }
  for (unsigned op = 0; op < data_ops; ++op) {
    for (unsigned code = 0; code < codes_per_op; ++code) {
      table[control_data + codes_per_op * op + code] =
          rest(static_cast<Op>(op), data_sizes[code / data_lengths.size()]);
    }
  }
  return table;
}();

constexpr unsigned last_data = control_data + data_ops * codes_per_op - 1;

/// The longest event that is no call: a wide one.
constexpr std::ptrdiff_t longest = 12;

std::uint64_t load_word(const std::uint8_t* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Of a word that holds data_lengths[code] bytes.
constexpr std::array<std::uint8_t, 4> unused_bits{56, 48, 40, 16};

/// A difference of data_lengths[code] bytes.
std::uint64_t difference(const std::uint8_t* at, std::uint64_t code) noexcept {
  const unsigned unused = unused_bits[code];
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(load_word(at) << unused) >> unused);
}

void put(Event& event, std::uint64_t va, std::uint64_t rest) noexcept {
  // As two words: by its members it would be five stores.
  auto* const to = reinterpret_cast<std::byte*>(&event);
  std::memcpy(to, &va, sizeof va);
  std::memcpy(to + sizeof va, &rest, sizeof rest);
}

}  // namespace

std::size_t Decoder::decode(std::span<Event> out, std::vector<TracedCall>& calls) {
  high_ = 0;
  Event* to = out.data();
  Event* const to_end = to + out.size();
  while (to != to_end && at_ < end_) {
    // So many events cannot reach beyond the padding.
    const std::ptrdiff_t safe = (end_ - at_) / longest + 1;
    to = compact(to, to + std::min(safe, to_end - to));
    if (to == to_end || at_ >= end_) break;
    if (rests[*at_] == 0) special(*to++, calls);
  }
  if (at_ > end_) throw Malformed("its last event is cut");
  const auto count = static_cast<std::size_t>(to - out.data());
  check_ends(out.first(count));
  return count;
}

/// No access ends beyond 64 bits. Only one that begins in the last page can: programs have none.
void Decoder::check_ends(std::span<const Event> events) const {
  if (high_ + max_access_size > high_) return;
  for (const Event& event : events) {
    if (event.op != Op::call && !ends_in_64_bits(event.va, event.size)) {
      throw Malformed("an access that ends beyond 64 bits");
    }
  }
}

/// Up to `to_end` or the next special event; the state is in registers meanwhile.
Event* Decoder::compact(Event* to, Event* to_end) noexcept {
  const std::uint8_t* at = at_;
  std::uint64_t next_fetch = predictor_.next_fetch;
  std::uint64_t place = predictor_.place;
  std::uint64_t* const last = predictor_.last.data();
  std::uint64_t high = high_;
  for (; to != to_end; ++to) {
    const std::uint64_t control = *at;
    if (control - 1 < 15) {
      place = next_fetch;
      high |= place;
      put(*to, next_fetch, rests[control]);
      next_fetch += control;
      at += 1;
    } else if (control >= control_data) {
      if (control > last_data) break;
      std::uint64_t& slot = last[place % slot_count];
      slot += difference(at + 1, control % 4);
      place += slot_step;
      high |= slot;
      put(*to, slot, rests[control]);
      at += data_lengths[control % 4];
      at += 1;
    } else {
      if (control >= control_call || control % 16 == 0) break;
      const std::uint64_t code = control / 16 - 1;
      place = next_fetch + difference(at + 1, code);
      high |= place;
      put(*to, place, rests[control]);
      next_fetch = place + control % 16;
      at += 1 + data_lengths[code];
    }
  }
  at_ = at;
  predictor_.next_fetch = next_fetch;
  predictor_.place = place;
  high_ = high;
  return to;
}

void Decoder::special(Event& event, std::vector<TracedCall>& calls) {
  ByteReader in(at_ + 1, end_);
  if (*at_ == control_wide) {
    wide(event);
  } else if (*at_ == control_call) {
    calls.push_back(read_call(in.sub(in.varint())));
    event = {};
    event.op = Op::call;
    event.aux = static_cast<std::uint32_t>(calls.size() - 1);
    at_ = in.at();
  } else {
    throw Malformed("an event that begins with the unused code " + std::to_string(*at_));
  }
}

void Decoder::wide(Event& event) {
  const std::uint8_t flags = at_[1];
  event = {};
  event.op = static_cast<Op>(flags & 7U);
  event.depends = static_cast<std::uint8_t>(flags >> 3U);
  event.size = static_cast<std::uint16_t>(load_word(at_ + 2) & 0xffffU);
  event.va = VirtAddr{load_word(at_ + 4)};
  if (event.op >= Op::call || event.depends > 1 || event.size == 0 ||
      event.size > max_access_size) {
    throw Malformed("an access of an unknown kind, of no bytes or of more than 4096");
  }
  high_ |= event.va.value;
  at_ += 12;
  if (event.op == Op::fetch) {
    predictor_.see_fetch(event.va.value, event.size);
  } else {
    predictor_.see_data(event.va.value);
  }
}

}  // namespace vapa::native

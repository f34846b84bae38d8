#include "cosim/random_stimulus.hpp"

#include <utility>

#include "cosim/pages.hpp"

namespace vapa::cosim {
namespace {

constexpr std::size_t remembered = 8;
constexpr std::uint64_t follow_in = 8;  // one request in so many is followed by a change
constexpr unsigned neighbour_bits = 4;  // in which the number of a page differs from a near one's

}  // namespace

RandomStimulus::RandomStimulus(const World& world, const Capabilities& c, std::uint64_t seed)
    : world_(world),
      capabilities_(c),
      random_(seed),
      idle_(static_cast<unsigned>(random_.below(4))),
      change_in_(static_cast<unsigned>(8 + random_.below(40))),
      flush_in_(random_.one_in(2) ? 4 : 64),
      mode_(mode()),
      asid_(random_.of(world.spaces())) {
  for (std::size_t i = 0; i < remembered; ++i) recent_.push_back(random_.of(world.pages()));
}

std::optional<Item> RandomStimulus::next() {
  Item item;
  item.delay = static_cast<std::uint16_t>(random_.below(idle_ + 1));
  if (random_.one_in(64)) item.delay = static_cast<std::uint16_t>(random_.below(40));
  const std::optional<TlbRequest> before = std::exchange(follows_, std::nullopt);
  const std::optional<VirtAddr> misses = std::exchange(misses_, std::nullopt);
  const auto any_page = [&] { return random_.of(random_.one_in(4) ? world_.pages() : recent_); };
  if (flush_next_) {
    flush_next_ = false;
    item.what = flush(any_page());
  } else if (before && random_.one_in(follow_in)) {
    item.what = world_.random_edit(before->asid, before->va, random_);
    flush_next_ = true;
  } else if (misses && random_.one_in(flush_in_)) {
    item.delay = static_cast<std::uint16_t>(random_.below(64));  // about as long as a walk
    item.what = flush(*misses);
  } else if (random_.one_in(change_in_)) {
    item.what = world_.random_edit(random_);
    flush_next_ = !random_.one_in(3);
  } else if (random_.one_in(change_in_)) {
    item.what = flush(any_page());
  } else {
    const TlbRequest r = request();
    // While a combinational device misses it is asked for nothing else: only what follows a request
    // at once meets its walk.
    if (capabilities_.latency == 0U) follows_ = r;
    item.what = r;
  }
  return item;
}

VirtAddr RandomStimulus::address() {
  VirtAddr& place = random_.of(recent_);
  if (random_.one_in(6)) misses_ = place = random_.of(world_.pages());
  VirtAddr va = place.align_down(page_shift) + random_.below(page_bytes);
  if (random_.one_in(64)) {
    const unsigned va_bits = capabilities_.va_bits;
    va = VirtAddr{va.value ^ (std::uint64_t{1} << (va_bits + random_.below(64 - va_bits)))};
  }
  return va;
}

RightsMode RandomStimulus::mode() {
  RightsMode mode = RightsMode::of(static_cast<unsigned>(random_.below(32)));
  if (!capabilities_.x86) mode.write_protect = mode.smep = true;
  return mode;
}

TlbRequest RandomStimulus::request() {
  if (random_.one_in(16)) asid_ = random_.of(world_.spaces());
  if (random_.one_in(16)) mode_ = mode();
  TlbRequest r;
  r.va = address();
  r.asid = random_.one_in(8) ? random_.of(world_.spaces()) : asid_;
  r.op = static_cast<Op>(random_.below(4));
  r.mode = mode_;
  if (random_.one_in(8)) r.mode = mode();
  return r;
}

TlbFlush RandomStimulus::flush(VirtAddr page) {
  TlbFlush f;
  if (capabilities_.flush_va && random_.below(4) != 0) {
    f.va = page;
    if (random_.one_in(3)) {  // almost a page that is held
      const unsigned bits = capabilities_.va_bits - page_shift;
      const auto bit = page_shift + random_.below(random_.one_in(2) ? bits : neighbour_bits);
      f.va = VirtAddr{f.va->value ^ (std::uint64_t{1} << bit)};
    }
  }
  if (capabilities_.flush_asid && random_.one_in(2)) {
    f.asid = random_.one_in(4) ? random_.of(world_.spaces()) : asid_;
  }
  return f;
}

}  // namespace vapa::cosim

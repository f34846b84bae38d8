#include "sw/scenario/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sw/scenario/extent.hpp"

namespace vapa::scenario {
namespace {

constexpr unsigned huge_shift = 21;
constexpr std::uint64_t near_bytes = std::uint64_t{1} << 30U;
/// A mapping that the arena could not hold fails and leaves it as it is.
constexpr std::uint64_t longest_mapping = std::uint64_t{1} << 44U;

}  // namespace

Places::Places(VirtAddr heap) { bind(std::string(heap_name), heap, 0); }

VirtAddr Places::next_free(std::uint64_t bytes) {
  const VirtAddr at = next_free_;
  if (bytes > longest_mapping) return at;
  next_free_ = (at + bytes).align_up(huge_shift) + (std::uint64_t{1} << huge_shift);
  return at;
}

void Places::bind(const std::string& name, VirtAddr base, std::uint64_t bytes) {
  std::erase_if(bindings_, [&](const Binding& b) { return b.name == name; });
  bindings_.push_back({name, base, bytes});
}

const Places::Binding* Places::find(std::string_view name) const {
  const auto found = std::ranges::find(bindings_, name, &Binding::name);
  return found == bindings_.end() ? nullptr : &*found;
}

const Places::Binding* Places::nearest(VirtAddr at) const {
  const Binding* best = nullptr;
  for (const Binding& b : bindings_) {
    if (at < b.base || at - b.base >= std::max(near_bytes, b.bytes)) continue;
    const bool inside = at - b.base < b.bytes;
    const bool best_inside = best != nullptr && at - best->base < best->bytes;
    if (best == nullptr || inside || (!best_inside && b.base >= best->base)) best = &b;
  }
  return best;
}

VirtAddr Places::address(const Place& place) const {
  const Binding* const b = find(place.name);
  return (b == nullptr ? VirtAddr{0} : b->base) + ((place.page << page_shift) + place.offset);
}

std::uint64_t Places::bytes(const Range& range) const {
  const Binding* const b = find(range.first.name);
  return bytes_of(range, b == nullptr ? 0 : b->bytes);
}

std::string Places::text(VirtAddr at) const {
  const Binding* const b = nearest(at);
  if (b == nullptr) return fmt::format("{:#x}", at.value);
  const std::uint64_t distance = at - b->base;
  std::string text = fmt::format("{}[{}]", b->name, distance >> page_shift);
  const std::uint64_t offset = VirtAddr{distance}.offset(page_shift);
  return offset == 0 ? text : text + fmt::format("+{}", offset);
}

std::string Places::text(VirtAddr from, VirtAddr to) const {
  const Binding* const b = nearest(from);
  const std::uint64_t pages = (to - from) >> page_shift;
  if (b == nullptr) return fmt::format("{:#x} {} pages", from.value, pages);
  if (pages <= 1) return text(from);
  const std::uint64_t first = (from - b->base) >> page_shift;
  return fmt::format("{}[{}..{}]", b->name, first, first + pages - 1);
}

}  // namespace vapa::scenario

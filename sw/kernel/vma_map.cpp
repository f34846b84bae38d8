#include "sw/kernel/vma_map.hpp"

#include <algorithm>

namespace vapa::kernel {

const Vma* VmaMap::find(Vpn page) const noexcept {
  auto it = map_.upper_bound(page);
  if (it == map_.begin()) return nullptr;
  const Vma& vma = std::prev(it)->second;
  return vma.pages.contains(page) ? &vma : nullptr;
}

Vma* VmaMap::find(Vpn page) noexcept {
  const auto it = holding(page);
  return it == map_.end() ? nullptr : &it->second;
}

Vma* VmaMap::find_or_next(Vpn page) noexcept {
  if (Vma* vma = find(page)) return vma;
  const auto it = map_.upper_bound(page);
  return it == map_.end() ? nullptr : &it->second;
}

const Vma* VmaMap::before(Vpn page) const noexcept {
  auto it = map_.lower_bound(page);
  while (it != map_.begin()) {
    --it;
    if (it->second.pages.end <= page) return &it->second;
  }
  return nullptr;
}

const Vma* VmaMap::after(Vpn page) const noexcept {
  const auto it = map_.lower_bound(page);
  return it == map_.end() ? nullptr : &it->second;
}

bool VmaMap::overlaps(PageRange range) const noexcept {
  if (range.empty()) return false;
  if (find(range.first) != nullptr) return true;
  const auto it = map_.lower_bound(range.first);
  return it != map_.end() && it->first < range.end;
}

PageRange VmaMap::covered(PageRange range) const noexcept {
  Vpn end = range.first;
  while (end < range.end) {
    const Vma* vma = find(end);
    if (vma == nullptr) break;
    end = std::min(range.end, vma->pages.end);
  }
  return {range.first, end};
}

std::vector<Vma> VmaMap::parts(PageRange range) const {
  std::vector<Vma> found;
  if (range.empty()) return found;
  auto it = map_.upper_bound(range.first);
  if (it != map_.begin()) --it;
  for (; it != map_.end() && it->first < range.end; ++it) {
    Vma part = it->second;
    part.pages = part.pages.clip(range);
    if (part.pages.empty()) continue;
    part.offset = it->second.index(part.pages.first);
    found.push_back(part);
  }
  return found;
}

void VmaMap::insert(Vma vma) {
  map_.insert_or_assign(vma.pages.first, vma);
  merge_over(vma.pages);
}

void VmaMap::erase(PageRange range) {
  if (range.empty()) return;
  split(range.first);
  split(range.end);
  map_.erase(map_.lower_bound(range.first), map_.lower_bound(range.end));
}

void VmaMap::grow_down(Vma& vma, Vpn first) {
  auto node = map_.extract(vma.pages.first);
  Vma& moved = node.mapped();
  moved.offset -= moved.pages.first - first;
  moved.pages.first = first;
  node.key() = first;
  map_.insert(std::move(node));
}

std::optional<Vpn> VmaMap::gap_below(PageRange bounds, std::uint64_t pages, unsigned align,
                                     std::uint64_t guard) const {
  Vpn top = bounds.end;
  for (auto it = map_.lower_bound(bounds.end);; --it) {
    if (it != map_.end()) {
      const Vma& above = it->second;
      const std::uint64_t keep = (above.flags & vma_grows_down) != 0 ? guard : 0;
      top = std::min(top, above.pages.first.value > keep ? above.pages.first - keep : Vpn{0});
    }
    Vpn bottom = bounds.first;
    if (it != map_.begin()) bottom = std::max(bottom, std::prev(it)->second.pages.end);
    if (top > bottom && top - bottom >= pages) {
      const Vpn first = (top - pages).align_down(align);
      if (first >= bottom) return first;
    }
    if (it == map_.begin() || top <= bounds.first) return std::nullopt;
  }
}

VmaMap::Map::iterator VmaMap::holding(Vpn page) noexcept {
  auto it = map_.upper_bound(page);
  if (it == map_.begin()) return map_.end();
  --it;
  return it->second.pages.contains(page) ? it : map_.end();
}

void VmaMap::split(Vpn at) {
  const auto it = holding(at);
  if (it == map_.end() || it->first == at) return;
  Vma high = it->second;
  high.offset = high.index(at);
  high.pages.first = at;
  it->second.pages.end = at;
  map_.emplace(at, high);
}

void VmaMap::merge_over(PageRange range) {
  auto it = map_.lower_bound(range.first);
  if (it != map_.begin()) --it;
  while (it != map_.end() && it->first < range.end) {
    const auto next = std::next(it);
    if (next == map_.end() || next->first > range.end) return;
    if (!mergeable(it->second, next->second)) {
      it = next;
      continue;
    }
    it->second.pages.end = next->second.pages.end;
    it->second.anon = std::max(it->second.anon, next->second.anon);
    map_.erase(next);
  }
}

}  // namespace vapa::kernel

#include "sw/workload/capture/vma_map.hpp"

#include <algorithm>

namespace vapa::recorder {
namespace {

VirtAddr end_of(const InitialMapping& mapping) { return mapping.start + mapping.length; }

std::uint8_t flags_of(std::uint64_t mmap_flags) {
  constexpr std::uint64_t type = 0xf, is_private = 2, grows_down = 0x100, no_reserve = 0x4000;
  unsigned flags = (mmap_flags & type) != is_private ? unsigned{mapping_shared} : 0U;
  if ((mmap_flags & grows_down) != 0) flags |= mapping_grows_down;
  if ((mmap_flags & no_reserve) != 0) flags |= mapping_no_reserve;
  return static_cast<std::uint8_t>(flags);
}

/// Whether two neighbours are one mapping. The offset of private anonymous memory says nothing.
bool continues(const InitialMapping& low, const InitialMapping& high) {
  const bool offsets = low.file != Call::no_file || (low.flags & mapping_shared) != 0;
  return end_of(low) == high.start && low.prot == high.prot && low.flags == high.flags &&
         low.kind == high.kind && low.file == high.file &&
         (!offsets || low.offset + low.length == high.offset);
}

VirtAddr page_end(VirtAddr start, std::uint64_t bytes) {
  return (start + bytes).align_up(traced_page_shift);
}

}  // namespace

VmaMap::VmaMap(const std::vector<InitialMapping>& initial, VirtAddr brk)
    : brk_start_(brk), brk_(brk) {
  bool has_heap = false;
  for (const InitialMapping& mapping : initial) {
    add(mapping);
    if (mapping.kind != InitialMapping::Kind::heap) continue;
    brk_start_ = has_heap ? std::min(brk_start_, mapping.start) : mapping.start;
    has_heap = true;
  }
}

void VmaMap::apply(const Call& call) {
  if (!call.has_result || call.result < 0) return;
  const VirtAddr first{call.args[0]};
  const VirtAddr end = page_end(first, call.args[1]);
  const auto prot = static_cast<std::uint8_t>(call.args[2] & 7U);
  const VirtAddr result{static_cast<std::uint64_t>(call.result)};
  switch (call.name) {
    case Syscall::mmap:
      add({.start = result,
           .length = page_end(result, call.args[1]) - result,
           .prot = prot,
           .flags = flags_of(call.args[3]),
           .kind = InitialMapping::Kind::other,
           .file = call.file,
           .offset = call.args[5]});
      break;
    case Syscall::munmap:
      unmap(first, end);
      break;
    case Syscall::mprotect:
      protect(first, end, prot);
      break;
    case Syscall::mremap:
      remap(call);
      break;
    case Syscall::brk:
      set_brk(result);
      break;
    default:
      break;
  }
}

void VmaMap::add(const InitialMapping& mapping) {
  unmap(mapping.start, end_of(mapping));
  by_start_.insert_or_assign(mapping.start, mapping);
  merge(mapping.start, end_of(mapping));
}

void VmaMap::split(VirtAddr at) {
  auto next = by_start_.upper_bound(at);
  if (next == by_start_.begin()) return;
  InitialMapping& lower = std::prev(next)->second;
  if (lower.start == at || end_of(lower) <= at) return;
  InitialMapping upper = lower;
  upper.start = at;
  upper.length = end_of(lower) - at;
  upper.offset += at - lower.start;
  lower.length = at - lower.start;
  by_start_.emplace(at, upper);
}

void VmaMap::unmap(VirtAddr start, VirtAddr end) {
  split(start);
  split(end);
  by_start_.erase(by_start_.lower_bound(start), by_start_.lower_bound(end));
}

void VmaMap::merge(VirtAddr start, VirtAddr end) {
  auto at = by_start_.lower_bound(start);
  if (at != by_start_.begin()) --at;
  while (at != by_start_.end() && at->first < end) {
    const auto next = std::next(at);
    if (next == by_start_.end()) return;
    if (!continues(at->second, next->second)) {
      at = next;
      continue;
    }
    at->second.length += next->second.length;
    by_start_.erase(next);
  }
}

void VmaMap::protect(VirtAddr start, VirtAddr end, std::uint8_t prot) {
  split(start);
  split(end);
  for (auto at = by_start_.lower_bound(start); at != by_start_.lower_bound(end); ++at) {
    at->second.prot = prot;
  }
  merge(start, end);
}

/// mremap(2): old address, old size (0: a second mapping), new size, flags.
void VmaMap::remap(const Call& call) {
  const VirtAddr old{call.args[0]};
  const VirtAddr to{static_cast<std::uint64_t>(call.result)};
  split(old);
  const auto found = by_start_.find(old);
  if (found == by_start_.end()) return;
  InitialMapping moved = found->second;
  constexpr std::uint64_t keep_old = 4;  // MREMAP_DONTUNMAP
  if ((call.args[3] & keep_old) == 0) unmap(old, page_end(old, call.args[1]));
  moved.start = to;
  moved.length = page_end(to, call.args[2]) - to;
  add(moved);
}

void VmaMap::set_brk(VirtAddr brk) {
  if (brk_start_.value == 0) brk_start_ = brk;
  const VirtAddr old_end = brk_.align_up(traced_page_shift);
  const VirtAddr new_end = brk.align_up(traced_page_shift);
  brk_ = brk;
  if (new_end < old_end) unmap(new_end, old_end);
  const VirtAddr from = std::max(old_end, brk_start_.align_up(traced_page_shift));
  if (new_end <= from) return;
  add({.start = from,
       .length = new_end - from,
       .prot = prot_read | prot_write,
       .kind = InitialMapping::Kind::heap});
}

void VmaMap::grow_stack(VirtAddr va) {
  for (auto& entry : by_start_) {
    if (entry.second.kind != InitialMapping::Kind::stack || va >= entry.first) continue;
    InitialMapping stack = entry.second;
    const VirtAddr end = end_of(stack);
    stack.start = va.align_down(traced_page_shift);
    stack.length = end - stack.start;
    by_start_.erase(entry.first);
    by_start_.emplace(stack.start, stack);
    return;
  }
}

std::vector<InitialMapping> VmaMap::mappings() const {
  std::vector<InitialMapping> all;
  for (const auto& entry : by_start_) all.push_back(entry.second);
  return all;
}

}  // namespace vapa::recorder

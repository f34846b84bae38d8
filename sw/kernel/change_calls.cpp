// mprotect and mremap.

#include <algorithm>
#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

constexpr std::uint64_t remap_may_move = 1, remap_fixed = 2;
constexpr std::uint64_t all_prot = prot_read | prot_write | prot_exec;

struct RemapRequest {
  PageRange from;
  std::uint64_t pages;  ///< afterwards
  std::uint64_t flags;
  std::uint64_t target;  ///< with remap_fixed

  bool has(std::uint64_t flag) const noexcept { return (flags & flag) != 0; }
};

std::int64_t address(const Job& job, Vpn page) {
  return static_cast<std::int64_t>(job.space.table.address_of(page).value);
}

/// The part of an area that goes to another place, with its new size.
Vma moved_area(const Vma& old, const RemapRequest& r, Vpn to) {
  Vma vma = old;
  // Untouched anonymous memory forgets where it began (Linux: copy_vma).
  const bool forgets = old.anonymous() && old.anon == 0;
  vma.offset = forgets ? to.value : old.index(r.from.first);
  vma.pages = {to, to + r.pages};
  return vma;
}

std::int64_t move_area(Job& job, const RemapRequest& r, Vpn to) {
  const Vma old = *job.space.vmas.find(r.from.first);
  establish(job, moved_area(old, r, to));
  const std::uint64_t kept = std::min(r.from.pages(), r.pages);
  move_pages(job, {r.from.first, r.from.first + kept}, to);
  remove_range(job, r.from);
  return address(job, to);
}

bool grows_in_place(const Job& job, const RemapRequest& r, const Vma& vma) {
  const PageRange more{r.from.end, r.from.first + r.pages};
  return vma.pages.end == r.from.end && more.end <= job.res.user.end &&
         !job.space.vmas.overlaps(more);
}

void grow_in_place(Job& job, const RemapRequest& r) {
  Vma more = *job.space.vmas.find(r.from.first);
  more.offset = more.index(r.from.end);
  more.pages = {r.from.end, r.from.first + r.pages};
  job.res.cache.hold(more.file, more.pages.pages());
  job.space.vmas.insert(more);
}

std::int64_t move_to_target(Job& job, const RemapRequest& r) {
  const PageRange to = user_range(job, r.target, r.pages << job.res.format.page_shift());
  if (to.empty() || to.overlaps(r.from)) return -EINVAL;
  return move_area(job, r, to.first);
}

std::int64_t remap(Job& job, const RemapRequest& r, const Call& call) {
  const Vma* vma = job.space.vmas.find(r.from.first);
  if (vma == nullptr || !vma->pages.contains(r.from)) return -EFAULT;
  if (r.pages > r.from.pages() &&
      overcommitted(job, r.pages - r.from.pages(), vma->prot, vma->flags)) {
    return -ENOMEM;
  }
  if (r.has(remap_fixed)) return move_to_target(job, r);
  const bool moved_in_record =
      call.has_result && static_cast<std::uint64_t>(call.result) != call.args[0];
  if (!moved_in_record) {
    if (r.pages <= r.from.pages()) {
      remove_range(job, {r.from.first + r.pages, r.from.end});
      return address(job, r.from.first);
    }
    if (grows_in_place(job, r, *vma)) {
      grow_in_place(job, r);
      return address(job, r.from.first);
    }
  }
  if (!r.has(remap_may_move)) return -ENOMEM;
  if (moved_in_record) {
    RemapRequest recorded = r;
    recorded.target = static_cast<std::uint64_t>(call.result);
    return move_to_target(job, recorded);
  }
  const std::int64_t to = place(job, 0, r.pages, vma->anonymous());
  return to < 0
             ? to
             : move_area(job, r, job.space.table.page_of(VirtAddr{static_cast<std::uint64_t>(to)}));
}

}  // namespace

std::int64_t call_mprotect(Job& job, const Call& call) {
  if (!page_aligned(job, call.args[0]) || (call.args[2] & ~all_prot) != 0) return -EINVAL;
  if (call.args[1] == 0) return 0;
  PageRange range = user_range(job, call.args[0], call.args[1]);
  VmaMap& vmas = job.space.vmas;
  if (range.empty() || vmas.find(range.first) == nullptr) return -ENOMEM;
  const auto prot = static_cast<std::uint8_t>(call.args[2]);
  // What lies before a hole is changed all the same.
  PageRange whole{range.first, range.first};
  for (const Vma& part : vmas.parts(range)) {
    if (part.pages.first != whole.end) break;
    if ((part.prot & prot_write) == 0 && overcommitted(job, part.pages.pages(), prot, part.flags)) {
      return -ENOMEM;
    }
    whole.end = part.pages.end;
  }
  const auto before = vmas.parts(whole);
  vmas.update(whole, [&](Vma& vma) { vma.prot = prot; });
  for (Vma part : before) {
    if (part.prot == prot) continue;
    part.prot = prot;
    protect_pages(job, part, part.pages);
  }
  return whole == range ? 0 : -ENOMEM;
}

std::int64_t call_mremap(Job& job, const Call& call) {
  const RemapRequest r{user_range(job, call.args[0], call.args[1]), job.res.pages(call.args[2]),
                       call.args[3], call.args[4]};
  if (!page_aligned(job, call.args[0]) || r.pages == 0 || call.args[1] == 0) return -EINVAL;
  if ((r.flags & ~(remap_may_move | remap_fixed)) != 0) return -EINVAL;
  if (r.has(remap_fixed) && !r.has(remap_may_move)) return -EINVAL;
  if (r.from.empty()) return -EFAULT;
  return remap(job, r, call);
}

}  // namespace vapa::kernel

// mprotect and mremap.

#include <algorithm>
#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

// Values of <linux/mman.h>.
constexpr std::uint64_t remap_may_move = 1, remap_fixed = 2, remap_keep_area = 4;  // DONTUNMAP
constexpr std::uint64_t prot_sem = 8;
constexpr std::uint64_t prot_grows_down = 0x01000000, prot_grows_up = 0x02000000;
constexpr std::uint64_t all_prot = prot_read | prot_write | prot_exec | prot_sem;

struct RemapRequest {
  Vpn first;            ///< of the old pages
  std::uint64_t old;    ///< pages; 0: a second mapping of shared pages
  std::uint64_t pages;  ///< afterwards
  std::uint64_t flags;
  std::uint64_t target;  ///< with remap_fixed

  bool has(std::uint64_t flag) const noexcept { return (flags & flag) != 0; }
  PageRange from() const noexcept { return {first, first + old}; }
  PageRange more() const noexcept { return {first + old, first + pages}; }
  /// The program names the new place: for good, or as a wish.
  bool has_target() const noexcept { return has(remap_fixed | remap_keep_area); }
  bool must_move() const noexcept { return has_target() || old == 0; }
  /// What is left of the old pages when the rest was cut off.
  PageRange kept() const noexcept { return {first, first + std::min(old, pages)}; }
  /// Several areas may move, and gaps between them (Linux since 6.17: vrm_move_only).
  bool only_moves() const noexcept { return has(remap_fixed) && old == pages; }
};

std::int64_t address(const Job& job, Vpn page) {
  return static_cast<std::int64_t>(job.space.table.address_of(page).value);
}

bool grows_in_place(const Job& job, const RemapRequest& r, const Vma& vma) {
  return vma.pages.end == r.more().first && r.more().end <= job.res.user.end &&
         !job.space.vmas.overlaps(r.more());
}

/// Whether the target is one and leaves the old pages alone.
bool target_fits(const Job& job, const RemapRequest& r) {
  const PageRange to = user_range(job, r.target, r.pages << job.res.format.page_shift());
  return !to.empty() && !to.overlaps(r.from());
}

/// Whether the arguments make sense by themselves (Linux: check_mremap_params).
bool sensible(const Job& job, const Call& call, const RemapRequest& r) {
  const bool unknown = (r.flags & ~(remap_may_move | remap_fixed | remap_keep_area)) != 0;
  if (unknown || !page_aligned(job, call.args[0])) return false;
  if (r.pages == 0 || r.pages > job.res.user.end.value) return false;
  // What is cut off must lie in the user addresses.
  if (r.pages < r.old && (r.first >= job.res.user.end || job.res.user.end - r.first < r.old)) {
    return false;
  }
  const bool resized = r.has(remap_keep_area) && r.old != r.pages;
  return !r.has_target() || (r.has(remap_may_move) && !resized && target_fits(job, r));
}

/// What this kernel answers before anything is done: the new address or the error.
std::int64_t own_answer(const Job& job, const Call& call, const RemapRequest& r) {
  if (!sensible(job, call, r)) return -EINVAL;
  const Vma* vma = job.space.vmas.find(r.first);
  const bool needs_all = r.must_move() || r.pages > r.old;
  const PageRange needed = r.has(remap_fixed) ? r.kept() : r.from();
  const bool all = r.only_moves() || !needs_all || (vma != nullptr && vma->pages.contains(needed));
  if (vma == nullptr || !all) return -EFAULT;
  if (r.old == 0 && !vma->shared()) return -EINVAL;
  if (r.pages > r.old && overcommitted(job, r.pages - r.old, vma->prot, vma->flags)) return -ENOMEM;
  if (r.has(remap_fixed)) return static_cast<std::int64_t>(r.target);
  if (!r.must_move() && (r.pages <= r.old || grows_in_place(job, r, *vma))) {
    return address(job, r.first);
  }
  const std::uint64_t wish = r.has_target() ? r.target : 0;
  return r.has(remap_may_move) ? place(job, wish, r.pages, vma->anonymous()) : -ENOMEM;
}

/// The area at the old place; what a record moves that this kernel does not have is taken for plain
/// memory.
Vma old_area(const Job& job, const RemapRequest& r) {
  if (const Vma* vma = job.space.vmas.find(r.first)) return *vma;
  Vma vma;
  vma.pages = {r.first, r.first + std::max(r.old, r.pages)};
  vma.prot = prot_read | prot_write;
  vma.offset = r.first.value;
  return vma;
}

void move_area(Job& job, const RemapRequest& r, PageRange to) {
  const Vma old = old_area(job, r);
  Vma vma = old;
  // Untouched anonymous memory forgets where it began (Linux: copy_vma).
  const bool forgets = old.anonymous() && old.anon == 0;
  vma.offset = forgets ? to.first.value : old.index(r.first);
  vma.pages = to;
  establish(job, vma);
  move_pages(job, r.kept(), to.first);
  if (!r.has(remap_keep_area)) remove_range(job, r.from());
}

void move_areas(Job& job, const RemapRequest& r, Vpn to) {
  for (const Vma& part : job.space.vmas.parts(r.from())) {
    RemapRequest one = r;
    one.first = part.pages.first;
    one.old = one.pages = part.pages.pages();
    const Vpn there = to + (one.first - r.first);
    move_area(job, one, {there, there + one.pages});
  }
}

void resize(Job& job, const RemapRequest& r) {
  if (r.pages <= r.old) return remove_range(job, {r.first + r.pages, r.first + r.old});
  Vma more = old_area(job, r);
  // Nothing was there that could grow.
  if (job.space.vmas.find(r.first) == nullptr) return establish(job, more);
  more.offset = more.index(r.more().first);
  more.pages = r.more();
  establish(job, more);
}

/// Linux: mm_populate at the end of mremap.
void fault_in_if_locked(Job& job, PageRange more) {
  const Vma* const vma = job.space.vmas.find(more.first);
  const bool now = vma != nullptr && (vma->flags & (vma_locked | vma_on_fault)) == vma_locked;
  if (now) populate(job, more, Populate::as_mapped);
}

/// Where the record says; this kernel's answer when it is none that leads there.
std::int64_t recorded_answer(const Job& job, const Call& call, const RemapRequest& r,
                             std::int64_t own, PageRange to) {
  if (own < 0 || r.has(remap_fixed)) return own;
  const bool in_place = to.first == r.first;
  const PageRange needed = in_place ? r.more() : to;
  return job.space.vmas.overlaps(needed) ? -ENOMEM : call.result;
}

/// The pages that a change of protection concerns, and its answer.
struct Reach {
  PageRange pages;
  std::int64_t answer = 0;
};

/// Up to the first hole, or to what all of memory could not hold, which is told; a record that
/// changed all of it goes on behind.
Reach reach_of(const Job& job, PageRange range, std::uint8_t prot, bool recorded) {
  Reach reach{{range.first, range.first}};
  for (const Vma& part : job.space.vmas.parts(range)) {
    const bool hole = part.pages.first != reach.pages.end;
    const bool too_much =
        (part.prot & prot_write) == 0 && overcommitted(job, part.pages.pages(), prot, part.flags);
    if (hole || too_much) reach.answer = -ENOMEM;
    if ((hole || too_much) && !recorded) return reach;
    reach.pages.end = part.pages.end;
  }
  if (reach.pages.end != range.end) reach.answer = -ENOMEM;
  return reach;
}

void protect(Job& job, PageRange range, std::uint8_t prot) {
  const auto before = job.space.vmas.parts(range);
  job.space.vmas.update(range, [&](Vma& vma) {
    vma.prot = prot;
    vma.account();
    // Nothing was written that would need it.
    if ((prot & prot_write) == 0 && vma.anonymous() && vma.anon == 0) {
      vma.flags = static_cast<std::uint16_t>(vma.flags & ~unsigned{vma_account});
    }
  });
  for (Vma part : before) {
    if (part.prot == prot) continue;
    const bool was_writable = (part.prot & prot_write) != 0;
    part.prot = prot;
    protect_pages(job, part, part.pages);
    // What is locked and private is copied now.
    const bool copies = !was_writable && (prot & prot_write) != 0 && !part.shared();
    if (copies && (part.flags & vma_locked) != 0) populate(job, part.pages, Populate::as_mapped);
  }
}

}  // namespace

std::int64_t call_mprotect(Job& job, const Call& call) {
  if (!page_aligned(job, call.args[0])) return -EINVAL;
  if (call.args[1] == 0) return 0;
  PageRange range = user_range(job, call.args[0], call.args[1]);
  if (range.empty()) return -ENOMEM;
  if ((call.args[2] & ~(all_prot | prot_grows_down | prot_grows_up)) != 0) return -EINVAL;
  const Vma* const first = job.space.vmas.find(range.first);
  if (first == nullptr && !call.has_result) return -ENOMEM;
  // No area of x86 grows up.
  if ((call.args[2] & prot_grows_up) != 0) return -EINVAL;
  if ((call.args[2] & prot_grows_down) != 0 && first != nullptr) {
    // Down to the beginning of a stack.
    const bool stack = (first->flags & vma_grows_down) != 0;
    if (!stack && !call.has_result) return -EINVAL;
    if (stack) range.first = first->pages.first;
  }
  const auto prot = static_cast<std::uint8_t>(call.args[2] & 7U);
  const Reach reach = reach_of(job, range, prot, call.has_result);
  protect(job, reach.pages, prot);
  return reach.answer;
}

std::int64_t call_mremap(Job& job, const Call& call) {
  const unsigned shift = job.res.format.page_shift();
  const RemapRequest r{Vpn{call.args[0] >> shift}, job.res.pages(call.args[1]),
                       job.res.pages(call.args[2]), call.args[3], call.args[4]};
  const std::int64_t own = own_answer(job, call, r);
  if (!call.has_result && own < 0) return own;
  const std::int64_t at = call.has_result ? call.result : own;
  const PageRange to = user_range(job, static_cast<std::uint64_t>(at), r.pages << shift);
  const bool stays = to.first == r.first && !r.must_move();
  if (r.pages == 0 || to.empty() || (!stays && to.overlaps(r.from()))) return -EINVAL;
  const std::int64_t answer = call.has_result ? recorded_answer(job, call, r, own, to) : own;
  if (stays) {
    resize(job, r);
  } else if (r.only_moves() && job.space.vmas.find(r.first) != nullptr) {
    move_areas(job, r, to.first);
  } else {
    move_area(job, r, to);
  }
  if (r.pages > r.old) fault_in_if_locked(job, {to.first + r.old, to.end});
  return answer;
}

}  // namespace vapa::kernel

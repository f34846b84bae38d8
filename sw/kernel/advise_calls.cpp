// madvise, msync, mlock and munlock.

#include <algorithm>
#include <array>
#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

// Values of <linux/mman.h>.
constexpr std::uint64_t advice_dont_need = 4, advice_free = 8, advice_dont_need_locked = 24;
constexpr std::uint64_t advice_cold = 20, advice_page_out = 21;
constexpr std::uint64_t advice_populate_read = 22, advice_populate_write = 23;
constexpr std::uint64_t sync_async = 1, sync_invalidate = 2, sync_now = 4;
constexpr std::uint64_t lock_on_fault = 1;

/// What Linux 6.18 knows besides those above and WILLNEED, 3; without an effect here.
constexpr bool harmless(std::uint64_t advice) noexcept {
  return (advice >= 9 && advice <= 21) || advice == 25 || advice == 102 || advice == 103;
}

constexpr bool known(std::uint64_t advice) noexcept {
  return harmless(advice) || advice <= advice_dont_need || advice == advice_free ||
         (advice >= advice_populate_read && advice <= advice_dont_need_locked);
}

/// Advice that an area keeps: the flags that it takes away and sets.
struct Kept {
  std::uint64_t advice;
  unsigned without;
  unsigned with;
};

constexpr unsigned patterns = vma_random | vma_sequential, huge = vma_huge | vma_no_huge;
constexpr std::array<Kept, 13> kept_advice{{{0, patterns, 0},
                                            {1, patterns, vma_random},
                                            {2, patterns, vma_sequential},
                                            {10, 0, vma_dont_fork},
                                            {11, vma_dont_fork, 0},
                                            {12, 0, vma_mergeable},
                                            {13, vma_mergeable, 0},
                                            {14, huge, vma_huge},
                                            {15, huge, vma_no_huge},
                                            {16, 0, vma_dont_dump},
                                            {17, vma_dont_dump, 0},
                                            {18, 0, vma_wipe_on_fork},
                                            {19, vma_wipe_on_fork, 0}}};

const Kept* kept(std::uint64_t advice) {
  const auto found = std::find_if(kept_advice.begin(), kept_advice.end(),
                                  [&](const Kept& k) { return k.advice == advice; });
  return found == kept_advice.end() ? nullptr : &*found;
}

// Area by area: what comes before an area that refuses is advised all the same.
std::int64_t keep(Job& job, PageRange range, const Kept& advice) {
  for (const Vma& part : job.space.vmas.parts(range)) {
    const bool plain = part.anonymous() && !part.shared();
    if (advice.with == vma_wipe_on_fork && !plain) return -EINVAL;
    // Pages that others see are not merged.
    if (advice.with == vma_mergeable && part.shared()) continue;
    split_pages_at(job, part.pages);
    job.space.vmas.update(part.pages, [&](Vma& vma) {
      vma.flags = static_cast<std::uint16_t>((vma.flags & ~advice.without) | advice.with);
    });
  }
  return 0;
}

std::int64_t drop_pages(Job& job, PageRange range, bool locked_too) {
  for (const Vma& part : job.space.vmas.parts(range)) {
    if ((part.flags & vma_locked) != 0 && !locked_too) return -EINVAL;
    unmap_pages(job, part.pages);
  }
  return 0;
}

/// Nothing is reclaimed, but what is locked says so.
std::int64_t refuse_locked(const Job& job, PageRange range) {
  for (const Vma& part : job.space.vmas.parts(range)) {
    if ((part.flags & vma_locked) != 0) return -EINVAL;
  }
  return 0;
}

std::int64_t free_lazily(Job& job, PageRange range) {
  for (const Vma& part : job.space.vmas.parts(range)) {
    if (!part.anonymous() || (part.flags & vma_locked) != 0) return -EINVAL;
    age_pages(job, part.pages);
  }
  return 0;
}

std::int64_t follow(Job& job, PageRange range, std::uint64_t advice) {
  if (const Kept* advised = kept(advice)) return keep(job, range, *advised);
  switch (advice) {
    case advice_cold:
    case advice_page_out:
      return refuse_locked(job, range);
    case advice_dont_need:
    case advice_dont_need_locked:
      return drop_pages(job, range, advice == advice_dont_need_locked);
    case advice_free:
      return free_lazily(job, range);
    case advice_populate_read:
      return populate(job, range, Populate::read);
    case advice_populate_write:
      return populate(job, range, Populate::write);
    default:
      return 0;
  }
}

}  // namespace

bool drops_pages(const Call& call) noexcept {
  const std::uint64_t advice = call.args[2];
  return advice == advice_dont_need || advice == advice_free || advice == advice_dont_need_locked;
}

std::int64_t call_madvise(Job& job, const Call& call) {
  if (!known(call.args[2]) || !page_aligned(job, call.args[0])) return -EINVAL;
  if (call.args[1] == 0) return 0;
  const PageRange range = user_range(job, call.args[0], call.args[1]);
  if (range.empty()) return -EINVAL;
  const std::int64_t result = follow(job, range, call.args[2]);
  if (result != 0) return result;
  // Holes are passed over and told.
  return job.space.vmas.covers(range) ? 0 : -ENOMEM;
}

std::int64_t call_msync(Job& job, const Call& call) {
  const std::uint64_t flags = call.args[2];
  const bool both = (flags & sync_async) != 0 && (flags & sync_now) != 0;
  if (!page_aligned(job, call.args[0]) || both ||
      (flags & ~(sync_async | sync_invalidate | sync_now)) != 0) {
    return -EINVAL;
  }
  if (call.args[1] == 0) return 0;
  const PageRange range = user_range(job, call.args[0], call.args[1]);
  if (range.empty()) return -ENOMEM;
  std::uint64_t written = 0;
  for (const Vma& part : job.space.vmas.parts(range)) {
    if ((flags & sync_invalidate) != 0 && (part.flags & vma_locked) != 0) return -EBUSY;
    const bool on_disk = part.shared() && job.res.cache.is_file(part.file);
    if (on_disk && (flags & sync_now) != 0) written += clean_pages(job, part);
  }
  job.res.stats.pages_written += written;
  if (written != 0) job.bill.charge(Work::disk, job.bill.cost().major_fault);
  return job.space.vmas.covers(range) ? 0 : -ENOMEM;
}

std::int64_t call_mlock(Job& job, const Call& call) {
  constexpr std::uint16_t number_of_mlock2 = 325;
  const std::uint64_t flags = call.number == number_of_mlock2 ? call.args[2] : 0;
  if ((flags & ~lock_on_fault) != 0) return -EINVAL;
  const bool on_fault = flags != 0;
  if (call.args[1] == 0) return 0;
  const unsigned shift = job.res.format.page_shift();
  const VirtAddr start{call.args[0]};
  const PageRange range =
      user_range(job, start.align_down(shift).value, call.args[1] + start.offset(shift));
  if (range.empty()) return -ENOMEM;
  const PageRange there = job.space.vmas.covered(range);
  const bool lock = call.name == Syscall::mlock;
  constexpr unsigned both = vma_locked | vma_on_fault;
  const unsigned locked = on_fault ? both : unsigned{vma_locked};
  const unsigned wanted = lock ? locked : 0U;
  split_pages_at(job, there);
  job.space.vmas.update(there, [&](Vma& vma) {
    vma.flags = static_cast<std::uint16_t>((vma.flags & ~both) | wanted);
  });
  if (there != range) return -ENOMEM;
  // mlock2(2) with MLOCK_ONFAULT leaves the faults to the program.
  if (!lock || on_fault) return 0;
  return populate(job, range, Populate::as_mapped) == 0 ? 0 : -ENOMEM;
}

}  // namespace vapa::kernel

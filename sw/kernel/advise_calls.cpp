// madvise, msync, mlock and munlock.

#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

// Values of <linux/mman.h>.
constexpr std::uint64_t advice_normal = 0, advice_random = 1, advice_sequential = 2;
constexpr std::uint64_t advice_dont_need = 4, advice_free = 8, advice_dont_need_locked = 24;
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

std::int64_t set_access_pattern(Job& job, PageRange range, unsigned flag) {
  constexpr unsigned patterns = vma_random | vma_sequential;
  job.space.vmas.update(range, [&](Vma& vma) {
    vma.flags = static_cast<std::uint16_t>((vma.flags & ~patterns) | flag);
  });
  return 0;
}

std::int64_t drop_pages(Job& job, PageRange range, bool locked_too) {
  for (const Vma& part : job.space.vmas.parts(range)) {
    if ((part.flags & vma_locked) != 0 && !locked_too) return -EINVAL;
    unmap_pages(job, part.pages);
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
  switch (advice) {
    case advice_normal:
      return set_access_pattern(job, range, 0);
    case advice_random:
      return set_access_pattern(job, range, vma_random);
    case advice_sequential:
      return set_access_pattern(job, range, vma_sequential);
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
  job.space.vmas.update(there, [&](Vma& vma) {
    vma.flags = static_cast<std::uint16_t>((vma.flags & ~both) | wanted);
  });
  if (there != range) return -ENOMEM;
  // mlock2(2) with MLOCK_ONFAULT leaves the faults to the program.
  if (!lock || on_fault) return 0;
  return populate(job, range, Populate::as_mapped) == 0 ? 0 : -ENOMEM;
}

}  // namespace vapa::kernel

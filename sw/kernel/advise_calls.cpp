// madvise, msync, mlock and munlock.

#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

// Values of <linux/mman.h>.
constexpr std::uint64_t advice_normal = 0, advice_random = 1, advice_sequential = 2;
constexpr std::uint64_t advice_dont_need = 4, advice_free = 8;
constexpr std::uint64_t advice_populate_read = 22, advice_populate_write = 23;
constexpr std::uint64_t sync_async = 1, sync_invalidate = 2, sync_now = 4;

std::int64_t set_access_pattern(Job& job, PageRange range, unsigned flag) {
  constexpr unsigned patterns = vma_random | vma_sequential;
  job.space.vmas.update(range, [&](Vma& vma) {
    vma.flags = static_cast<std::uint8_t>((vma.flags & ~patterns) | flag);
  });
  return 0;
}

std::int64_t drop_pages(Job& job, PageRange range) {
  for (const Vma& part : job.space.vmas.parts(range)) {
    if ((part.flags & vma_locked) != 0) return -EINVAL;
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
      return drop_pages(job, range);
    case advice_free:
      return free_lazily(job, range);
    case advice_populate_read:
    case advice_populate_write:
      populate(job, range);
      return 0;
    default:
      return 0;
  }
}

}  // namespace

std::int64_t call_madvise(Job& job, const Call& call) {
  if (!page_aligned(job, call.args[0])) return -EINVAL;
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
    if (on_disk && (flags & sync_now) != 0) written += clean_pages(job, part.pages);
  }
  job.res.stats.pages_written += written;
  if (written != 0) job.bill.charge(Work::disk, job.bill.cost().major_fault);
  return job.space.vmas.covers(range) ? 0 : -ENOMEM;
}

std::int64_t call_mlock(Job& job, const Call& call) {
  if (call.args[1] == 0) return 0;
  const unsigned shift = job.res.format.page_shift();
  const VirtAddr start{call.args[0]};
  const PageRange range =
      user_range(job, start.align_down(shift).value, call.args[1] + start.offset(shift));
  if (range.empty() || !job.space.vmas.covers(range)) return -ENOMEM;
  const bool lock = call.name == Syscall::mlock;
  job.space.vmas.update(range, [&](Vma& vma) {
    vma.flags = static_cast<std::uint8_t>(lock ? vma.flags | vma_locked
                                               : vma.flags & ~unsigned{vma_locked});
  });
  if (lock) populate(job, range);
  return 0;
}

}  // namespace vapa::kernel

#include "sw/kernel/calls.hpp"

#include <algorithm>
#include <cerrno>

#include "sw/kernel/fault_handler.hpp"
#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

std::int64_t perform(Job& job, const Call& call) {
  switch (call.name) {
    case Syscall::mmap:
      return call_mmap(job, call);
    case Syscall::munmap:
      return call_munmap(job, call);
    case Syscall::brk:
      return call_brk(job, call);
    case Syscall::mprotect:
      return call_mprotect(job, call);
    case Syscall::mremap:
      return call_mremap(job, call);
    case Syscall::madvise:
      return call_madvise(job, call);
    case Syscall::msync:
      return call_msync(job, call);
    case Syscall::mlock:
    case Syscall::munlock:
      return call_mlock(job, call);
    case Syscall::read:
    case Syscall::write:
      if (!call.has_result) return call_transfer(job, call);
      return call.result;
    default:
      return call.has_result ? call.result : 0;
  }
}

std::uint64_t heap_pages(const Job& job) {
  const AddressSpace& space = job.space;
  const Vpn end = space.table.page_of(space.brk.align_up(job.res.format.page_shift()));
  return end - std::min(end, space.heap_start);
}

/// By what was done: the heap had `heap` pages before.
double cost_of(const Job& job, const Call& call, std::int64_t result, std::uint64_t heap) {
  const KernelCosts& cost = job.bill.cost();
  if (result < 0) return cost.syscall;
  switch (call.name) {
    case Syscall::mmap:
      return cost.mmap;
    case Syscall::brk:
      if (heap_pages(job) == heap) return cost.syscall;
      return heap_pages(job) > heap ? cost.mmap : cost.munmap;
    case Syscall::munmap:
      return cost.munmap;
    case Syscall::madvise:
      return drops_pages(call) ? cost.munmap : cost.syscall;
    case Syscall::mprotect:
    case Syscall::msync:
      return cost.mprotect;
    case Syscall::mremap:
      return cost.mmap + cost.munmap;
    default:
      return cost.syscall;
  }
}

/// Whether an area serves the access that populates it (Linux: check_vma_flags).
bool grants(const Vma& vma, Populate as) {
  switch (as) {
    case Populate::read:
      return (vma.prot & prot_read) != 0;
    case Populate::write:
      return (vma.prot & prot_write) != 0;
    case Populate::as_mapped:
      break;
  }
  return vma.prot != prot_none;
}

/// The page itself, where its entry does not say so (Linux: FOLL_TOUCH).
void mark_dirty(Job& job, Vpn page) {
  const PageTable& table = job.space.table;
  const auto slot = table.find(page, job.bill);
  const auto mapping = table.decode(slot);
  if ((mapping.rights & right_d) != 0) return;
  job.res.frames[mapping.frame + (page - slot.first)].dirty = true;
}

}  // namespace

std::int64_t serve_call(Job& job, const Call& call) {
  ++job.res.stats.calls[static_cast<unsigned>(call.name)];
  const bool failed = call.has_result && call.result < 0;
  const std::uint64_t heap = heap_pages(job);
  const std::int64_t result = failed ? call.result : perform(job, call);
  if (call.has_result && result != call.result) ++job.res.stats.call_mismatches;
  // A record's success was performed whatever this kernel would have said.
  const std::int64_t done = call.has_result ? call.result : result;
  job.bill.charge(Work::call, cost_of(job, call, done, heap));
  return done;
}

void establish(Job& job, const Vma& vma) {
  remove_range(job, vma.pages);
  job.res.cache.hold(vma.file, vma.pages.pages(), job.space);
  Vma counted = vma;
  counted.account();
  job.space.vmas.insert(counted);
}

void remove_range(Job& job, PageRange range) {
  const auto parts = job.space.vmas.parts(range);
  if (parts.empty()) return;
  job.space.vmas.erase(range);
  for (const Vma& part : parts) {
    unmap_pages(job, part.pages);
    job.res.cache.drop(part.file, part.pages.pages(), job.space);
  }
  free_tables(job, range);
}

PageRange user_range(const Job& job, std::uint64_t address, std::uint64_t bytes) {
  const Vpn first{address >> job.res.format.page_shift()};
  const std::uint64_t pages = job.res.pages(bytes);
  const PageRange user = job.res.user;
  if (!page_aligned(job, address) || first >= user.end || user.end - first < pages) return {};
  return {first, first + pages};
}

bool page_aligned(const Job& job, std::uint64_t address) {
  return VirtAddr{address}.offset(job.res.format.page_shift()) == 0;
}

std::int64_t place(const Job& job, std::uint64_t hint, std::uint64_t pages, bool anonymous) {
  const VmaMap& vmas = job.space.vmas;
  const PageTable& table = job.space.table;
  const auto answer = [&](Vpn at) { return static_cast<std::int64_t>(table.address_of(at).value); };
  const PageRange user = job.res.user;
  if (pages > user.pages()) return -ENOMEM;
  const Vpn wanted = table.page_of(VirtAddr{hint});
  if (wanted.value != 0 && wanted < user.end && user.end - wanted >= pages) {
    const Vma* above = vmas.after(wanted);
    const bool stack = above != nullptr && (above->flags & vma_grows_down) != 0;
    const PageRange needed{wanted, wanted + (pages + (stack ? guard_pages : 0))};
    if (!vmas.overlaps(needed)) return answer(wanted);
  }
  const unsigned order = table.order(job.res.largest_level);
  const unsigned align = anonymous && pages >> order != 0 ? order : 0;
  const std::uint64_t low =
      std::min((std::uint64_t{64} << 10U) >> job.res.format.page_shift(), user.end.value / 16);
  const Vpn first{std::max<std::uint64_t>(1, low)};
  for (const Vpn end : {job.res.mmap_base, user.end}) {
    if (const auto at = vmas.gap_below({first, end}, pages, align, guard_pages)) return answer(*at);
  }
  return -ENOMEM;
}

bool overcommitted(const Job& job, std::uint64_t pages, std::uint8_t prot, std::uint16_t flags) {
  const bool counted = (prot & prot_write) != 0 && (flags & (vma_shared | vma_no_reserve)) == 0;
  return counted && pages > job.res.total_frames;
}

std::int64_t populate(Job& job, PageRange range, Populate as) {
  PageTable& table = job.space.table;
  Vpn next = range.first;
  for (const Vma& part : job.space.vmas.parts(range)) {
    if (part.pages.first != next) return -ENOMEM;
    if (!grants(part, as)) return -EINVAL;
    const bool private_write = (part.prot & prot_write) != 0 && !part.shared();
    const bool write = as == Populate::write || (as == Populate::as_mapped && private_write);
    for (Vpn page = part.pages.first; page < part.pages.end; page += 1) {
      const auto slot = table.find(page, job.bill);
      const unsigned rights = slot.raw == 0 ? 0U : table.decode(slot).rights;
      const bool there = slot.raw != 0 && (!write || (rights & right_w) != 0);
      if (!there && touch_page(job, page, write ? Op::store : Op::load) != Signal::none) {
        return -EFAULT;
      }
      if (write) mark_dirty(job, page);
    }
    next = part.pages.end;
  }
  return next == range.end ? 0 : -ENOMEM;
}

}  // namespace vapa::kernel

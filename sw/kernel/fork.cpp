#include "sw/kernel/fork.hpp"

#include "sw/kernel/calls.hpp"
#include "sw/kernel/mapping.hpp"

namespace vapa::kernel {
namespace {

/// A lock is not inherited, nor a group of anonymous pages: what both have in common is read-only.
Vma inherited(const Vma& vma, AddressSpace& child) {
  Vma copy = vma;
  copy.flags = static_cast<std::uint16_t>(vma.flags & ~unsigned{vma_locked | vma_on_fault});
  if ((vma.flags & vma_wipe_on_fork) != 0) copy.anon = 0;
  if (copy.anon == 0 || child.infer_vmas) return copy;
  copy.anon = ++child.anon_groups;
  copy.forked = true;
  return copy;
}

// What never held anonymous pages is faulted in anew (Linux: vma_needs_copy).
void copy_areas(Job& job, AddressSpace& child) {
  for (const auto& [first, vma] : job.space.vmas) {
    if ((vma.flags & vma_dont_fork) != 0) continue;
    child.vmas.append(inherited(vma, child));
    job.res.cache.hold(vma.file, vma.pages.pages(), child);
    const bool wiped = (vma.flags & vma_wipe_on_fork) != 0;
    if (vma.anon != 0 && !wiped) share_pages(job, child, vma);
  }
}

}  // namespace

std::shared_ptr<AddressSpace> fork_space(Job& job) {
  const AddressSpace& parent = job.space;
  std::shared_ptr<AddressSpace> child;
  try {
    child = std::make_shared<AddressSpace>(
        ++job.res.last_space, PageTable(job.res.format, job.res.memory, job.res.frames, job.bill),
        static_cast<unsigned>(parent.flushed.size()));
  } catch (const OutOfMemory&) {
    return nullptr;
  }
  child->files = parent.files;
  child->infer_vmas = parent.infer_vmas;
  child->heap_start = parent.heap_start;
  child->brk = parent.brk;
  child->anon_groups = parent.anon_groups;
  job.gather.changed_all();
  try {
    copy_areas(job, *child);
  } catch (const OutOfMemory&) {
    Job undo{job.res, *child, job.bill, {}};
    empty_space(undo);
    for (const Released& r : undo.gather.frames()) job.res.frames.release(r.first, r.order);
    return nullptr;
  }
  return child;
}

void empty_space(Job& job) {
  const PageRange all{Vpn{0}, Vpn{~std::uint64_t{0}}};
  for (const Vma& vma : job.space.vmas.parts(all)) remove_range(job, vma.pages);
  const PageTable& table = job.space.table;
  job.gather.release(table.root_frame(), table.table_order(job.res.format.levels()));
}

}  // namespace vapa::kernel

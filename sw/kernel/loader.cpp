#include "sw/kernel/loader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "sw/kernel/calls.hpp"

namespace vapa::kernel {
namespace {

using Kind = InitialMapping::Kind;

PageRange pages_of(const Job& job, const ProcessImage& image, const InitialMapping& m) {
  const unsigned shift = job.res.format.page_shift();
  // A page of the format may be larger than one of the recorded machine.
  const PageRange range =
      user_range(job, m.start.align_down(shift).value, m.length + m.start.offset(shift));
  if (range.empty()) {
    throw InputError(fmt::format(
        "process {}: the mapping of {} bytes at {:#x} is empty or lies outside the user addresses "
        "of paging.format, which end at {:#x}; choose a wider format",
        image.name, m.length, m.start.value, job.space.table.address_of(job.res.user.end).value));
  }
  return range;
}

std::uint16_t flags_of(const InitialMapping& m) {
  unsigned flags = 0;
  if ((m.flags & mapping_shared) != 0) flags |= vma_shared;
  if ((m.flags & mapping_grows_down) != 0 || m.kind == Kind::stack) flags |= vma_grows_down;
  if ((m.flags & mapping_no_reserve) != 0) flags |= vma_no_reserve;
  return static_cast<std::uint16_t>(flags);
}

void map(Job& job, const ProcessImage& image, const InitialMapping& m) {
  Vma vma;
  vma.pages = pages_of(job, image, m);
  vma.prot = m.prot;
  vma.offset = vma.pages.first.value;
  vma.flags = flags_of(m);
  if (m.file != Call::no_file) {
    if (m.file >= job.space.files.size()) {
      throw InputError(fmt::format("process {}: the mapping at {:#x} names file {} of {}",
                                   image.name, m.start.value, m.file, job.space.files.size()));
    }
    vma.file = job.space.files[m.file];
    vma.offset = m.offset >> job.res.format.page_shift();
  } else if (vma.shared()) {
    vma.file = job.res.cache.shared_memory(vma.pages.pages());
    vma.offset = 0;
  }
  establish(job, vma);
}

/// The heap begins where its mapping does, else behind the last text or data, else where Linux puts
/// programs that may stand anywhere: at two thirds of the user addresses.
void place_heap(Job& job, const ProcessImage& image) {
  const unsigned shift = job.res.format.page_shift();
  VirtAddr start{0};
  VirtAddr end{0};
  bool has_heap = false;
  for (const InitialMapping& m : image.mappings) {
    const VirtAddr behind = m.start + m.length;
    if (m.kind == Kind::heap) {
      // An mprotect or munmap of its middle makes several areas of it.
      start = has_heap ? std::min(start, m.start) : m.start;
      end = has_heap ? std::max(end, behind) : behind;
      has_heap = true;
    } else if (!has_heap && (m.kind == Kind::text || m.kind == Kind::data)) {
      start = end = std::max(end, behind);
    }
  }
  if (end.value == 0) {
    start = end = job.space.table.address_of(Vpn{job.res.user.end.value / 3 * 2});
  }
  if (image.brk.value != 0) {
    end = image.brk;
    if (!has_heap) start = end;
  }
  job.space.heap_start = job.space.table.page_of(start.align_up(shift));
  job.space.brk = end;
}

}  // namespace

void load_image(Job& job, const ProcessImage& image) {
  for (const MappedFile& file : image.files) job.space.files.push_back(job.res.cache.open(file));
  job.space.infer_vmas = image.infer_vmas;
  for (const InitialMapping& m : image.mappings) map(job, image, m);
  place_heap(job, image);
}

}  // namespace vapa::kernel

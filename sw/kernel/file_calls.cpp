// read and write of files: bytes move between the page cache and the memory of the process.

#include <algorithm>
#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/kernel/fault_handler.hpp"

namespace vapa::kernel {
namespace {

struct Transfer {
  FileId file;
  VirtAddr buffer;
  std::uint64_t offset;
  std::uint64_t bytes;  ///< inside one page of the file and one of the buffer
};

std::optional<Ppn> cached(Job& job, const Transfer& t) {
  PageCache& cache = job.res.cache;
  const std::uint64_t index = t.offset >> job.res.format.page_shift();
  if (!cache.inside(t.file, index)) return std::nullopt;
  if (const auto frame = cache.find(t.file, index)) return frame;
  job.bill.charge(Work::disk, job.bill.cost().major_fault);
  return cache.read(t.file, index, job.res.read_pages);
}

/// Where the byte of the process lies, faulted in as an access of its own would be.
std::optional<PhysAddr> memory_of(Job& job, VirtAddr va, Op op) {
  PageTable& table = job.space.table;
  const Vma* vma = job.space.vmas.find(table.page_of(va));
  if (vma == nullptr || !job.res.protection.allows(vma->prot, op)) return std::nullopt;
  const std::uint8_t wanted = is_write(op) ? right_w : right_r;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto slot = table.find(table.page_of(va), job.bill);
    const auto mapping = table.decode(slot);
    if (slot.raw != 0 && !mapping.hidden && (mapping.rights & wanted) != 0) {
      return table.address_of(mapping.frame) + (va - table.address_of(slot.first));
    }
    if (touch_page(job, table.page_of(va), op) != Signal::none) return std::nullopt;
  }
  return std::nullopt;
}

/// False: the process does not have the memory.
bool move(Job& job, const Transfer& t, Ppn frame, bool to_file) {
  const auto memory = memory_of(job, t.buffer, to_file ? Op::load : Op::store);
  if (!memory) return false;
  const PhysAddr there = job.res.address(frame) + (t.offset & (job.res.page_bytes() - 1));
  const PhysAddr from = to_file ? *memory : there, to = to_file ? there : *memory;
  job.res.memory.copy(to, from, t.bytes);
  job.bill.touch(from, t.bytes, false);
  job.bill.touch(to, t.bytes, true);
  if (to_file) job.res.frames[frame].dirty = true;
  return true;
}

}  // namespace

std::int64_t call_transfer(Job& job, const Call& call) {
  if (call.file >= job.space.files.size()) return -EBADF;
  const bool to_file = call.name == Syscall::write;
  Transfer t{job.space.files[call.file], VirtAddr{call.args[1]}, call.args[3], 0};
  const unsigned shift = job.res.format.page_shift();
  std::uint64_t left = call.args[2];
  if (to_file) {
    job.res.cache.grow(t.file, t.offset + left);
  } else {
    left = std::min(left, job.res.cache.left(t.file, t.offset));
  }
  std::int64_t done = 0;
  while (left != 0) {
    t.bytes =
        std::min({left, PhysAddr{t.offset}.to_block_end(shift), t.buffer.to_block_end(shift)});
    const auto frame = cached(job, t);
    if (!frame) break;
    if (!move(job, t, *frame, to_file)) return done != 0 ? done : -EFAULT;
    t.offset += t.bytes;
    t.buffer += t.bytes;
    left -= t.bytes;
    done += static_cast<std::int64_t>(t.bytes);
  }
  return done;
}

}  // namespace vapa::kernel

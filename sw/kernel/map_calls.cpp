// mmap, munmap and brk.

#include <algorithm>
#include <cerrno>

#include "sw/kernel/calls.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

// Values of <linux/mman.h> on x86-64.
constexpr std::uint64_t map_shared = 1, map_private = 2, map_shared_validate = 3, map_type = 0xf;
constexpr std::uint64_t map_fixed = 0x10, map_anonymous = 0x20, map_grows_down = 0x100;
constexpr std::uint64_t map_locked = 0x2000, map_no_reserve = 0x4000, map_populate = 0x8000;
constexpr std::uint64_t map_fixed_no_replace = 0x100000;

struct MapRequest {
  std::uint64_t address;
  std::uint64_t length;
  std::uint8_t prot;
  std::uint64_t flags;
  std::uint32_t file;
  std::uint64_t offset;

  explicit MapRequest(const Call& c)
      : address(c.args[0]),
        length(c.args[1]),
        prot(static_cast<std::uint8_t>(c.args[2] & 7U)),
        flags(c.args[3]),
        file(c.file),
        offset(c.args[5]) {}

  bool has(std::uint64_t flag) const noexcept { return (flags & flag) != 0; }
  bool fixed() const noexcept { return has(map_fixed | map_fixed_no_replace); }
  bool shared() const noexcept { return (flags & map_type) != map_private; }
  std::uint16_t area_flags() const noexcept {
    unsigned f = shared() ? unsigned{vma_shared} : 0U;
    if (has(map_grows_down) && has(map_anonymous) && !shared()) f |= vma_grows_down;
    if (has(map_no_reserve)) f |= vma_no_reserve;
    if (has(map_locked)) f |= vma_locked;
    return static_cast<std::uint16_t>(f);
  }
};

std::int64_t fixed_place(const Job& job, const MapRequest& r) {
  if (!page_aligned(job, r.address)) return -EINVAL;
  const PageRange range = user_range(job, r.address, r.length);
  if (range.empty()) return -ENOMEM;
  if (r.has(map_fixed_no_replace) && job.space.vmas.overlaps(range)) return -EEXIST;
  return static_cast<std::int64_t>(r.address);
}

/// What this kernel answers: the address, or the error that Linux finds first.
std::int64_t own_answer(const Job& job, const MapRequest& r) {
  const std::uint64_t type = r.flags & map_type;
  if (!page_aligned(job, r.offset)) return -EINVAL;
  const bool file = !r.has(map_anonymous);
  if (file && r.file >= job.space.files.size()) return -EBADF;
  if (r.length == 0) return -EINVAL;
  const std::int64_t at =
      r.fixed() ? fixed_place(job, r) : place(job, r.address, job.res.pages(r.length), !file);
  if (at < 0) return at;
  if (type != map_shared && type != map_private && type != map_shared_validate) return -EINVAL;
  if (r.has(map_grows_down) && (file || r.shared())) return -EINVAL;
  return overcommitted(job, job.res.pages(r.length), r.prot, r.area_flags()) ? -ENOMEM : at;
}

Vma area(Job& job, const MapRequest& r, PageRange pages) {
  Vma vma;
  vma.pages = pages;
  vma.prot = r.prot;
  vma.flags = r.area_flags();
  if (!r.has(map_anonymous) && r.file < job.space.files.size()) {
    vma.file = job.space.files[r.file];
    vma.offset = r.offset >> job.res.format.page_shift();
  } else if (r.shared()) {
    vma.file = job.res.cache.shared_memory(pages.pages());
  } else {
    vma.offset = pages.first.value;
  }
  return vma;
}

/// Where a recorded mapping stands, rounded outward to pages of this format.
PageRange recorded_range(const Job& job, const Call& call) {
  const VirtAddr start{static_cast<std::uint64_t>(call.result)};
  const unsigned shift = job.res.format.page_shift();
  return user_range(job, start.align_down(shift).value, call.args[1] + start.offset(shift));
}

void shrink_heap(Job& job, VirtAddr to, PageRange gone) {
  remove_range(job, gone);
  job.space.brk = to;
}

void grow_heap(Job& job, VirtAddr to, PageRange more) {
  Vma vma;
  vma.pages = more;
  vma.prot = prot_read | prot_write;
  vma.offset = more.first.value;
  establish(job, vma);
  job.space.brk = to;
}

bool may_grow(const Job& job, PageRange more) {
  const Vma* above = job.space.vmas.after(more.first);
  const bool stack = above != nullptr && (above->flags & vma_grows_down) != 0;
  // One page stays free above the heap.
  const PageRange needed{more.first, more.end + 1 + (stack ? guard_pages : 0)};
  return more.end <= job.res.user.end && !job.space.vmas.overlaps(needed) &&
         !overcommitted(job, more.pages(), prot_read | prot_write, 0);
}

}  // namespace

std::int64_t call_mmap(Job& job, const Call& call) {
  const MapRequest request(call);
  const std::int64_t own = own_answer(job, request);
  if (!call.has_result && own < 0) return own;
  PageRange pages =
      own < 0 ? PageRange{} : user_range(job, static_cast<std::uint64_t>(own), request.length);
  std::int64_t answer = own;
  if (call.has_result) {
    pages = recorded_range(job, call);
    if (pages.empty()) return -ENOMEM;
    // Only the caller's choice of place must agree: layouts of two kernels differ.
    const bool chosen_free = request.fixed() || !job.space.vmas.overlaps(pages);
    if (own >= 0 && !request.fixed() && chosen_free) answer = call.result;
    if (own >= 0 && !chosen_free) answer = -EEXIST;
  }
  establish(job, area(job, request, pages));
  // Its errors are nobody's: the pages fault later.
  if (request.has(map_populate | map_locked)) populate(job, pages, Populate::as_mapped);
  return answer;
}

std::int64_t call_munmap(Job& job, const Call& call) {
  if (call.args[1] == 0) return -EINVAL;
  const PageRange range = user_range(job, call.args[0], call.args[1]);
  if (range.empty()) return -EINVAL;
  remove_range(job, range);
  return 0;
}

std::int64_t call_brk(Job& job, const Call& call) {
  AddressSpace& space = job.space;
  const unsigned shift = job.res.format.page_shift();
  const VirtAddr to{call.has_result ? static_cast<std::uint64_t>(call.result) : call.args[0]};
  const Vpn now = space.table.page_of(space.brk.align_up(shift));
  const auto unchanged = static_cast<std::int64_t>(space.brk.value);
  const bool untouched = now == space.heap_start;
  if (call.has_result && untouched && to.value != call.args[0]) {
    // The record tells where its kernel had put the heap.
    space.heap_start = space.table.page_of(to.align_up(shift));
    space.brk = to;
    return call.result;
  }
  if (to.value == 0 || to.value > space.table.address_of(job.res.user.end).value) return unchanged;
  const Vpn wanted = space.table.page_of(to.align_up(shift));
  const bool below = wanted < space.heap_start;
  // What shrinks must have something to give back.
  const bool gone = wanted < now && !space.vmas.overlaps({wanted, now});
  const bool refused = below || gone || (wanted > now && !may_grow(job, {now, wanted}));
  if (refused && !call.has_result) return unchanged;
  if (wanted > now) {
    grow_heap(job, to, {now, wanted});
  } else {
    shrink_heap(job, to, {std::max(wanted, space.heap_start), now});
  }
  if (below) space.heap_start = wanted;
  return refused ? unchanged : static_cast<std::int64_t>(to.value);
}

}  // namespace vapa::kernel

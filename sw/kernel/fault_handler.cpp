#include "sw/kernel/fault_handler.hpp"

#include <algorithm>

#include "sw/kernel/mapping.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

using Slot = PageTable::Slot;

/// One fault on its way: the area that it fell into, and the page.
class Service {
 public:
  Service(Job& job, Vma& vma, Vpn page, Op op)
      : job_(job), res_(job.res), table_(job.space.table), vma_(vma), page_(page), op_(op) {}

  Signal run() {
    Slot slot = table_.find(page_, job_.bill);
    const Signal signal = slot.raw == 0 ? absent(slot) : present(slot);
    if (signal == Signal::none) ++(major_ ? res_.stats.major_faults : res_.stats.minor_faults);
    return signal;
  }

 private:
  Signal absent(const Slot& empty) {
    if (vma_.anonymous()) return anonymous(empty);
    // Before it is known whether the page itself is there (Linux: do_read_fault).
    const bool mapped = !is_write(op_) && res_.window > 1 && fault_around(empty);
    if (mapped) return Signal::none;
    // Linux does so before it looks for the page, and a fork copies what the area holds then.
    if (is_write(op_) && !vma_.shared()) join_anon_group();
    if (!res_.cache.inside(vma_.file, vma_.index(page_))) return Signal::bus;
    if (!is_write(op_)) return read_file();
    return vma_.shared() ? write_shared() : copy_of_file();
  }

  Signal present(Slot& slot) {
    const auto mapping = table_.decode(slot);
    if (is_write(op_) && (mapping.rights & right_w) == 0) return write_protected(slot, mapping);
    const unsigned wanted = right_a | (is_write(op_) ? unsigned{right_d} : 0U);
    if ((mapping.rights & wanted) == wanted) {
      ++res_.stats.spurious_faults;
      job_.bill.charge(Work::fault, job_.bill.cost().make_writable);
    } else {
      ++res_.stats.accessed_dirty_faults;
      job_.bill.charge(Work::fault, job_.bill.cost().make_writable);
      const auto rights = static_cast<std::uint8_t>(mapping.rights | wanted);
      table_.write(slot, mapping.frame, rights, job_.bill);
    }
    return Signal::none;
  }

  // --- anonymous memory

  /// The largest page that fits the area and the empty entry.
  unsigned level_for(const Slot& empty) const {
    if ((vma_.flags & vma_no_huge) != 0) return 1;
    for (unsigned level = std::min(res_.largest_level, empty.level); level > 1; --level) {
      const Vpn first = page_.align_down(table_.order(level));
      const PageRange pages{first, first + table_.pages(level)};
      if (res_.format.leaf_allowed(level) && vma_.pages.contains(pages)) return level;
    }
    return 1;
  }

  /// Where no large page is free a smaller one serves (Linux: do_huge_pmd_anonymous_page).
  Signal anonymous(const Slot& empty) {
    for (unsigned level = level_for(empty);; level = next_smaller(level)) {
      try {
        return anonymous(level);
      } catch (const OutOfMemory&) {
        if (level == 1) throw;
        ++res_.stats.huge_fallbacks;
      }
    }
  }

  unsigned next_smaller(unsigned level) const {
    --level;
    while (level > 1 && !res_.format.leaf_allowed(level)) --level;
    return level;
  }

  Signal anonymous(unsigned level) {
    // As Linux, which has zero pages of 4 KiB and of 2 MiB only. What a trace without calls reads
    // before it writes is the program's text or data: frames of their own, or all of it would be
    // one frame to the caches.
    const bool zero = res_.config.zero_page && level <= 2 && !job_.space.infer_vmas;
    if (!is_write(op_) && zero) return map_zero(level);
    Slot slot = table_.make(page_, level, job_.bill);
    give_frame(slot);
    return Signal::none;
  }

  Signal map_zero(unsigned level) {
    Slot slot = table_.make(page_, level, job_.bill);
    const Ppn zero = res_.zero_page(level, job_.bill);
    table_.write(slot, zero, Protection::rights(vma_.prot, false), job_.bill);
    ++res_.stats.zero_page_faults;
    if (level > 1) ++res_.stats.huge_faults;
    job_.bill.charge(Work::fault, job_.bill.cost().zero_page_fault);
    return Signal::none;
  }

  void give_frame(Slot& slot) {
    const unsigned order = table_.order(slot.level);
    const Ppn frame = res_.frames.allocate(order, FrameKind::anonymous);
    const std::uint64_t bytes = res_.page_bytes() << order;
    res_.memory.clear(res_.address(frame), bytes);
    job_.bill.touch(res_.address(frame), bytes, true);
    join_anon_group();
    install(slot, frame, table_.pages(slot.level));
    ++res_.stats.anonymous_faults;
    if (slot.level > 1) ++res_.stats.huge_faults;
    constexpr double huge_bytes = 2U << 20U;
    const KernelCosts& cost = job_.bill.cost();
    job_.bill.charge_moving(slot.level == 1
                                ? cost.anonymous_fault
                                : cost.huge_fault * static_cast<double>(bytes) / huge_bytes);
  }

  /// A private frame: writable and dirty where the area may be written.
  void install(Slot& slot, Ppn frame, std::uint64_t pages) {
    const bool writable = (vma_.prot & prot_write) != 0;
    const unsigned dirty = writable ? unsigned{right_d} : 0U;
    const auto rights = static_cast<std::uint8_t>(Protection::rights(vma_.prot, true) | dirty);
    table_.write(slot, frame, rights, job_.bill);
    add_resident(pages);
  }

  void add_resident(std::uint64_t pages) {
    AddressSpace& space = job_.space;
    space.resident += pages;
    space.resident_peak = std::max(space.resident_peak, space.resident);
    res_.stats.resident_peak = std::max(res_.stats.resident_peak, space.resident);
  }

  /// Takes over the group of a neighbour that could be one area with this one but for its
  /// protection, else begins one (Linux: find_mergeable_anon_vma).
  void join_anon_group() {
    if (vma_.anon != 0) return;
    const VmaMap& vmas = job_.space.vmas;
    const Vma* above = vmas.find(vma_.pages.end);
    const Vma* below = vma_.pages.first.value == 0 ? nullptr : vmas.find(vma_.pages.first - 1);
    const auto fits = [](const Vma& low, const Vma& high) {
      return continues(low, high) && low.flags == high.flags;
    };
    if (above != nullptr && above->anon != 0 && !above->forked && fits(vma_, *above)) {
      vma_.anon = above->anon;
    } else if (below != nullptr && below->anon != 0 && !below->forked && fits(*below, vma_)) {
      vma_.anon = below->anon;
    } else {
      vma_.anon = job_.space.infer_vmas ? 1 : ++job_.space.anon_groups;
    }
  }

  // --- files and shared memory

  /// The frame in the cache, from the disk if it must be.
  Ppn cached(std::uint64_t index) {
    if (const auto frame = res_.cache.find(vma_.file, index)) return *frame;
    if (!res_.cache.is_file(vma_.file)) return new_shared_page(index);
    major_ = true;
    job_.bill.charge(Work::disk, job_.bill.cost().major_fault);
    const bool alone = (vma_.flags & vma_random) != 0;
    return res_.cache.read(vma_.file, index, alone ? 1 : res_.read_pages);
  }

  Ppn new_shared_page(std::uint64_t index) {
    const Ppn frame = res_.cache.make(vma_.file, index);
    job_.bill.touch(res_.address(frame), res_.page_bytes(), true);
    job_.bill.charge_moving(job_.bill.cost().anonymous_fault);
    return frame;
  }

  Signal read_file() {
    const Ppn frame = cached(vma_.index(page_));
    Slot slot = table_.make(page_, 1, job_.bill);
    map_cached(slot, frame, 0);
    ++res_.stats.file_faults;
    return Signal::none;
  }

  void map_cached(Slot& slot, Ppn frame, unsigned more_rights) {
    // Only pages of real files are write-protected to notice when they become dirty.
    const bool writable = vma_.shared() && (!res_.cache.is_file(vma_.file) || more_rights != 0);
    const auto rights =
        static_cast<std::uint8_t>(Protection::rights(vma_.prot, writable) | more_rights);
    res_.frames.retain(frame);
    table_.write(slot, frame, rights, job_.bill);
    add_resident(1);
    job_.bill.charge(Work::fault, job_.bill.cost().file_page);
  }

  /// Linux do_fault_around: a window of `window` pages aligned in the address, moved up to begin in
  /// the area, inside one leaf table, the area and the file; pages that the cache holds are mapped.
  /// Whether the page itself is one.
  bool fault_around(const Slot& empty) {
    const unsigned index_bits = res_.format.index_bits(1);
    const std::uint64_t table_pages = std::uint64_t{1} << index_bits;
    const Vpn table_start = page_.align_down(index_bits);
    const std::uint64_t window = std::min(res_.window, table_pages);
    const Vpn aligned{page_.value / window * window};
    const Vpn first = std::max(aligned, vma_.pages.first);
    const Vpn end = std::min({first + window, vma_.pages.end, table_start + table_pages});
    bool mapped = false;
    if (empty.level > 1 && begins_with_the_last_page({first, end})) return false;
    for (Vpn page = first; page < end; page += 1) {
      if (map_around(page) && page == page_) mapped = true;
    }
    if (mapped) ++res_.stats.file_faults;
    return mapped;
  }

  /// Whether the first page of the window that the cache holds is the last one of a file.
  /// Linux 6.18 then makes no page table, and where none is it maps nothing (filemap_map_pages).
  bool begins_with_the_last_page(PageRange window) {
    if (!res_.cache.is_file(vma_.file)) return false;
    for (Vpn page = window.first; page < window.end; page += 1) {
      const std::uint64_t index = vma_.index(page);
      if (!res_.cache.inside(vma_.file, index)) return false;
      if (res_.cache.find(vma_.file, index)) return !res_.cache.inside(vma_.file, index + 1);
    }
    return false;
  }

  bool map_around(Vpn page) {
    if (!res_.cache.inside(vma_.file, vma_.index(page))) return false;
    const auto frame = res_.cache.find(vma_.file, vma_.index(page));
    if (!frame) return false;
    Slot slot = table_.make(page, 1, job_.bill);
    if (slot.raw != 0) return false;
    map_cached(slot, *frame, 0);
    if (page != page_) ++res_.stats.faulted_around;
    return true;
  }

  Signal write_shared() {
    const Ppn frame = cached(vma_.index(page_));
    Slot slot = table_.make(page_, 1, job_.bill);
    map_cached(slot, frame, right_d);
    res_.frames[frame].dirty = true;
    ++res_.stats.file_faults;
    if (res_.cache.is_file(vma_.file)) ++res_.stats.mkwrite_faults;
    return Signal::none;
  }

  Signal copy_of_file() {
    const Ppn source = cached(vma_.index(page_));
    Slot slot = table_.make(page_, 1, job_.bill);
    install(slot, copy(source), 1);
    return Signal::none;
  }

  Ppn copy(Ppn source) {
    const Ppn frame = res_.frames.allocate(0, FrameKind::anonymous);
    res_.memory.copy(res_.address(frame), res_.address(source), res_.page_bytes());
    job_.bill.touch(res_.address(source), res_.page_bytes(), false);
    job_.bill.touch(res_.address(frame), res_.page_bytes(), true);
    job_.bill.charge_moving(job_.bill.cost().cow_copy);
    join_anon_group();
    ++res_.stats.cow_faults;
    return frame;
  }

  // --- a page that is there but may not be written

  Signal write_protected(Slot& slot, const PageTable::Mapping& mapping) {
    if (vma_.shared()) return make_writable(slot, mapping);
    if (reusable(slot, mapping)) return reuse(slot, mapping);
    if (res_.frames[mapping.frame].kind == FrameKind::zero) {
      try {
        give_frame(slot);
      } catch (const OutOfMemory&) {
        if (slot.level == 1) throw;
        ++res_.stats.huge_fallbacks;
        return write_part(slot);
      }
    } else if (slot.level > 1) {
      return write_part(slot);
    } else {
      const Ppn frame = copy(mapping.frame);
      --job_.space.resident;
      install(slot, frame, 1);
    }
    job_.gather.changed(slot.first, table_.pages(slot.level), table_.order(slot.level));
    job_.gather.release(mapping.frame, table_.order(slot.level));
    return Signal::none;
  }

  /// Of a large page that others hold too, only the base page is copied.
  Signal write_part(Slot& slot) {
    split_page(job_, slot);
    Slot part = table_.find(page_, job_.bill);
    return write_protected(part, table_.decode(part));
  }

  /// Whether this process is the last one that holds the page (Linux: wp_can_reuse_anon_folio).
  bool reusable(const Slot& slot, const PageTable::Mapping& mapping) const {
    const Ppn end = mapping.frame + table_.pages(slot.level);
    for (Ppn at = mapping.frame; at < end; at += 1) {
      const Frame& frame = res_.frames[at];
      if (frame.kind != FrameKind::anonymous || frame.references != 1) return false;
    }
    return true;
  }

  Signal reuse(Slot& slot, const PageTable::Mapping& mapping) {
    const Ppn end = mapping.frame + table_.pages(slot.level);
    for (Ppn at = mapping.frame; at < end; at += 1) res_.frames[at].exclusive = true;
    ++res_.stats.cow_reuses;
    return set_writable(slot, mapping);
  }

  Signal make_writable(Slot& slot, const PageTable::Mapping& mapping) {
    ++res_.stats.mkwrite_faults;
    res_.frames[mapping.frame].dirty = true;
    return set_writable(slot, mapping);
  }

  Signal set_writable(Slot& slot, const PageTable::Mapping& mapping) {
    const unsigned rights = Protection::rights(vma_.prot, true) | right_d;
    table_.write(slot, mapping.frame, static_cast<std::uint8_t>(rights), job_.bill);
    job_.bill.charge(Work::fault, job_.bill.cost().make_writable);
    return Signal::none;
  }

  Job& job_;
  Resources& res_;
  PageTable& table_;
  Vma& vma_;
  Vpn page_;
  Op op_;
  bool major_ = false;
};

/// Linux expand_downwards: the stack grows to the page unless it would pass its limit or come too
/// close to what lies below.
bool grow_stack(Job& job, Vma& vma, Vpn page) {
  if ((vma.flags & vma_grows_down) == 0) return false;
  if (vma.pages.end - page > job.res.stack_pages) return false;
  const Vma* below = job.space.vmas.before(page);
  if (below != nullptr && (below->flags & vma_grows_down) == 0 && below->prot != prot_none &&
      page - below->pages.end < guard_pages) {
    return false;
  }
  job.space.vmas.grow_down(vma, page);
  ++job.res.stats.stack_growths;
  return true;
}

/// A trace without system calls: the touch itself says that memory is there.
void infer_area(Job& job, Vpn page) {
  VmaMap& vmas = job.space.vmas;
  const unsigned order = job.space.table.order(job.res.largest_level);
  const Vpn first = page.align_down(order);
  PageRange pages{first, first + (std::uint64_t{1} << order)};
  if (const Vma* below = vmas.before(page)) pages.first = std::max(pages.first, below->pages.end);
  if (const Vma* above = vmas.after(page)) pages.end = std::min(pages.end, above->pages.first);
  Vma vma;
  vma.pages = pages;
  vma.prot = prot_read | prot_write | prot_exec;
  vma.offset = pages.first.value;
  vmas.insert(vma);
  job.res.stats.inferred_pages += pages.pages();
}

Vma* area_of(Job& job, Vpn page) {
  Vma* vma = job.space.vmas.find_or_next(page);
  if (vma != nullptr && vma->pages.contains(page)) return vma;
  if (vma != nullptr && grow_stack(job, *vma, page)) return job.space.vmas.find(page);
  if (!job.space.infer_vmas) return nullptr;
  infer_area(job, page);
  return job.space.vmas.find(page);
}

/// On x86 Linux refuses a fetch only when the page is there: what is not is brought in first, as
/// for a read (access_error).
bool looks_like_a_read(const Job& job, const Vma& vma, const Fault& fault) {
  return fault.op == Op::fetch && fault.kind == FaultKind::not_present && vma.prot != prot_none &&
         !job.res.format.riscv();
}

}  // namespace

Signal serve_fault(Job& job, const Fault& fault) {
  // A reserved bit means that something wrote into the page table: no retry can end well.
  if (fault.kind == FaultKind::beyond_memory || fault.kind == FaultKind::reserved) {
    return Signal::bus;
  }
  if (!job.res.format.canonical(fault.va)) {
    const bool told = job.res.format.riscv() || job.res.format.name() == FormatName::generic;
    return told ? Signal::segv_maperr : Signal::segv_kernel;
  }
  const Vpn page = job.space.table.page_of(fault.va);
  Vma* vma = area_of(job, page);
  if (vma == nullptr) return Signal::segv_maperr;
  if (!job.res.protection.allows(vma->prot, fault.op) && !looks_like_a_read(job, *vma, fault)) {
    return Signal::segv_accerr;
  }
  return Service(job, *vma, page, fault.op).run();
}

Signal touch_page(Job& job, Vpn page, Op op) {
  Vma* vma = job.space.vmas.find(page);
  if (vma == nullptr) return Signal::segv_maperr;
  return Service(job, *vma, page, op).run();
}

}  // namespace vapa::kernel

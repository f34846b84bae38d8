#include "sw/kernel/mapping.hpp"

#include <algorithm>

#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

using Slot = PageTable::Slot;

PageRange pages_of(const Job& job, const Slot& slot) {
  return {slot.first, slot.first + job.space.table.pages(slot.level)};
}

void note_change(Job& job, const Slot& slot) {
  const unsigned order = job.space.table.order(slot.level);
  job.gather.changed(slot.first, std::uint64_t{1} << order, order);
}

/// each() over leaves that lie wholly inside the range.
template <class Visit>
void each_whole(Job& job, PageRange range, Visit&& visit) {
  job.space.table.each(range, job.bill, [&](Slot& slot) {
    if (range.contains(pages_of(job, slot))) {
      visit(slot);
    } else {
      split_page(job, slot);
    }
  });
}

/// Rights to write an entry with that is as hidden as this one.
std::uint8_t shown_rights(const PageTable::Mapping& m) {
  constexpr unsigned access = right_r | right_w | right_x;
  return static_cast<std::uint8_t>(m.hidden ? m.rights & ~access : unsigned{m.rights});
}

bool may_write_at_once(Job& job, const Vma& vma, const PageTable::Mapping& m) {
  if (!vma.shared()) return job.res.frames[m.frame].exclusive;
  return !job.res.cache.is_file(vma.file) || (m.rights & right_d) != 0;
}

/// The entries of some pages of a shared file become clean and read-only.
void clean_entries(Job& job, PageRange pages) {
  each_whole(job, pages, [&](Slot& slot) {
    const auto mapping = job.space.table.decode(slot);
    if ((mapping.rights & right_d) == 0) return;
    const auto rights = shown_rights(mapping) & ~unsigned{right_w | right_d};
    job.space.table.write(slot, mapping.frame, static_cast<std::uint8_t>(rights), job.bill);
    if (!mapping.hidden) note_change(job, slot);
    job.res.frames[mapping.frame].dirty = true;
  });
}

/// Wherever a space maps the pages of the file that `vma` does (Linux: folio_mkclean).
void clean_mappings(Job& job, const Vma& vma) {
  const std::uint64_t end = vma.offset + vma.pages.pages();
  for (const auto& [first, other] : job.space.vmas) {
    const std::uint64_t other_end = other.offset + other.pages.pages();
    if (other.file != vma.file || !other.shared()) continue;
    const std::uint64_t from = std::max(vma.offset, other.offset), to = std::min(end, other_end);
    if (from >= to) continue;
    const Vpn there = other.pages.first + (from - other.offset);
    clean_entries(job, {there, there + (to - from)});
  }
}

}  // namespace

void split_page(Job& job, Slot& slot) {
  const auto mapping = job.space.table.decode(slot);
  const unsigned below = slot.level - 1;
  const unsigned order = job.space.table.order(below);
  Frames& frames = job.res.frames;
  if (frames[mapping.frame].kind == FrameKind::zero) {
    const Ppn small = job.res.zero_page(below, job.bill);
    const auto share = [&](std::uint64_t n) {
      if (n != 0) frames.retain(small, order);
      return small;
    };
    job.space.table.split(slot, share, job.bill);
    job.gather.release(mapping.frame, job.space.table.order(slot.level));
  } else {
    const auto part = [&](std::uint64_t n) { return mapping.frame + (n << order); };
    job.space.table.split(slot, part, job.bill);
  }
  job.gather.changed(slot.first, job.space.table.pages(slot.level), order);
}

void split_pages_at(Job& job, PageRange range) {
  for (const Vpn border : {range.first, range.end}) {
    for (auto slot = job.space.table.find(border, job.bill);
         slot.raw != 0 && slot.level > 1 && slot.first != border;
         slot = job.space.table.find(border, job.bill)) {
      split_page(job, slot);
    }
  }
}

void unmap_pages(Job& job, PageRange range) {
  AddressSpace& space = job.space;
  each_whole(job, range, [&](Slot& slot) {
    const auto mapping = space.table.decode(slot);
    const Ppn frame = mapping.frame;
    const FrameKind kind = job.res.frames[frame].kind;
    if (kind != FrameKind::zero) space.resident -= space.table.pages(slot.level);
    if (kind == FrameKind::cache && (mapping.rights & right_d) != 0) {
      job.res.frames[frame].dirty = true;
    }
    space.table.clear(slot, job.bill);
    note_change(job, slot);
    job.gather.release(frame, space.table.order(slot.level));
  });
}

void free_tables(Job& job, PageRange range) {
  const Vma* below = job.space.vmas.before(range.first);
  const Vma* above = job.space.vmas.after(range.end);
  const PageRange unused{below == nullptr ? Vpn{0} : below->pages.end,
                         above == nullptr ? Vpn{~std::uint64_t{0}} : above->pages.first};
  job.space.table.free_tables(range, unused, job.bill, [&](Ppn unit, unsigned level, Vpn page) {
    job.gather.changed(page, 1, job.space.table.order(level + 1));
    job.gather.release(unit, job.space.table.table_order(level));
  });
}

void protect_pages(Job& job, const Vma& vma, PageRange range) {
  each_whole(job, range, [&](Slot& slot) {
    const auto mapping = job.space.table.decode(slot);
    const bool writable = may_write_at_once(job, vma, mapping);
    const unsigned rights =
        Protection::rights(vma.prot, writable) | (mapping.rights & (right_a | right_d));
    const std::uint64_t before = slot.raw;
    job.space.table.write(slot, mapping.frame, static_cast<std::uint8_t>(rights), job.bill);
    if (!mapping.hidden && slot.raw != before) note_change(job, slot);
  });
}

void share_pages(Job& job, AddressSpace& child, const Vma& vma) {
  PageTable& table = job.space.table;
  each_whole(job, vma.pages, [&](Slot& slot) {
    const auto mapping = table.decode(slot);
    unsigned rights = shown_rights(mapping);
    if (!vma.shared()) {
      if ((rights & right_w) != 0) {
        rights &= ~unsigned{right_w};
        table.write(slot, mapping.frame, static_cast<std::uint8_t>(rights), job.bill);
      }
      const Ppn end = mapping.frame + table.pages(slot.level);
      for (Ppn at = mapping.frame; at < end; at += 1) job.res.frames[at].exclusive = false;
    }
    // The child has not touched it yet.
    rights &= ~unsigned{right_a} & ~(vma.shared() ? unsigned{right_d} : 0U);
    Slot there = child.table.make(slot.first, slot.level, job.bill);
    job.res.frames.retain(mapping.frame, table.order(slot.level));
    child.table.write(there, mapping.frame, static_cast<std::uint8_t>(rights), job.bill);
    const bool counts = job.res.frames[mapping.frame].kind != FrameKind::zero;
    if (counts) child.resident += table.pages(slot.level);
    ++job.res.stats.forked_pages;
    job.bill.charge(Work::call, job.bill.cost().fork_page);
  });
  child.resident_peak = child.resident;
}

void move_pages(Job& job, PageRange from, Vpn to) {
  PageTable& table = job.space.table;
  table.each(from, job.bill, [&](Slot& slot) {
    const PageRange pages = pages_of(job, slot);
    const Vpn there = to + (slot.first - from.first);
    const bool aligned = there == there.align_down(table.order(slot.level));
    if (!from.contains(pages) || !aligned) return split_page(job, slot);
    const auto mapping = table.decode(slot);
    Slot target = table.make(there, slot.level, job.bill);
    table.write(target, mapping.frame, shown_rights(mapping), job.bill);
    table.clear(slot, job.bill);
    note_change(job, slot);
  });
}

void age_pages(Job& job, PageRange range) {
  each_whole(job, range, [&](Slot& slot) {
    const auto mapping = job.space.table.decode(slot);
    const Ppn end = mapping.frame + job.space.table.pages(slot.level);
    // What others hold too must not lose what was written (Linux: madvise_free_pte_range).
    if (job.res.frames[mapping.frame].dirty && job.res.frames[mapping.frame].mappers() > 1) return;
    for (Ppn at = mapping.frame; at < end; at += 1) {
      job.res.frames[at].lazy_free = true;
      job.res.frames[at].dirty = false;
    }
    if ((mapping.rights & (right_a | right_d)) == 0) return;
    const auto rights = shown_rights(mapping) & ~unsigned{right_a | right_d};
    job.space.table.write(slot, mapping.frame, static_cast<std::uint8_t>(rights), job.bill);
    if (!mapping.hidden) note_change(job, slot);
  });
}

std::uint64_t clean_pages(Job& job, const Vma& vma) {
  for (AddressSpace* space : job.res.cache.spaces(vma.file)) {
    if (space == &job.space) {
      clean_mappings(job, vma);
    } else {
      clean_mappings(job.others.emplace_back(Job{job.res, *space, job.bill, {}}), vma);
    }
  }
  return job.res.cache.write_back(vma.file, vma.offset, vma.pages.pages());
}

}  // namespace vapa::kernel

#include "platform/explain/story.hpp"

#include <algorithm>

#include "platform/explain/page_story.hpp"
#include "platform/explain/words.hpp"

namespace vapa {
namespace {

class Cycles {
 public:
  Cycles(StoryText& out, const Story& s) : out_(out), s_(s) {}

  void tell() {
    part("cpu.cycles.base", "the access itself");
    if (part("cpu.cycles.translation", "translation that no cache lookup covers")) translation();
    part("cpu.cycles.fetch", "instruction cache and below");
    part("cpu.cycles.data", "data cache and below");
    if (part("cpu.cycles.kernel", "kernel")) kernel();
    line(out_, "   {:>9}  in all", total_);
  }

 private:
  std::uint64_t spent(std::string_view name) const {
    return s_.after.counter(name) - s_.before.counter(name);
  }
  bool part(std::string_view name, std::string_view what) {
    const std::uint64_t cycles = spent(name);
    if (cycles != 0) line(out_, "   {:>9}  {}", cycles, what);
    total_ += cycles;
    return cycles != 0;
  }
  void step(std::uint64_t cycles, const std::string& what) {
    if (cycles != 0) line(out_, "              {:>6}  {}", cycles, what);
  }

  void translation() {
    std::uint64_t rest = spent("cpu.cycles.translation");
    const std::uint64_t lookups = spent("mmu.l2tlb.lookups") + spent("mmu.l2tlb.replays");
    const std::uint64_t second = lookups * s_.l2tlb_latency;
    rest -= second;
    for (const WalkRecord& w : s_.walks) rest -= w.end - w.start;
    step(rest, "first-level TLB");
    step(second, fmt::format("l2tlb: {} lookup{} of {}", lookups, lookups == 1 ? "" : "s",
                             s_.l2tlb_latency));
    unsigned number = 0;
    for (const WalkRecord& w : s_.walks) walk(++number, w);
  }

  void walk(unsigned number, const WalkRecord& w) {
    std::uint64_t reads = 0;
    for (unsigned i = 0; i < w.reads; ++i) reads += w.read[i].latency;
    step(w.end - w.start,
         fmt::format("walk {}: {} in walk caches and walker, {} for {} read{}", number,
                     w.end - w.start - reads, reads, w.reads, w.reads == 1 ? "" : "s"));
  }

  void kernel() {
    constexpr std::string_view busy = "kernel.busy.";
    for (const auto& [name, value] : s_.after.counters) {
      if (name.starts_with(busy)) step(spent(name), name.substr(busy.size()));
    }
  }

  StoryText& out_;
  const Story& s_;
  std::uint64_t total_ = 0;
};

void tell_pages(StoryText& out, const Story& s, const Format& f) {
  constexpr unsigned most = 4;
  const VirtAddr end = s.access.va + s.access.size;
  const std::uint64_t page = std::uint64_t{1} << f.page_shift();
  const bool straddles =
      f.levels() != 0 && s.access.va.offset(f.page_shift()) + s.access.size > page;
  if (!straddles) return tell_page(out, s, f, s.access.va);
  unsigned part = 0;
  for (VirtAddr va = s.access.va; va < end;) {
    const std::uint64_t bytes = std::min(page - va.offset(f.page_shift()), end - va);
    if (++part > most) {
      line(out, "... and {} bytes in further pages", end - va);
      return;
    }
    line(out, "{}PART {}: {} byte{} at {:#x}, as the access straddles pages", part == 1 ? "" : "\n",
         part, bytes, bytes == 1 ? "" : "s", va.value);
    tell_page(out, s, f, va);
    va = va + bytes;
  }
}

}  // namespace

std::string tell(const Story& s, const Format& f) {
  StoryText out;
  line(out, "{}: {} of {} byte{} at {:#x}", s.title, op_name(s.access.op), s.access.size,
       s.access.size == 1 ? "" : "s", s.access.va.value);
  for (const std::string& what : s.kernel) line(out, "kernel: {}", what);
  line(out, "");
  tell_pages(out, s, f);
  line(out, "6. The cycles");
  Cycles(out, s).tell();
  if (f.levels() != 0) {
    line(out, "\nrights: r read, w write, x execute, u user, a accessed, d dirty, g global");
  }
  return fmt::to_string(out);
}

}  // namespace vapa

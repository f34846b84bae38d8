#include "platform/explain/story.hpp"

#include <fmt/format.h>

#include <iterator>

namespace vapa {
namespace {

using Text = fmt::memory_buffer;

template <class... Args>
void line(Text& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
  out.push_back('\n');
}

std::string size_name(unsigned shift) {
  static constexpr std::array<const char*, 4> units{"B", "KiB", "MiB", "GiB"};
  const unsigned unit = std::min(shift / 10, 3U);
  return fmt::format("{} {}", std::uint64_t{1} << (shift - unit * 10), units[unit]);
}

const char* op_name(Op op) {
  static constexpr std::array<const char*, 5> names{"load", "store", "read-modify-write", "fetch",
                                                    "call"};
  return names[static_cast<unsigned>(op)];
}

const char* served_name(Served served) {
  static constexpr std::array<const char*, served_count> names{"L1D", "L2", "L3", "DRAM"};
  return names[static_cast<unsigned>(served)];
}

std::string_view format_name(const Format& format) {
  return enum_names(format.name())[static_cast<unsigned>(format.name())];
}

std::string rights_text(std::uint8_t rights) {
  static constexpr std::array<std::pair<unsigned, char>, 7> letters{{{right_r, 'r'},
                                                                     {right_w, 'w'},
                                                                     {right_x, 'x'},
                                                                     {right_u, 'u'},
                                                                     {right_a, 'a'},
                                                                     {right_d, 'd'},
                                                                     {right_g, 'g'}}};
  std::string text;
  for (const auto& [bit, letter] : letters) text += (rights & bit) != 0 ? letter : '-';
  return text;
}

const char* fault_name(FaultKind kind) {
  switch (kind) {
    case FaultKind::none:
      return "none";
    case FaultKind::non_canonical:
      return "the address is not canonical";
    case FaultKind::not_present:
      return "the entry is not present";
    case FaultKind::reserved:
      return "the entry has a reserved bit or encoding set";
    case FaultKind::rights:
      return "the rights refuse the access";
    case FaultKind::accessed_dirty:
      return "the accessed or dirty bit is clear";
    case FaultKind::beyond_memory:
      return "the address lies beyond memory";
  }
  return "";
}

void tell_address(Text& out, const Story& s, const Format& f) {
  const VirtAddr va = s.access.va;
  line(out, "1. The address");
  if (f.levels() == 0) {
    line(out, "   {:#x}: paging is off, the physical address is the same.", va.value);
    return;
  }
  line(out, "   {:#x} under {}: {} bits, {} levels, pages of {}", va.value, format_name(f),
       f.va_bits(), f.levels(), size_name(f.page_shift()));
  for (unsigned level = f.levels(); level >= 1; --level) {
    line(out, "   index {}   bits {:>2}..{:<2}  {:#05x} = {}", level,
         f.shift(level) + f.index_bits(level) - 1, f.shift(level), f.index(va, level),
         f.index(va, level));
  }
  line(out, "   offset    bits {:>2}..0   {:#05x} = {}", f.page_shift() - 1,
       va.offset(f.page_shift()), va.offset(f.page_shift()));
  line(out, "   VPN {:#x}", va.value >> f.page_shift());
}

void tell_set(Text& out, const Tlb& tlb, VirtAddr va, unsigned shift, Asid asid) {
  const auto set = static_cast<std::uint32_t>(va.value >> shift) & (tlb.sets() - 1);
  line(out, "   as a page of {:<7} VPN {:#x}, set {}:", size_name(shift), va.value >> shift, set);
  unsigned shown = 0;
  tlb.for_each([&](const Tlb::View& v) {
    if (v.set != set) return;
    const bool match = ((va.value ^ v.leaf.va.value) >> v.leaf.shift) == 0 &&
                       (v.leaf.global() || v.leaf.asid == asid);
    if (!match && shown >= 8) return;
    ++shown;
    line(out, "      way {:>3}  page {:#014x} -> frame {:#011x}  {:<7} {} asid {}{}", v.way,
         v.leaf.va.value, v.leaf.pa.value, size_name(v.leaf.shift), rights_text(v.leaf.rights),
         v.leaf.asid.value, match ? "  <- match" : "");
  });
  if (shown == 0) line(out, "      empty");
  if (shown == 8 && tlb.ways() > 8) line(out, "      ... (of {} ways)", tlb.ways());
}

void tell_tlb(Text& out, const char* name, const std::optional<Tlb>& tlb, const Story& s) {
  if (!tlb) {
    line(out, "   {}: none", name);
    return;
  }
  const Lookup found = tlb->probe(s.access.va, s.context, s.access.op);
  static constexpr std::array<const char*, 5> answers{"miss", "hit", "hit, but the rights refuse",
                                                      "hit, but the accessed bit must be set",
                                                      "hit, but the dirty bit must be set"};
  line(out, "   {}: {} sets of {} ways -> {}", name, tlb->sets(), tlb->ways(),
       answers[static_cast<unsigned>(found.verdict)]);
  for (const unsigned shift : tlb->held_shifts()) {
    tell_set(out, *tlb, s.access.va, shift, s.context.asid);
  }
}

void tell_tlbs(Text& out, const Story& s) {
  line(out, "2. The TLBs before the access (ASID {})", s.context.asid.value);
  const bool fetch = s.access.op == Op::fetch;
  const std::optional<Tlb>& first = fetch ? s.before.itlb : s.before.dtlb;
  tell_tlb(out, fetch ? "itlb" : "dtlb", first, s);
  if (!first || first->probe(s.access.va, s.context, s.access.op).verdict == Verdict::miss) {
    tell_tlb(out, "l2tlb", s.before.l2tlb, s);
  }
}

void tell_read(Text& out, const WalkRecord::Read& r, const Format& f) {
  const Entry e = f.decode(r.level, r.raw);
  static constexpr std::array<const char*, 4> kinds{"not present", "table", "leaf", "reserved"};
  std::string means = kinds[static_cast<unsigned>(e.kind)];
  if (e.kind == EntryKind::table || e.kind == EntryKind::leaf) {
    means += fmt::format(" at {:#x} {}", e.pa.value, rights_text(e.rights));
  }
  if (r.set != 0) means += fmt::format(", sets {:#x}", r.set);
  line(out, "   {}      {:#013x}  {:0{}x}  {:<40} {:>4} {:>5}", r.level, r.pa.value, r.raw,
       f.entry_bytes() * 2, means, served_name(r.served), r.latency);
}

void tell_walk(Text& out, const WalkRecord& w, const Format& f) {
  static constexpr std::array<const char*, 3> reasons{
      "the TLBs missed", "an accessed or dirty bit must be set", "the access is re-issued"};
  line(out, "   Walk of {:#x}: {}; begins at level {}{}", w.va.value,
       reasons[static_cast<unsigned>(w.reason)], w.begin_level,
       w.begin_level != 0 && w.begin_level < f.levels() ? " (walk-cache hit)" : "");
  line(out, "   level  entry at       bytes{:>{}}  meaning{:>34} from cycles", "",
       f.entry_bytes() * 2 - 5, "");
  for (unsigned i = 0; i < w.reads; ++i) tell_read(out, w.read[i], f);
  if (w.faulted) {
    line(out, "   -> fault: {}; code {:#x}, after {} cycles", fault_name(w.fault.kind),
         w.fault.code, w.end - w.start);
  } else {
    line(out, "   -> page {:#x} -> frame {:#x} of {}, {}, after {} cycles", w.leaf.va.value,
         w.leaf.pa.value, size_name(w.leaf.shift), rights_text(w.leaf.rights), w.end - w.start);
  }
}

void tell_walks(Text& out, const Story& s, const Format& f) {
  line(out, "3. The page table");
  if (s.walks.empty()) line(out, "   not read: a TLB answered");
  for (const WalkRecord& w : s.walks) tell_walk(out, w, f);
  for (const std::string& what : s.kernel) line(out, "   kernel: {}", what);
}

std::optional<PhysAddr> physical(const Story& s, const Format& f) {
  if (f.levels() == 0) return PhysAddr{s.access.va.value};
  const Snapshot& after = s.after;
  for (const auto* tlb : {s.access.op == Op::fetch ? &after.itlb : &after.dtlb, &after.l2tlb}) {
    if (!*tlb) continue;
    const Lookup l = (*tlb)->probe(s.access.va, s.context, s.access.op);
    if (l.verdict == Verdict::allowed) return l.pa;
  }
  for (const WalkRecord& w : s.walks) {
    if (!w.faulted && w.va == s.access.va) return w.leaf.pa + (w.va - w.leaf.va);
  }
  return std::nullopt;
}

void tell_checks(Text& out, const Story& s) {
  const RightsMode& m = s.context.mode;
  const bool user = m.privilege == Privilege::user;
  line(out, "4. The checks: {} of a page by {}", op_name(s.access.op),
       user ? "a user" : "the supervisor");
  line(out, "   needs {}{}{}; accessed{} set, by the walker where they are clear",
       user ? "user (u), " : "",
       s.access.op == Op::fetch ? "execute (x)"
       : is_write(s.access.op)  ? "write (w)"
                                : "read (r)",
       m.mxr && s.access.op == Op::load ? " or execute (MXR)" : "",
       is_write(s.access.op) ? " (a) and dirty (d)" : " (a)");
}

void tell_cache(Text& out, const char* name, const std::optional<Cache>& cache, PhysAddr pa) {
  if (!cache) return;
  line(out, "   {:<4} line {:#x}, set {} of {} ({} ways): {} before the access", name,
       cache->line_of(pa).value, cache->set_of(pa), cache->sets(), cache->ways(),
       cache->contains(pa) ? "there" : "not there");
}

void tell_memory(Text& out, const Story& s, const Format& f) {
  const auto pa = physical(s, f);
  line(out, "5. The physical address and the caches");
  if (!pa) {
    line(out, "   none: the access did not get through");
    return;
  }
  if (f.levels() != 0) {
    line(out, "   PPN {:#x}, offset {:#x} -> {:#x}", pa->value >> f.page_shift(),
         pa->offset(f.page_shift()), pa->value);
  }
  const bool fetch = s.access.op == Op::fetch;
  tell_cache(out, fetch ? "L1I" : "L1D", fetch ? s.before.l1i : s.before.l1d, *pa);
  tell_cache(out, "L2", s.before.l2, *pa);
  tell_cache(out, "L3", s.before.l3, *pa);
}

void tell_cycles(Text& out, const Story& s) {
  line(out, "6. The cycles");
  const auto spent = [&](std::string_view name) {
    return s.after.counter(name) - s.before.counter(name);
  };
  for (const auto& [name, what] :
       {std::pair{"cpu.cycles.base", "the access itself"},
        {"cpu.cycles.translation", "translation that no cache lookup covers"},
        {"cpu.cycles.fetch", "instruction cache and below"},
        {"cpu.cycles.data", "data cache and below"},
        {"cpu.cycles.kernel", "kernel"}}) {
    if (spent(name) != 0) line(out, "   {:>9}  {}", spent(name), what);
  }
}

}  // namespace

std::string tell(const Story& s, const Format& f) {
  Text out;
  line(out, "{}: {} of {} byte{} at {:#x}\n", s.title, op_name(s.access.op), s.access.size,
       s.access.size == 1 ? "" : "s", s.access.va.value);
  tell_address(out, s, f);
  if (f.levels() != 0) {
    tell_tlbs(out, s);
    tell_walks(out, s, f);
    tell_checks(out, s);
  }
  tell_memory(out, s, f);
  tell_cycles(out, s);
  if (f.levels() != 0) {
    line(out, "\nrights: r read, w write, x execute, u user, a accessed, d dirty, g global");
  }
  return fmt::to_string(out);
}

}  // namespace vapa

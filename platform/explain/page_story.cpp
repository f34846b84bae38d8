#include "platform/explain/page_story.hpp"

#include <array>
#include <optional>

#include "platform/explain/words.hpp"

namespace vapa {
namespace {

class Page {
 public:
  Page(StoryText& out, const Story& s, const Format& f, VirtAddr va)
      : out_(out), s_(s), f_(f), va_(va), fetch_(s.access.op == Op::fetch) {
    for (const WalkRecord& w : s.walks) {
      if (((w.va.value ^ va.value) >> f.page_shift()) == 0) walks_.push_back(&w);
    }
    find_leaf();
  }

  void tell() {
    address();
    if (f_.levels() != 0) {
      tlbs();
      page_table();
      checks();
    }
    memory();
  }

 private:
  void find_leaf();
  const Tlb* first_level(const Snapshot& at) const {
    const auto& tlb = fetch_ ? at.itlb : at.dtlb;
    return tlb ? &*tlb : nullptr;
  }
  Lookup probe(const Tlb& tlb) const { return tlb.probe(va_, s_.context, s_.access.op); }

  void address();
  void indices();
  void tlbs();
  void tlb(const char* name, const Tlb*);
  void set(const Tlb&, std::uint32_t number, std::optional<unsigned> shift);
  void page_table();
  void walk(const WalkRecord&);
  void read(const WalkRecord::Read&);
  void checks();
  void check(const char* name, bool passed, std::string_view why);
  void right(const char* name, std::uint8_t bit, std::uint8_t rights);
  void status_bit(const char* name, std::uint8_t bit, std::uint64_t mask, std::uint8_t rights);
  void memory();
  void cache(const char* name, const std::optional<Cache>&, PhysAddr);

  StoryText& out_;
  const Story& s_;
  const Format& f_;
  VirtAddr va_;
  bool fetch_;
  std::vector<const WalkRecord*> walks_;  ///< of this page
  bool by_earlier_part_ = false;          ///< an earlier page of the access brought the leaf
  std::optional<Leaf> leaf_;  ///< the translation that was used; none: it failed, or no paging
};

void Page::find_leaf() {
  if (f_.levels() == 0) return;
  if (!walks_.empty()) {
    if (!walks_.back()->faulted) leaf_ = walks_.back()->leaf;
    return;
  }
  const Tlb* second = s_.before.l2tlb ? &*s_.before.l2tlb : nullptr;
  for (const Tlb* tlb : {first_level(s_.before), second}) {
    if (tlb == nullptr || leaf_) continue;
    if (const auto page = tlb->page_of(va_, s_.context.asid)) leaf_ = *page;
  }
  if (leaf_) return;
  for (const WalkRecord& w : s_.walks) {
    if (w.faulted || ((va_.value ^ w.leaf.va.value) >> w.leaf.shift) != 0) continue;
    leaf_ = w.leaf;
    by_earlier_part_ = true;
  }
}

void Page::address() {
  line(out_, "1. The address");
  if (f_.levels() == 0) {
    line(out_, "   {:#x}: paging is off, the physical address is the same.", va_.value);
    return;
  }
  line(out_, "   {:#x} under {}: {} bits, {} levels, pages of {}", va_.value, format_name(f_),
       f_.va_bits(), f_.levels(), size_name(f_.page_shift()));
  indices();
  if (leaf_ && leaf_->shift > f_.page_shift()) {
    const unsigned shift = leaf_->shift;
    line(out_, "   It lies in a page of {}: VPN {:#x}, offset bits {}..0 {:#x}", size_name(shift),
         va_.value >> shift, shift - 1, va_.offset(shift));
  }
}

void Page::indices() {
  for (unsigned level = f_.levels(); level >= 1; --level) {
    line(out_, "   index {}   bits {:>2}..{:<2}  {:#05x} = {}", level,
         f_.shift(level) + f_.index_bits(level) - 1, f_.shift(level), f_.index(va_, level),
         f_.index(va_, level));
  }
  line(out_, "   offset    bits {:>2}..0   {:#05x} = {}", f_.page_shift() - 1,
       va_.offset(f_.page_shift()), va_.offset(f_.page_shift()));
  line(out_, "   VPN {:#x}", va_.value >> f_.page_shift());
}

void Page::tlbs() {
  line(out_, "2. The TLBs before the access (ASID {})", s_.context.asid.value);
  const Tlb* first = first_level(s_.before);
  tlb(fetch_ ? "itlb" : "dtlb", first);
  if (first == nullptr || probe(*first).verdict == Verdict::miss) {
    tlb("l2tlb", s_.before.l2tlb ? &*s_.before.l2tlb : nullptr);
  }
}

void Page::tlb(const char* name, const Tlb* tlb) {
  if (tlb == nullptr) {
    line(out_, "   {}: none", name);
    return;
  }
  static constexpr std::array<const char*, 5> answers{"miss", "hit", "hit, but the rights refuse",
                                                      "hit, but the accessed bit must be set",
                                                      "hit, but the dirty bit must be set"};
  const bool one_set = tlb->sets() == 1;
  line(out_, "   {}: {} -> {}", name,
       one_set ? fmt::format("fully associative, {} entries", tlb->ways())
               : fmt::format("{} sets of {} ways", tlb->sets(), tlb->ways()),
       answers[static_cast<unsigned>(probe(*tlb).verdict)]);
  if (one_set) return set(*tlb, 0, std::nullopt);
  for (const unsigned shift : tlb->held_shifts()) {
    const auto number = static_cast<std::uint32_t>(va_.value >> shift) & (tlb->sets() - 1);
    line(out_, "   as a page of {:<7} VPN {:#x}, set {}:", size_name(shift), va_.value >> shift,
         number);
    set(*tlb, number, shift);
  }
}

/// The set's entries, of one page size or of all; a match is shown wherever it stands.
void Page::set(const Tlb& tlb, std::uint32_t number, std::optional<unsigned> shift) {
  constexpr unsigned most = 8;
  unsigned shown = 0, left_out = 0, others = 0;
  tlb.for_each([&](const Tlb::View& v) {
    if (v.set != number) return;
    const bool match = ((va_.value ^ v.leaf.va.value) >> v.leaf.shift) == 0 &&
                       (v.leaf.global() || v.leaf.asid == s_.context.asid);
    if (!match && shift && *shift != v.leaf.shift) {
      ++others;
    } else if (!match && shown >= most) {
      ++left_out;
    } else {
      ++shown;
      line(out_, "      way {:>3}  page {:#014x} -> frame {:#011x}  {:<7} {} asid {}{}", v.way,
           v.leaf.va.value, v.leaf.pa.value, size_name(v.leaf.shift), rights_text(v.leaf.rights),
           v.leaf.asid.value, match ? "  <- match" : "");
    }
  });
  if (left_out != 0) line(out_, "      ... and {} more", left_out);
  if (others != 0) line(out_, "      {} entries of other page sizes", others);
  if (shown + others == 0) line(out_, "      empty");
}

void Page::page_table() {
  line(out_, "3. The page table");
  if (walks_.empty()) {
    line(
        out_, "   not read: {}",
        by_earlier_part_ ? "the walk for the part before this one filled a TLB" : "a TLB answered");
  }
  for (const WalkRecord* w : walks_) walk(*w);
}

void Page::walk(const WalkRecord& w) {
  static constexpr std::array<const char*, 3> causes{
      "the TLBs missed", "an accessed or dirty bit must be set", "the access is re-issued"};
  const char* reason = causes[static_cast<unsigned>(w.reason)];
  if (w.reads == 0) {
    line(out_, "   Walk of {:#x}: {}; nothing is read", w.va.value, reason);
  } else {
    line(out_, "   Walk of {:#x}: {}; begins at level {}{}", w.va.value, reason, w.begin_level,
         w.begin_level < f_.levels() ? " (walk-cache hit)" : "");
    line(out_, "   level  entry at       bytes{:>{}}  meaning{:>34} from cycles", "",
         f_.entry_bytes() * 2 - 5, "");
    for (unsigned i = 0; i < w.reads; ++i) read(w.read[i]);
  }
  if (!w.faulted) {
    line(out_, "   -> page {:#x} -> frame {:#x} of {}, {}, after {} cycles", w.leaf.va.value,
         w.leaf.pa.value, size_name(w.leaf.shift), rights_text(w.leaf.rights), w.end - w.start);
    return;
  }
  const std::string code = w.fault.code != 0 ? fmt::format("; code {:#x}", w.fault.code) : "";
  line(out_, "   -> fault: {}{}, after {} cycles", fault_name(w.fault.kind), code, w.end - w.start);
}

void Page::read(const WalkRecord::Read& r) {
  const Entry e = f_.decode(r.level, r.raw);
  static constexpr std::array<const char*, 4> kinds{"not present", "table", "leaf", "reserved"};
  std::string means = kinds[static_cast<unsigned>(e.kind)];
  if (e.kind == EntryKind::table || e.kind == EntryKind::leaf) {
    means += fmt::format(" at {:#x} {}", e.pa.value, rights_text(e.rights));
  }
  if (r.set != 0) means += fmt::format(", sets {:#x}", r.set);
  line(out_, "   {}      {:#013x}  {:0{}x}  {:<40} {:>4} {:>5}", r.level, r.pa.value, r.raw,
       f_.entry_bytes() * 2, means, served_name(r.served), r.latency);
}

void Page::check(const char* name, bool passed, std::string_view why) {
  line(out_, "   {:<10} {:<8} {}", name, passed ? "passed" : "refused", why);
}

void Page::right(const char* name, std::uint8_t bit, std::uint8_t rights) {
  const bool has = (rights & bit) != 0;
  const bool readable_by_mxr =
      !has && bit == right_r && s_.context.mode.mxr && (rights & right_x) != 0;
  check(name, has || readable_by_mxr,
        has               ? "the page grants it"
        : readable_by_mxr ? "the page is executable, and MXR is set"
                          : "the page does not grant it");
}

void Page::status_bit(const char* name, std::uint8_t bit, std::uint64_t mask, std::uint8_t rights) {
  bool by_walker = false;
  for (const WalkRecord* w : walks_) {
    for (unsigned i = 0; i < w->reads; ++i) by_walker |= (w->read[i].set & mask) != 0;
  }
  const bool is_set = (rights & bit) != 0;
  check(name, is_set, !is_set ? "it is clear" : by_walker ? "set by the walker" : "already set");
}

void Page::checks() {
  const Op op = s_.access.op;
  const bool user = s_.context.mode.privilege == Privilege::user;
  line(out_, "4. The checks of a {} by {}", op_name(op), user ? "a user" : "the supervisor");
  const bool canonical = f_.canonical(va_);
  check("canonical", canonical,
        canonical ? "the address is one of the format" : fault_name(FaultKind::non_canonical));
  if (!canonical) return;
  if (!leaf_) {
    const auto kind = walks_.empty() ? FaultKind::rights : walks_.back()->fault.kind;
    return check("mapped", false, fault_name(kind));
  }
  check("mapped", true, "a translation was found");
  const std::uint8_t rights = leaf_->rights;
  if (user) right("user", right_u, rights);
  if (fetch_) {
    right("execute", right_x, rights);
  } else if (is_write(op)) {
    right("write", right_w, rights);
  } else {
    right("read", right_r, rights);
  }
  status_bit("accessed", right_a, f_.accessed_mask(EntryKind::leaf), rights);
  if (is_write(op)) status_bit("dirty", right_d, f_.dirty_mask(), rights);
}

void Page::memory() {
  line(out_, "5. The physical address and the caches");
  if (f_.levels() != 0 && !leaf_) {
    line(out_, "   none: the access did not get through");
    return;
  }
  const PhysAddr pa = leaf_ ? leaf_->pa + (va_ - leaf_->va) : PhysAddr{va_.value};
  if (leaf_) {
    line(out_, "   frame {:#x} + offset {:#x} -> {:#x} (PPN {:#x})", leaf_->pa.value,
         va_ - leaf_->va, pa.value, pa.value >> f_.page_shift());
  }
  cache(fetch_ ? "L1I" : "L1D", fetch_ ? s_.before.l1i : s_.before.l1d, pa);
  cache("L2", s_.before.l2, pa);
  cache("L3", s_.before.l3, pa);
}

void Page::cache(const char* name, const std::optional<Cache>& cache, PhysAddr pa) {
  if (!cache) return;
  line(out_, "   {:<4} line {:#x}, set {} of {} ({} ways): {} before the access", name,
       cache->line_of(pa).value, cache->set_of(pa), cache->sets(), cache->ways(),
       cache->contains(pa) ? "there" : "not there");
}

}  // namespace

void tell_page(StoryText& out, const Story& s, const Format& f, VirtAddr va) {
  Page(out, s, f, va).tell();
}

}  // namespace vapa

#include "cosim/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/pages.hpp"

namespace vapa::cosim {
namespace {

constexpr std::size_t most_spaces = 4;

}  // namespace

World::World(const Capabilities& c, unsigned pages, std::uint64_t seed,
             const std::vector<VirtAddr>& program)
    : page_sizes_(c.page_sizes),
      program_(!program.empty()),
      hardware_ad_(c.updates_ad),
      random_(seed),
      format_(paging(c, seed)),
      memory_(std::uint64_t{1} << c.pa_bits) {
  choose_spaces(c.asid_bits);
  for (std::size_t i = 0; i < spaces_.size(); ++i) roots_.push_back(new_table());
  if (program_) {
    map_program(program);
  } else {
    choose_pages(pages);
    map_pages();
  }
  while (slots_.empty()) {
    choose_pages(static_cast<unsigned>(pages_.size()) + 1);
    map_pages();
  }
  changed_.resize(next_table_.value / entry_bytes);
}

PagingConfig World::paging(const Capabilities& c, std::uint64_t seed) {
  PagingConfig config;
  config.pa_bits = c.pa_bits;
  config.hardware_ad = c.updates_ad;
  const bool x86 = c.x86 && c.updates_ad && c.pa_bits <= 52 && (seed & 1U) != 0;
  if (c.va_bits == 39) config.format = FormatName::sv39;
  if (c.va_bits == 48) config.format = x86 ? FormatName::x86_64_4 : FormatName::sv48;
  if (c.va_bits == 57) config.format = x86 ? FormatName::x86_64_5 : FormatName::sv57;
  return config;
}

// Numbers that differ in one bit meet a comparison that forgets it.
void World::choose_spaces(unsigned asid_bits) {
  const std::uint64_t all = (std::uint64_t{1} << asid_bits) - 1;
  const std::uint64_t first = random_.bits() & all;
  spaces_.emplace_back(static_cast<std::uint16_t>(first));
  for (unsigned tries = 0; tries < 16 && spaces_.size() < most_spaces && asid_bits > 0; ++tries) {
    const Asid next{static_cast<std::uint16_t>(first ^ (1U << random_.below(asid_bits)))};
    if (std::find(spaces_.begin(), spaces_.end(), next) == spaces_.end()) spaces_.push_back(next);
  }
}

void World::choose_pages(unsigned count) {
  const unsigned va_bits = format_.va_bits();
  if (pages_.empty())
    pages_.push_back(widened(VirtAddr{random_.bits() & ~(page_bytes - 1)}, va_bits));
  while (pages_.size() < count) {
    std::uint64_t va = random_.of(pages_).value;
    va ^= std::uint64_t{1} << (page_shift + random_.below(va_bits - page_shift));
    if (random_.one_in(3)) va ^= std::uint64_t{1} << (page_shift + random_.below(4));
    if (random_.one_in(8)) va ^= random_.bits() & ~(page_bytes - 1);
    pages_.push_back(widened(VirtAddr{va}, va_bits));
  }
}

void World::map_program(const std::vector<VirtAddr>& pages) {
  for (const VirtAddr page : pages) {
    pages_.push_back(widened(page, format_.va_bits()));
    map(0, pages_.back());
  }
}

void World::map_pages() {
  for (std::size_t i = 0; i < spaces_.size(); ++i) {
    for (const VirtAddr page : pages_) {
      const bool here = shared(page) ? i == 0 : !random_.one_in(4);
      if (here) map(i, page);
    }
  }
}

unsigned World::random_level() {
  const auto draw = random_.below(program_ ? 10 : 16);
  unsigned level = draw < 9 ? 1 : draw < 13 ? 2 : draw < 15 ? 3 : 4;
  level = std::min(level, format_.levels());
  return allowed(level) ? level : 1;
}

bool World::allowed(unsigned level) const noexcept {
  return format_.leaf_allowed(level) && (page_sizes_ >> (level - 1) & 1U) != 0;
}

// The entries of the root in the upper half are the same in every address space, and lead to the
// same tables.
void World::map(std::size_t space, VirtAddr va) {
  const unsigned top = format_.levels();
  const unsigned leaf = random_level();
  if (!shared(va)) return map_below(roots_[space], top, va, leaf);
  const PhysAddr first = format_.entry_address(roots_[0], va, top);
  if (leaf == top && read(first) == 0) memory_.write_word(first, random_leaf(top, true), 8);
  map_below(roots_[0], top, va, leaf);
  for (const PhysAddr root : roots_) {
    memory_.write_word(format_.entry_address(root, va, top), read(first), 8);
  }
}

void World::map_below(PhysAddr table, unsigned level, VirtAddr va, unsigned leaf_level) {
  const PhysAddr at = format_.entry_address(table, va, level);
  const Entry found = format_.decode(level, read(at));
  if (found.kind == EntryKind::table) {  // of smaller pages, where a leaf was wanted
    return map_below(found.pa, level - 1, va, level > leaf_level ? leaf_level : 1);
  }
  if (found.kind != EntryKind::not_present) return;
  if (level == leaf_level) return add_slot(at, level, va, random_leaf(level, shared(va)));
  const PhysAddr next = new_table();
  add_slot(at, level, va, format_.encode_table(next));
  map_below(next, level - 1, va, leaf_level);
}

void World::add_slot(PhysAddr at, unsigned level, VirtAddr va, std::uint64_t value) {
  memory_.write_word(at, value, 8);
  if (shared(va) && level == format_.levels()) return;  // several copies
  Slot slot{at, level, shared(va), value, std::nullopt};
  const bool leaf = format_.decode(level, value).kind == EntryKind::leaf;
  if (leaf && level > 1 && allowed(level - 1) && random_.one_in(2)) {
    slot.other = format_.encode_table(full_table(level - 1, slot.shared));
  } else if (!leaf && allowed(level)) {
    slot.other = random_leaf(level, slot.shared);
  }
  slots_.push_back(slot);
}

PhysAddr World::new_table() {
  const PhysAddr table = next_table_;
  next_table_ += page_bytes;
  return table;
}

PhysAddr World::full_table(unsigned level, bool is_shared) {
  const PhysAddr table = new_table();
  for (unsigned i = 0; i < entries_of_a_table; ++i) {
    memory_.write_word(table + std::uint64_t{i} * entry_bytes, random_leaf(level, is_shared), 8);
  }
  return table;
}

std::uint64_t World::random_leaf(unsigned level, bool is_shared) {
  const std::uint64_t reach = (std::uint64_t{1} << format_.pa_bits()) - 1;
  const PhysAddr pa = PhysAddr{random_.bits() & reach}.align_down(format_.shift(level));
  auto rights = static_cast<unsigned>(random_.bits() & 0x3fU);
  if (program_) {
    rights = right_r | right_w | right_x | right_u;
    if (!hardware_ad_) rights |= right_a | right_d;
    return format_.encode_leaf(level, pa, static_cast<std::uint8_t>(rights));
  }
  if (random_.one_in(2)) rights |= right_r | right_w | right_x | right_a | right_d;
  if ((rights & (right_r | right_w | right_x)) == 0) rights |= right_r;
  if (is_shared && random_.one_in(2)) rights |= right_g;
  return format_.encode_leaf(level, pa, static_cast<std::uint8_t>(rights));
}

PhysAddr World::root(Asid asid) const noexcept {
  const auto found = std::find(spaces_.begin(), spaces_.end(), asid);
  return roots_[static_cast<std::size_t>(found - spaces_.begin())];
}

std::uint64_t World::read(PhysAddr entry) const noexcept {
  return memory_.contains(entry, 8) ? memory_.read_word(entry, 8) : 0;
}

Edit World::random_edit(Random& random) const { return changed(random.of(slots_), random); }

Edit World::random_edit(Asid asid, VirtAddr va, Random& random) const {
  const std::vector<const Slot*> slots = path(asid, va);
  return slots.empty() ? random_edit(random) : changed(*random.of(slots), random);
}

std::vector<const World::Slot*> World::path(Asid asid, VirtAddr va) const {
  std::vector<const Slot*> slots;
  PhysAddr table = root(asid);
  for (unsigned level = format_.levels(); level > 0; --level) {
    const PhysAddr at = format_.entry_address(table, va, level);
    const auto slot =
        std::find_if(slots_.begin(), slots_.end(), [&](const Slot& s) { return s.at == at; });
    if (slot != slots_.end()) slots.push_back(&*slot);
    const Entry entry = format_.decode(level, read(at));
    if (entry.kind != EntryKind::table) break;
    table = entry.pa;
  }
  return slots;
}

Edit World::changed(const Slot& slot, Random& random) const {
  const auto draw = random.below(8);
  if (draw < 3) return {slot.at, slot.value};
  if (draw < 5 && slot.other) return {slot.at, *slot.other};
  // The lower bits say what the entry is and allows; the others where it leads, or are reserved.
  const unsigned global = format_.riscv() ? 5 : 8;
  const auto low = draw == 7 ? global : random.below(12);
  const auto bit = random.one_in(2) ? low : random.below(64);
  if (bit == global && !slot.shared) return {slot.at, slot.value};
  const std::uint64_t value = slot.value ^ (std::uint64_t{1} << bit);
  return {slot.at, leads_astray(slot, value) ? slot.value : value};
}

// A private entry that leads into a shared table would map global pages in one address space only,
// which no kernel does and no TLB has to bear; nor does one map pages that are too large for it.
bool World::leads_astray(const Slot& slot, std::uint64_t value) const noexcept {
  const Entry entry = format_.decode(slot.level, value);
  if (entry.kind == EntryKind::leaf) return !allowed(slot.level);
  return entry.kind == EntryKind::table && entry.pa < next_table_ &&
         entry.pa != format_.decode(slot.level, slot.value).pa;
}

void World::edit(const Edit& edit, Cycle now) {
  std::uint32_t& index = changed_[edit.at.value / entry_bytes];
  if (index == 0) {
    history_.emplace_back();
    index = static_cast<std::uint32_t>(history_.size());
  }
  history_[index - 1].push_back({read(edit.at), now});
  memory_.write_word(edit.at, edit.value, 8);
}

std::optional<std::string> World::objection(const Item& item) const {
  if (const auto* r = std::get_if<TlbRequest>(&item.what)) {
    if (std::find(spaces_.begin(), spaces_.end(), r->asid) != spaces_.end()) return std::nullopt;
    std::string known;
    for (const Asid asid : spaces_) known += fmt::format(" {}", asid.value);
    return fmt::format("no address space has the ASID {}; with this seed there are{}",
                       r->asid.value, known);
  }
  const auto* e = std::get_if<Edit>(&item.what);
  if (e == nullptr || e->at.value / entry_bytes < changed_.size()) return std::nullopt;
  return fmt::format("{:#x} lies in no page table; with this seed they end at {:#x}", e->at.value,
                     next_table_.value);
}

const std::vector<Version>* World::history(PhysAddr entry) const noexcept {
  const std::uint64_t number = entry.value / entry_bytes;
  if (number >= changed_.size() || changed_[number] == 0) return nullptr;
  return &history_[changed_[number] - 1];
}

}  // namespace vapa::cosim

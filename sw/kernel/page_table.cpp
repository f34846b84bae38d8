#include "sw/kernel/page_table.hpp"

namespace vapa::kernel {
namespace {

// Bit 0 is the valid bit of every format; with it clear the hardware ignores the others.
constexpr std::uint64_t valid = 1;
constexpr std::uint8_t access_rights = right_r | right_w | right_x;

}  // namespace

PageTable::PageTable(const Format& format, PhysicalMemory& memory, Frames& frames, Bill& bill)
    : format_(&format),
      memory_(&memory),
      frames_(&frames),
      root_(new_table(format.levels(), bill)) {}

PageTable::Slot PageTable::find(Vpn page, Bill& bill) const {
  PhysAddr table = root_;
  for (unsigned level = format_->levels();; --level) {
    Slot slot{at(table, page, level), start_of(page, level), level, 0};
    slot.raw = read(slot.at, bill);
    if (kind(level, slot.raw) != Kind::table) return slot;
    table = format_->decode(level, slot.raw).pa;
  }
}

PageTable::Slot PageTable::make(Vpn page, unsigned level, Bill& bill) {
  PhysAddr table = root_;
  for (unsigned above = format_->levels(); above > level; --above) {
    const PhysAddr entry = at(table, page, above);
    const std::uint64_t raw = read(entry, bill);
    if (raw == 0) {
      table = new_table(above - 1, bill);
      store(entry, format_->encode_table(table), bill);
    } else {
      table = format_->decode(above, raw).pa;
    }
  }
  Slot slot{at(table, page, level), start_of(page, level), level, 0};
  slot.raw = read(slot.at, bill);
  return slot;
}

PageTable::Mapping PageTable::decode(const Slot& slot) const noexcept {
  const Entry entry = format_->decode(slot.level, slot.raw | valid);
  return {Ppn{entry.pa.value >> format_->page_shift()}, entry.rights, (slot.raw & valid) == 0};
}

void PageTable::write(Slot& slot, Ppn frame, std::uint8_t rights, Bill& bill) {
  slot.raw = encode(slot.level, frame, rights);
  store(slot.at, slot.raw, bill);
}

void PageTable::clear(Slot& slot, Bill& bill) {
  slot.raw = 0;
  store(slot.at, 0, bill);
}

PageTable::Kind PageTable::kind(unsigned level, std::uint64_t raw) const noexcept {
  if (raw == 0) return Kind::empty;
  return format_->decode(level, raw | valid).kind == EntryKind::table ? Kind::table : Kind::leaf;
}

std::uint64_t PageTable::read(PhysAddr at, Bill& bill) const {
  bill.touch(at, format_->entry_bytes(), false);
  return memory_->read_word(at, format_->entry_bytes());
}

void PageTable::store(PhysAddr at, std::uint64_t raw, Bill& bill) {
  bill.touch(at, format_->entry_bytes(), true);
  memory_->write_word(at, raw, format_->entry_bytes());
}

PhysAddr PageTable::new_table(unsigned level, Bill& bill) {
  const unsigned order = table_order(level);
  const PhysAddr table = address_of(frames_->allocate(order, FrameKind::table));
  memory_->clear(table, std::uint64_t{1} << (format_->page_shift() + order));
  bill.touch(table, format_->table_bytes(level), true);
  return table;
}

std::uint64_t PageTable::encode(unsigned level, Ppn frame, std::uint8_t rights) const noexcept {
  const bool hidden = (rights & access_rights) == 0;
  const auto shown = static_cast<std::uint8_t>(hidden ? rights | right_r : rights);
  const std::uint64_t raw = format_->encode_leaf(level, address_of(frame), shown);
  return hidden ? raw & ~valid : raw;
}

}  // namespace vapa::kernel

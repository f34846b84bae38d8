#include "oracle/table_builder.hpp"

#include <stdexcept>

namespace vapa::oracle {
namespace {

constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }
constexpr std::uint64_t table_step = 4096;

/// The address with the bits above the format's as they must be.
VirtAddr extended(const Format& f, std::uint64_t low) {
  const std::uint64_t top = bit(f.va_bits() - 1);
  const bool negative = f.name() != FormatName::sv32 && (low & top) != 0;
  return VirtAddr{negative ? low | ~(top - 1) : low};
}

}  // namespace

TableBuilder::TableBuilder(const Format& format, PhysicalMemory& memory, Region tables,
                           std::uint64_t seed)
    : format_(&format),
      memory_(&memory),
      random_(seed),
      root_(tables.begin),
      next_(tables.begin + table_step),
      end_(tables.end) {}

std::uint64_t TableBuilder::new_table(unsigned level, bool decorated) {
  if (next_ >= end_) throw std::runtime_error("no room for another table");
  std::uint64_t raw = format_->encode_table(next_);
  next_ += table_step;
  if (!decorated) return raw;
  if (format_->riscv()) {
    if (chance(6)) raw |= bit(5);  // global
    raw |= (random_() % 4) << 8U;  // software's
  } else {
    if (chance(12)) raw &= ~bit(1);                            // read-only
    if (chance(12)) raw &= ~bit(2);                            // supervisor
    if (chance(16)) raw |= bit(63);                            // no-execute
    if (chance(2)) raw &= ~bit(5);                             // not accessed
    raw |= (random_() % 8) << 9U | (random_() % 2048) << 52U;  // ignored
    if (chance(4)) raw |= bit(6) | (level > 1 ? bit(8) : 0);
  }
  return raw;
}

PhysAddr TableBuilder::descend(VirtAddr va, unsigned level, bool decorated) {
  PhysAddr table = root_;
  for (unsigned n = format_->levels(); n > level; --n) {
    const PhysAddr at = format_->entry_address(table, va, n);
    std::uint64_t raw = read(at);
    if (raw == 0) write(at, raw = new_table(n, decorated));
    const Entry entry = format_->decode(n, raw);
    const bool inside = entry.pa >= root_ && entry.pa < next_;  // until an entry is defaced
    if (entry.kind != EntryKind::table || !inside) return at;
    table = entry.pa;
  }
  return format_->entry_address(table, va, level);
}

VirtAddr TableBuilder::random_page(unsigned level) {
  // Few values per index above the leaf's table, so that pages share tables; the edges among them.
  std::uint64_t low = 0;
  for (unsigned n = level; n <= format_->levels(); ++n) {
    const std::uint64_t last = bit(format_->index_bits(n)) - 1;
    const bool root = n == format_->levels();
    const std::uint64_t choice = random_() % (root ? 12 : 4);
    std::uint64_t index = choice == 0   ? last
                          : choice == 1 ? last / 2
                          : choice == 2 ? last / 2 + 1
                                        : 37 * (choice - 3);
    if (n == level) index = random_() & last;
    if (root && index == 0) index = 1;
    low |= index << format_->shift(n);
  }
  return extended(*format_, low);
}

void TableBuilder::map(VirtAddr va, unsigned level, PhysAddr pa, std::uint8_t rights) {
  write(descend(va, level, false), format_->encode_leaf(level, pa, rights));
}

void TableBuilder::fill(unsigned pages, Region frames) {
  for (unsigned n = 0; n < pages; ++n) {
    unsigned level = 1;
    while (level < format_->levels() && format_->leaf_allowed(level + 1) && chance(3)) ++level;
    const VirtAddr va = random_page(level);
    const PhysAddr at = descend(va, level, true);
    pages_.push_back(va);
    if (read(at) != 0) continue;
    const unsigned shift = format_->shift(level);
    const std::uint64_t choice = (frames.end - frames.begin) >> shift;
    const std::uint64_t frame = choice == 0 ? 0 : random_() % choice;
    auto rights = static_cast<std::uint8_t>(random_() & 127U);
    if (!chance(4)) rights |= right_r | right_a;
    if ((rights & (right_r | right_w | right_x)) == 0) rights |= right_r;
    std::uint64_t raw =
        format_->encode_leaf(level, frames.begin.align_up(shift) + (frame << shift), rights);
    if (chance(8)) raw &= ~bit(0);  // not present, the rest stands
    write(at, raw);
  }
}

void TableBuilder::deface(unsigned entries, const std::vector<unsigned>& bits) {
  for (unsigned n = 0; n < entries; ++n) {
    const VirtAddr va = pages_[random_() % pages_.size()];
    // Most faults belong near the leaves: one in the root would hide all that is below it.
    unsigned level = 1;
    while (level < format_->levels() && chance(6)) ++level;
    if (level == format_->levels() && format_->index(va, level) == 0) continue;
    const PhysAddr at = descend(va, level, true);
    write(at, read(at) ^ bit(bits[random_() % bits.size()]));
  }
}

VirtAddr TableBuilder::pick() {
  const VirtAddr page = pages_[random_() % pages_.size()];
  switch (random_() % 16) {
    case 0:
      return page - 1;
    case 1:
      return page + 4095;
    case 2:
      return page + (random_() & (bit(format_->va_bits() - 1) - 1));
    case 3:
      return extended(*format_, random_() & (bit(format_->va_bits() - 1) * 2 - 1));
    case 4:
      return VirtAddr{page.value ^ bit(format_->va_bits() - 1)};  // now outside
    case 5:
      return page + (random_() & (bit(format_->shift(2)) - 1));
    default:
      return page + (random_() & 4095U);
  }
}

}  // namespace vapa::oracle

#include "core/walk/walk.hpp"

namespace vapa {
namespace {

constexpr std::uint8_t every_right = right_r | right_w | right_x | right_u;

/// Paging off: any address is its own translation.
Leaf identity(const Format& f, const Context& c, VirtAddr va) noexcept {
  const unsigned shift = f.page_shift();
  const PhysAddr pa{va.align_down(shift).value};
  return {va.align_down(shift), pa, static_cast<std::uint8_t>(shift),
          every_right | right_a | right_d | right_g, c.asid};
}

}  // namespace

Walk::Walk(const Format& format, const Context& context, VirtAddr va, Op op) noexcept
    : format_(&format),
      context_(&context),
      va_(va),
      op_(op),
      level_(format.levels()),
      table_(context.root.align_down(format.page_shift())),
      rights_(every_right) {
  if (format.levels() == 0) {
    leaf_ = identity(format, context, va);
    step_ = Step::done;
  } else if (!format.canonical(va)) {
    level_ = 0;
    fail(FaultKind::non_canonical);
  }
}

void Walk::begin_at(unsigned level, PhysAddr table, std::uint8_t rights_above) noexcept {
  if (step_ != Step::read) return;
  level_ = level;
  table_ = table;
  rights_ = rights_above;
}

std::uint64_t Walk::consume(std::uint64_t raw) noexcept {
  const Entry entry = format_->decode(level_, raw);
  switch (entry.kind) {
    case EntryKind::not_present:
      return fail(FaultKind::not_present);
    case EntryKind::reserved:
      return fail(FaultKind::reserved);
    case EntryKind::leaf:
      return finish(entry, raw);
    case EntryKind::table:
      break;
  }
  table_ = entry.pa;
  rights_ = format_->combine(rights_, entry.rights);
  const std::uint64_t accessed = format_->accessed_mask(EntryKind::table);
  --level_;
  if (!format_->reaches(table_)) return fail(FaultKind::beyond_memory);
  return format_->hardware_ad() ? accessed & ~raw : 0;
}

std::uint64_t Walk::finish(const Entry& entry, std::uint64_t raw) noexcept {
  std::uint8_t rights = format_->combine(rights_, entry.rights);
  const unsigned shift = format_->shift(level_);
  leaf_ = {va_.align_down(shift), entry.pa, static_cast<std::uint8_t>(shift), rights,
           context_->asid};
  const Verdict verdict = context_->judge(rights, op_);
  if (verdict == Verdict::denied) return fail(FaultKind::rights);
  std::uint64_t wanted = 0;
  if (verdict != Verdict::allowed) {
    if (!format_->hardware_ad()) return fail(FaultKind::accessed_dirty);
    wanted = format_->accessed_mask(EntryKind::leaf);
    rights |= right_a;
    if (is_write(op_)) {
      wanted |= format_->dirty_mask();
      rights |= right_d;
    }
  }
  if (!format_->reaches(entry.pa)) return fail(FaultKind::beyond_memory);
  leaf_.rights = rights;
  step_ = Step::done;
  return wanted & ~raw;
}

std::uint64_t Walk::fail(FaultKind kind) noexcept {
  fault_ = format_->fault(kind, va_, op_, level_, context_->mode);
  step_ = Step::fault;
  return 0;
}

}  // namespace vapa

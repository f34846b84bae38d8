// The one property that several bugs of real TLBs break: the outcome of a TLB hit is the outcome of
// a fresh walk. An entry filled by one kind of access in one mode answers every kind of access in
// every mode as the page table does.

#include <gtest/gtest.h>

#include <ostream>
#include <random>

#include "core/tlb/make.hpp"
#include "core/walk/driver.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

struct Point {
  FormatName format;
  std::vector<Bytes> held;
};

std::ostream& operator<<(std::ostream& out, const Point& p) {
  return out << name_of(p.format) << '_' << p.held.size() << "sizes";
}

/// What a walk says, in a TLB's words.
Verdict verdict_of(const Format& format, PhysicalMemory& memory, const Context& context,
                   VirtAddr va, Op op, PhysAddr& pa) {
  Walk walk(format, context, va, op);
  Verdict verdict = Verdict::allowed;
  while (walk.step() == Walk::Step::read) {
    const std::uint64_t raw = memory.read_word(walk.entry_address(), format.entry_bytes());
    const std::uint64_t set = walk.consume(raw);
    if (walk.step() != Walk::Step::done || set == 0) continue;
    const bool accessed = (set & format.accessed_mask(EntryKind::leaf)) != 0;
    verdict = accessed ? Verdict::set_accessed : Verdict::set_dirty;
  }
  if (walk.step() == Walk::Step::fault) return Verdict::denied;
  pa = translated(walk, va);
  return verdict;
}

class FreshWalk : public testing::TestWithParam<Point> {
 protected:
  FreshWalk() : format_(config_of(GetParam().format)) {}

  /// Maps va by a leaf at `level` with random rights on the way and in the leaf.
  void map_at(VirtAddr va, unsigned level, PhysAddr frame) {
    PhysAddr table{0x1000};
    for (unsigned at = format_.levels(); at > level; --at) {
      const PhysAddr next = table + 0x1000;
      std::uint64_t raw = format_.encode_table(next);
      if (!format_.riscv() && random_() % 2 != 0) raw &= ~(random_() & 6U);  // R/W, U/S
      memory_.write_word(format_.entry_address(table, va, at), raw, format_.entry_bytes());
      table = next;
    }
    std::uint8_t rights = static_cast<std::uint8_t>(random_() & 0x3f);
    if ((rights & (right_r | right_w | right_x)) == 0) rights |= right_r;
    const std::uint64_t raw = format_.encode_leaf(level, frame, rights);
    memory_.write_word(format_.entry_address(table, va, level), raw, format_.entry_bytes());
  }
  Context context() {
    RightsMode mode;
    mode.privilege = random_() % 2 != 0 ? Privilege::supervisor : Privilege::user;
    mode.write_protect = format_.riscv() || random_() % 2 != 0;
    mode.smep = format_.riscv() || random_() % 2 != 0;
    mode.supervisor_user = random_() % 2 != 0;
    mode.mxr = format_.riscv() && random_() % 2 != 0;
    return Context(Asid{3}, PhysAddr{0x1000}, mode);
  }

  Format format_;
  PhysicalMemory memory_{1ULL << 40U};
  std::mt19937_64 random_{11};
};

TEST_P(FreshWalk, IsWhatAHitAnswers) {
  Tlb tlb(tlb_of(64, 4, GetParam().held), 1);
  unsigned hits = 0;
  unsigned verdicts[5] = {};
  for (int i = 0; i < 4'000; ++i) {
    const VirtAddr va{random_() & 0x3f'ffff'ffff};
    const unsigned level = static_cast<unsigned>(random_() % 3) + 1;
    const PhysAddr frame = PhysAddr{random_() & 0x3f'ffff'ffff}.align_down(format_.shift(level));
    map_at(va, level, frame);
    const Driven filling = drive(format_, memory_, context(), va, static_cast<Op>(random_() % 4));
    tlb.invalidate({std::nullopt, std::nullopt, true});
    if (filling.walk.step() != Walk::Step::done) continue;
    tlb.fill(filling.walk.leaf(), va);
    for (const Op op : {Op::load, Op::store, Op::rmw, Op::fetch}) {
      const Context now = context();
      PhysAddr pa;
      const Verdict expected = verdict_of(format_, memory_, now, va, op, pa);
      const Lookup found = tlb.lookup(va, now, op);
      ASSERT_EQ(found.verdict, expected) << "page " << i << ", op " << static_cast<int>(op);
      if (expected != Verdict::denied) {
        ASSERT_EQ(found.pa, pa);
      }
      ++hits;
      ++verdicts[static_cast<unsigned>(expected)];
    }
  }
  EXPECT_GT(hits, 4'000U);
  EXPECT_GT(verdicts[static_cast<unsigned>(Verdict::allowed)], 500U);
  EXPECT_GT(verdicts[static_cast<unsigned>(Verdict::denied)], 500U);
  EXPECT_GT(verdicts[static_cast<unsigned>(Verdict::set_dirty)], 50U);
}

INSTANTIATE_TEST_SUITE_P(Tlb, FreshWalk,
                         testing::Values(Point{FormatName::x86_64_4, three_sizes()},
                                         Point{FormatName::x86_64_4, {Bytes{4 * kib}}},
                                         Point{FormatName::sv39, three_sizes()},
                                         Point{FormatName::sv48, {Bytes{4 * kib}}}),
                         testing::PrintToStringParamName());

// CVA6 3486: a walk that faulted installed an entry all the same. The model's walk hands a leaf
// over only when it is done; the entry that stood before is not made worse either.
TEST(FreshWalkOfNothing, LeavesNoEntry) {
  const Format format{PagingConfig{}};
  PhysicalMemory memory(1ULL << 30U);
  const Driven driven = drive(format, memory, Context(), VirtAddr{0x5000}, Op::load);
  EXPECT_EQ(driven.walk.step(), Walk::Step::fault);
  EXPECT_EQ(driven.walk.leaf(), Leaf{});
}

}  // namespace
}  // namespace vapa

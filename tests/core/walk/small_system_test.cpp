// The small memory system of CS:APP 9.6.4 on the level of its page table: 14-bit virtual and 12-bit
// physical addresses, 64-byte pages, one level.

#include <gtest/gtest.h>

#include "core/walk/driver.hpp"

namespace vapa {
namespace {

class SmallSystem : public testing::Test {
 protected:
  static PagingConfig config() {
    PagingConfig c;
    c.format = FormatName::generic;
    c.pa_bits = 12;
    c.generic_index_bits = {8};
    c.generic_page_bits = 6;
    c.generic_entry_bytes = 2;
    return c;
  }

  SmallSystem() {
    constexpr std::array<std::array<unsigned, 2>, 10> pages{{{0x00, 0x28},
                                                             {0x02, 0x33},
                                                             {0x03, 0x02},
                                                             {0x05, 0x16},
                                                             {0x08, 0x13},
                                                             {0x09, 0x17},
                                                             {0x0a, 0x09},
                                                             {0x0d, 0x2d},
                                                             {0x0e, 0x11},
                                                             {0x0f, 0x0d}}};
    for (const auto& [vpn, ppn] : pages) {
      const auto raw = format.encode_leaf(1, PhysAddr{ppn * 64U}, right_r | right_w | right_u);
      memory.write_word(format.entry_address(context.root, VirtAddr{vpn * 64U}, 1), raw, 2);
    }
  }

  Driven load(std::uint64_t va) { return drive(format, memory, context, VirtAddr{va}, Op::load); }

  Format format{config()};
  PhysicalMemory memory{8192};
  Context context{Asid{1}, PhysAddr{4096}, RightsMode{}};
};

TEST_F(SmallSystem, HasTheGeometryOfTheTextbook) {
  EXPECT_EQ(format.levels(), 1U);
  EXPECT_EQ(format.va_bits(), 14U);
  EXPECT_EQ(format.pa_bits(), 12U);
  EXPECT_EQ(format.page_shift(), 6U);
  EXPECT_EQ(format.table_bytes(1), 512U);
}

TEST_F(SmallSystem, TranslatesAsPrinted) {
  for (const auto& [va, pa] : {std::pair{0x3d4U, 0x354U}, {0x3d7U, 0x357U}, {0x175U, 0x5b5U}}) {
    const Driven d = load(va);
    ASSERT_EQ(d.walk.step(), Walk::Step::done) << std::hex << va;
    EXPECT_EQ(translated(d.walk, VirtAddr{va}), PhysAddr{pa}) << std::hex << va;
    EXPECT_EQ(d.reads.size(), 1U);
  }
}

TEST_F(SmallSystem, FaultsOnAPageThatIsNotPresent) {
  const Driven d = load(0x2ea);
  ASSERT_EQ(d.walk.step(), Walk::Step::fault);
  EXPECT_EQ(d.walk.fault().kind, FaultKind::not_present);
  EXPECT_EQ(d.walk.fault().va, VirtAddr{0x2ea});
}

TEST_F(SmallSystem, AnAddressOfFifteenBitsIsOutside) {
  EXPECT_EQ(load(0x4000).walk.fault().kind, FaultKind::non_canonical);
}

}  // namespace
}  // namespace vapa

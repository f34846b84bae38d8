// Encodings that the manuals reserve, one row each, and the bits that they leave to software.

#include "support/formats.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }

struct Row {
  const char* name;
  FormatName format;
  unsigned level;
  std::uint64_t raw;
  EntryKind kind;
  bool nx = true;
};

class Encoding : public testing::TestWithParam<Row> {};

TEST_P(Encoding, IsWhatTheManualSays) {
  const Row& row = GetParam();
  PagingConfig c = config_of(row.format);
  c.nx = row.nx;
  EXPECT_EQ(Format(c).decode(row.level, row.raw).kind, row.kind) << std::hex << row.raw;
}

constexpr auto reserved = EntryKind::reserved;
constexpr auto leaf = EntryKind::leaf;
constexpr auto table = EntryKind::table;
constexpr auto x4 = FormatName::x86_64_4;
constexpr auto x5 = FormatName::x86_64_5;
constexpr std::uint64_t p = 1, ps = bit(7), xd = bit(63);

// SDM vol. 3A, tables 4-14 to 4-20 with MAXPHYADDR = 46.
INSTANTIATE_TEST_SUITE_P(
    X86, Encoding,
    testing::Values(Row{"LargePml4e", x4, 4, p | ps, reserved},
                    Row{"LargePml5e", x5, 5, p | ps, reserved},
                    Row{"LargePml4eOfFiveLevels", x5, 4, p | ps, reserved},
                    Row{"LargePdpte", x4, 3, p | ps, leaf}, Row{"LargePde", x4, 2, p | ps, leaf},
                    Row{"BitSevenOfAPteIsPat", x4, 1, p | ps, leaf},
                    Row{"AddressBit45", x4, 1, p | bit(45), leaf},
                    Row{"AddressBit46OfAPte", x4, 1, p | bit(46), reserved},
                    Row{"AddressBit51OfAPte", x4, 1, p | bit(51), reserved},
                    Row{"AddressBit46OfAPde", x4, 2, p | bit(46), reserved},
                    Row{"AddressBit46OfALargePde", x4, 2, p | ps | bit(46), reserved},
                    Row{"AddressBit51OfAPml4e", x4, 4, p | bit(51), reserved},
                    Row{"PatOfALargePde", x4, 2, p | ps | bit(12), leaf},
                    Row{"PatOfALargePdpte", x4, 3, p | ps | bit(12), leaf},
                    Row{"Bit13OfALargePde", x4, 2, p | ps | bit(13), reserved},
                    Row{"Bit20OfALargePde", x4, 2, p | ps | bit(20), reserved},
                    Row{"Bit21OfALargePde", x4, 2, p | ps | bit(21), leaf},
                    Row{"Bit13OfALargePdpte", x4, 3, p | ps | bit(13), reserved},
                    Row{"Bit21OfALargePdpte", x4, 3, p | ps | bit(21), reserved},
                    Row{"Bit29OfALargePdpte", x4, 3, p | ps | bit(29), reserved},
                    Row{"Bit30OfALargePdpte", x4, 3, p | ps | bit(30), leaf},
                    Row{"Bit13OfAPdeIsAddress", x4, 2, p | bit(13), table},
                    Row{"NoExecute", x4, 1, p | xd, leaf},
                    Row{"NoExecuteSwitchedOff", x4, 1, p | xd, reserved, false},
                    Row{"NoExecuteSwitchedOffInATable", x4, 3, p | xd, reserved, false},
                    Row{"Bits52To62AreIgnoredInAPte", x4, 1, p | (bit(63) - bit(52)), leaf},
                    Row{"Bits52To62AreIgnoredInAPml4e", x4, 4, p | (bit(63) - bit(52)), table},
                    Row{"Bits9To11AreIgnored", x4, 2, p | bit(9) | bit(10) | bit(11), table},
                    Row{"Bit8OfATableIsIgnored", x4, 3, p | bit(8), table},
                    Row{"Bit6OfATableIsIgnored", x4, 3, p | bit(6), table}),
    [](const auto& row) { return row.param.name; });

constexpr auto s39 = FormatName::sv39;
constexpr auto s32 = FormatName::sv32;
constexpr auto s48 = FormatName::sv48;
constexpr auto s57 = FormatName::sv57;
constexpr std::uint64_t v = 1, r = 2, w = 4, x = 8, u = 16, g = 32, a = 64, d = 128;

// Privileged Architecture, "Virtual address translation process"; 46-bit physical addresses.
INSTANTIATE_TEST_SUITE_P(
    Riscv, Encoding,
    testing::Values(Row{"WriteOnly", s39, 1, v | w, reserved},
                    Row{"WriteAndExecute", s39, 1, v | w | x, reserved},
                    Row{"WriteOnlySv32", s32, 1, v | w, reserved},
                    Row{"WriteOnlySuperpage", s48, 3, v | w, reserved},
                    Row{"ReadOnly", s39, 1, v | r, leaf}, Row{"ExecuteOnly", s39, 1, v | x, leaf},
                    Row{"ReadWrite", s39, 1, v | r | w, leaf},
                    Row{"PointerAtTheLowestLevel", s39, 1, v, reserved},
                    Row{"PointerAtTheLowestLevelSv32", s32, 1, v, reserved},
                    Row{"PointerAboveIt", s39, 2, v, table},
                    Row{"GlobalPointer", s39, 2, v | g, table},
                    Row{"PointerWithAccessed", s39, 2, v | a, reserved},
                    Row{"PointerWithDirty", s39, 3, v | d, reserved},
                    Row{"PointerWithUser", s39, 2, v | u, reserved},
                    Row{"PointerWithUserSv32", s32, 2, v | u, reserved},
                    Row{"MegapageAligned", s39, 2, v | r | bit(19), leaf},
                    Row{"MegapageMisalignedByOnePage", s39, 2, v | r | bit(10), reserved},
                    Row{"MegapageMisalignedByHalf", s39, 2, v | r | bit(18), reserved},
                    Row{"GigapageAligned", s39, 3, v | r | bit(28), leaf},
                    Row{"GigapageMisaligned", s39, 3, v | r | bit(27), reserved},
                    Row{"TerapageAligned", s48, 4, v | r | bit(37), leaf},
                    Row{"TerapageMisaligned", s48, 4, v | r | bit(36), reserved},
                    Row{"PetapageMisaligned", s57, 5, v | r | bit(43), reserved},
                    Row{"PetapageAtZero", s57, 5, v | r, leaf},
                    Row{"Sv32MegapageAligned", s32, 2, v | r | bit(20), leaf},
                    Row{"Sv32MegapageMisaligned", s32, 2, v | r | bit(19), reserved},
                    Row{"Sv32AddressBit33", s32, 1, v | r | bit(31), leaf},
                    Row{"AddressBit45", s39, 1, v | r | bit(43), leaf},
                    Row{"AddressBitBeyondTheMachines", s39, 1, v | r | bit(44), leaf},
                    Row{"AddressBit55", s57, 1, v | r | bit(53), leaf},
                    Row{"AddressBit55OfAPointer", s48, 2, v | bit(53), table},
                    Row{"Bit54", s39, 1, v | r | bit(54), reserved},
                    Row{"Bit60", s48, 1, v | r | bit(60), reserved},
                    Row{"PbmtWithoutSvpbmt", s39, 1, v | r | bit(61), reserved},
                    Row{"NapotWithoutSvnapot", s39, 1, v | r | bit(63), reserved},
                    Row{"NapotOfAPointer", s39, 2, v | bit(63), reserved},
                    Row{"SoftwareBits", s39, 1, v | r | bit(8) | bit(9), leaf},
                    Row{"SoftwareBitsOfAPointer", s39, 2, v | bit(8) | bit(9), table}),
    [](const auto& row) { return row.param.name; });

constexpr auto gen = FormatName::generic;

INSTANTIATE_TEST_SUITE_P(
    Generic, Encoding,
    testing::Values(Row{"Table", gen, 2, 1, table}, Row{"LargeLeaf", gen, 2, 1 | bit(6), leaf},
                    Row{"LargeLeafMisaligned", gen, 2, 1 | bit(6) | bit(12), reserved},
                    Row{"LargeLeafAligned", gen, 2, 1 | bit(6) | bit(22), leaf},
                    Row{"TheLargeBitOfTheLowestLevelIsIgnored", gen, 1, 1 | bit(6), leaf},
                    Row{"Bits8To11AreFree", gen, 1, 1 | 0xf00, leaf}),
    [](const auto& row) { return row.param.name; });

// On RISC-V they are part of the address, which then lies outside the machine: an access fault.
TEST(Encoding, AddressBitsAboveThePhysicalWidthAreReservedButOnRiscv) {
  for (const FormatName name : every_format) {
    PagingConfig c = config_of(name);
    c.pa_bits = 30;
    const Format f(c);
    EXPECT_EQ(f.decode(1, f.encode_leaf(1, PhysAddr{bit(29)}, right_r)).kind, leaf);
    EXPECT_EQ(f.decode(2, f.encode_table(PhysAddr{bit(29)})).kind, table);
    EXPECT_TRUE(f.reaches(PhysAddr{bit(30) - 1}));
    EXPECT_FALSE(f.reaches(PhysAddr{bit(30)}));
    const Entry wide_leaf = f.decode(1, f.encode_leaf(1, PhysAddr{bit(30)}, right_r));
    const Entry wide_table = f.decode(2, f.encode_table(PhysAddr{bit(30)}));
    EXPECT_EQ(wide_leaf.kind, f.riscv() ? leaf : reserved);
    EXPECT_EQ(wide_table.kind, f.riscv() ? table : reserved);
    if (!f.riscv()) continue;
    EXPECT_EQ(wide_leaf.pa, PhysAddr{bit(30)});
    EXPECT_EQ(wide_table.pa, PhysAddr{bit(30)});
  }
}

}  // namespace
}  // namespace vapa

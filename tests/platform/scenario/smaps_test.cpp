#include "platform/scenario/smaps.hpp"

#include <gmock/gmock.h>

#include "sw/workload/image.hpp"

namespace vapa::scenario {
namespace {

constexpr std::string_view text =
    "00400000-00401000 r-xp 00000000 fe:00 77                                 /bin/a name: 5 kB\n"
    "Size:                  4 kB\n"
    "Rss:                   4 kB\n"
    "VmFlags: rd ex mr mw me\n"
    "200000000000-200000004000 rw-s 00000000 fe:00 12  /tmp/#12 (deleted)\n"
    "Rss:                  16 kB\n"
    "Pss:                   8 kB\n"
    "Pss_Dirty:             4 kB\n"
    "Shared_Dirty:         12 kB\n"
    "THPeligible:           0\n";

TEST(SmapsTest, AreasThatOverlapTheRangeAreRead) {
  const auto areas = parse_smaps(text, arena + page_bytes, arena + 2 * page_bytes);
  ASSERT_EQ(areas.size(), 1U);
  const Area& area = areas[0];
  EXPECT_EQ(area.start, arena);
  EXPECT_EQ(area.end, arena + 4 * page_bytes);
  EXPECT_EQ(area.prot, prot_read | prot_write);
  EXPECT_TRUE(area.shared);
  EXPECT_EQ(area.rss, 4 * page_bytes);
  EXPECT_EQ(area.pss, 2 * page_bytes) << "and not what of it is dirty";
  EXPECT_EQ(area.shared_dirty, 3 * page_bytes);
  EXPECT_EQ(area.swap, 0U);
}

TEST(SmapsTest, AnAreaEndsBeforeItsEnd) {
  EXPECT_TRUE(parse_smaps(text, VirtAddr{0x401000}, arena).empty());
  const auto areas = parse_smaps(text, VirtAddr{0x400fff}, arena);
  ASSERT_EQ(areas.size(), 1U);
  EXPECT_EQ(areas[0].prot, prot_read | prot_exec);
  EXPECT_FALSE(areas[0].shared);
  EXPECT_EQ(areas[0].rss, page_bytes);
}

}  // namespace
}  // namespace vapa::scenario

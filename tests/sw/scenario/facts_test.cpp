// How answers are told.

#include "sw/scenario/facts.hpp"

#include <gmock/gmock.h>

#include "sw/scenario/parse.hpp"
#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

using kernel::Signal;
using ::testing::ElementsAre;

constexpr VirtAddr heap{0x600000};
constexpr VirtAddr base{0x10000000};

struct Fixture : ::testing::Test {
  Fixture() { places.bind("a", base, 4 * page_bytes); }
  static VirtAddr page(std::uint64_t n) { return base + n * page_bytes; }
  Places places{heap};
};
using FactsOf = Fixture;
using PlacesAre = Fixture;
using ExpectationIs = Fixture;

TEST(Values, RunsAreToldTogether) {
  const auto text = [](std::vector<std::uint64_t> v) { return values_text(v); };
  EXPECT_EQ(text({1}), "1");
  EXPECT_EQ(text({1, 1, 1, 2}), "1 x3 2");
  EXPECT_EQ(text({5, 6}), "5 6");
  EXPECT_EQ(text({5, 6, 7, 9, 9, 10, 11}), "5..7 9 x2 10 11");
  EXPECT_EQ(text({0x123456789}), "0x123456789");
}

TEST_F(FactsOf, ATouch) {
  Answer answer;
  EXPECT_THAT(touch_facts(answer, places), ElementsAre("no fault"));
  answer.values = {7, 7};
  answer.minor_faults = 2;
  answer.major_faults = 1;
  EXPECT_THAT(touch_facts(answer, places), ElementsAre("7 x2", "minflt 2", "majflt 1"));
}

TEST_F(FactsOf, ASignal) {
  Answer answer;
  answer.raised = Raised{Signal::segv_maperr, page(5)};
  EXPECT_THAT(touch_facts(answer, places), ElementsAre("SIGSEGV MAPERR at a[5]"));
  answer.raised = Raised{Signal::bus, page(1) + 16};
  EXPECT_THAT(touch_facts(answer, places), ElementsAre("SIGBUS ADRERR at a[1]+16"));
  answer.raised = Raised{Signal::segv_kernel, VirtAddr{0}};
  EXPECT_THAT(touch_facts(answer, places), ElementsAre("SIGSEGV KERNEL"));
}

TEST_F(FactsOf, ACall) {
  EXPECT_EQ(result_fact(0x7000), "ok");
  EXPECT_EQ(result_fact(-12), "ENOMEM");
  EXPECT_EQ(result_fact(-200), "error 200");
  Answer answer;
  answer.result = 8;
  answer.values = {5};
  EXPECT_THAT(file_facts(answer, false), ElementsAre("5"));
  EXPECT_THAT(file_facts(answer, true), ElementsAre("ok"));
  answer.result = 3;
  EXPECT_THAT(file_facts(answer, false), ElementsAre("3 bytes"));
}

TEST_F(FactsOf, AreasAreSummedInWholeKiB) {
  Area one, two;
  one.start = base, one.end = page(2), one.prot = 3;
  two.start = page(2), two.end = page(3), two.shared = true;
  one.rss = 8192;
  one.pss = 1500;
  two.pss = 1500;
  const std::vector<Area> areas{one, two};
  EXPECT_THAT(smaps_facts(areas), ElementsAre("rss 8 KiB", "pss 2 KiB"));
  EXPECT_THAT(area_facts(areas, places), ElementsAre("2 areas", "a[0..1] rw", "a[2] none shared"));
  EXPECT_THAT(smaps_facts({}), ElementsAre("no area"));
  EXPECT_THAT(smaps_facts(std::vector<Area>{Area{}}), ElementsAre("rss 0"));
}

TEST_F(PlacesAre, ToldByTheNameThatHoldsThem) {
  places.bind("b", page(2), page_bytes);
  EXPECT_EQ(places.text(page(1)), "a[1]");
  EXPECT_EQ(places.text(page(2) + 8), "b[0]+8");
  EXPECT_EQ(places.text(page(3)), "a[3]");
  EXPECT_EQ(places.text(page(9)), "b[7]") << "behind both, the nearer one";
  EXPECT_EQ(places.text(VirtAddr{8}), "0x8");
  EXPECT_EQ(places.text(page(0), page(4)), "a[0..3]");
}

TEST_F(PlacesAre, FarApartInTheArena) {
  EXPECT_EQ(places.next_free(page_bytes), arena);
  EXPECT_EQ(places.next_free(2U << 20U), arena + (4U << 20U));
  EXPECT_EQ(places.next_free(1), arena + (8U << 20U));
  const VirtAddr too_long = places.next_free(std::uint64_t{1} << 62U);
  EXPECT_EQ(too_long, places.next_free(1));
}

TEST_F(ExpectationIs, MetByTheFactsShown) {
  const auto is_met = [&](const std::string& expected, const Facts& facts) {
    const Scenario s = parse("a = mmap 4 pages rw\nvmas -> " + expected, "f");
    return met(s.steps.at(1).expected.at(0), facts, places);
  };
  EXPECT_TRUE(is_met("minflt 3", {"1", "minflt 3"}));
  EXPECT_FALSE(is_met("minflt 3", {"1", "minflt 30"}));
  EXPECT_TRUE(is_met("swap 0", {"rss 4 KiB"}));
  EXPECT_TRUE(is_met("rss 0", {"rss 0"}));
  EXPECT_FALSE(is_met("rss 0", {"rss 4 KiB"}));
  EXPECT_FALSE(is_met("0", {"1"}));
  EXPECT_TRUE(is_met("no fault", {"ok"}));
  EXPECT_FALSE(is_met("no fault", {"ok", "majflt 1"}));
  EXPECT_TRUE(is_met("SIGSEGV", {"SIGSEGV MAPERR at a[5]"}));
  EXPECT_TRUE(is_met("SIGSEGV MAPERR", {"SIGSEGV MAPERR at a[5]"}));
  EXPECT_TRUE(is_met("SIGSEGV MAPERR at a[5]", {"SIGSEGV MAPERR at a[5]"}));
  EXPECT_FALSE(is_met("SIGSEGV MAPERR at a[5]", {"SIGSEGV MAPERR at a[50]"}));
  places.bind("b", page(2), 2 * page_bytes);
  EXPECT_TRUE(is_met("a[2..3] rw", {"b[0..1] rw"})) << "another name of the same place";
}

}  // namespace
}  // namespace vapa::scenario

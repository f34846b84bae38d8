// Every mistake is told with its place and, where a name is near, the mend.

#include <gmock/gmock.h>

#include <random>

#include "core/error.hpp"
#include "sw/scenario/parse.hpp"
#include "sw/scenario/print.hpp"

namespace vapa::scenario {
namespace {

struct Bad {
  std::string text;
  std::string error;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.text.substr(0, 60); }

class BadScenario : public ::testing::TestWithParam<Bad> {};

TEST_P(BadScenario, IsToldWithItsPlace) {
  try {
    parse(GetParam().text, "f");
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, GetParam().error.size()), GetParam().error)
        << error.what();
  }
}

const std::string a = "a = mmap 4 pages rw\n";

INSTANTIATE_TEST_SUITE_P(
    Lines, BadScenario,
    ::testing::Values(
        Bad{"", "f: the scenario has no step"}, Bad{"# only this\n", "f: the scenario has no step"},
        Bad{"vmas\n\x01", "f:2:1: byte 0x01 belongs to no step"},
        Bad{"vmas \xff", "f:1:6: byte 0xff belongs to no step"},
        Bad{"vmas ?", "f:1:6: '?' belongs to no step"},
        Bad{"vmas # \x1b[1m", "f:1:8: byte 0x1b in a comment; a scenario is text"},
        Bad{"vmas " + std::string(600, ' '), "f:1:501: a line has at most 500 bytes"},
        Bad{"vmas\nsince 6.1", "f:2:1: 'since' stands before the first step"},
        Bad{"since 6", "f:1:7: expected a version such as 6.1 instead of '6'"},
        Bad{"since 6.1000", "f:1:7: '6.1000' is no version such as 6.1"},
        Bad{"huge", "f:1:5: expected 'pages' at the end of the line"},
        Bad{"file data 0 pages", "f:1:6: the file 'data' is empty"},
        Bad{"file data 1 TiB", "f:1:6: the file 'data' is larger than 256 MiB"},
        Bad{"file data 1 page\nfile data 1 page", "f:2:6: there is a file 'data' already"},
        Bad{"file at 1 page", "f:1:6: 'at' is a word of the language; choose another"},
        Bad{"reed a", "f:1:1: unknown verb 'reed'; did you mean read or pread?"},
        Bad{"5", "f:1:1: expected a verb instead of '5'"},
        Bad{"vmas\nexit 1 2", "f:2:8: '2' is too much in this line"},
        Bad{"exit 256", "f:1:6: a status is at most 255"},
        Bad{"heap = mmap 1 page rw", "f:1:1: 'heap' is a word of the language; choose another"},
        Bad{"b = vmas", "f:1:1: only mmap and mremap give something that can have a name"},
        Bad{std::string(41, 'q') + " = mmap 1 page r", "f:1:1: a name has at most 40 letters"}));

INSTANTIATE_TEST_SUITE_P(
    Places, BadScenario,
    ::testing::Values(
        Bad{"read b", "f:1:6: unknown mapping 'b'"},
        Bad{"arena1 = mmap 1 page r\nread arena2",
            "f:2:6: unknown mapping 'arena2'; did you mean arena1?"},
        Bad{"read", "f:1:5: expected a mapping or an address at the end of the line"},
        Bad{a + "read a[5..2]", "f:2:11: page 2 comes before page 5"},
        Bad{a + "read a[5", "f:2:9: expected ']' behind the pages at the end of the line"},
        Bad{a + "read a[99999999999999999999]",
            "f:2:8: 99999999999999999999 needs more than 64 bits"},
        Bad{a + "read a[0x4000000000000]", "f:2:8: page 0x4000000000000 is beyond 2^62 bytes"},
        Bad{a + "read a[12q]", "f:2:8: '12q' is no number; write 5000 or 0x1388"},
        Bad{a + "read a+4090", "f:2:6: the 8 bytes reach into the next page"},
        Bad{a + "munmap a+0x100000001 1 page",
            "f:2:10: an offset above 4 GiB; count in pages: a[8]"},
        Bad{a + "read a[0..99999]", "f:2:6: 100000 pages; a step touches at most 65536"},
        Bad{a + "read a 0 pages", "f:2:6: no page is touched"},
        Bad{a + "read a[0..1] 4 pages", "f:2:14: the range has a size already"},
        Bad{"read heap", "f:1:6: the heap has no size; say which pages: heap[0..3]"},
        Bad{"munmap heap", "f:1:8: the heap has no size; say which pages: heap[0..3]"}));

INSTANTIATE_TEST_SUITE_P(
    Calls, BadScenario,
    ::testing::Values(
        Bad{"a = mmap 4 rw", "f:1:12: unknown unit 'rw'"},
        Bad{"a = mmap 4 page5 rw", "f:1:12: unknown unit 'page5'; did you mean page"},
        Bad{"a = mmap 0xffffffffffffffff pages rw", "f:1:10: a size above 2^63 bytes"},
        Bad{"a = mmap 4 pages",
            "f:1:17: expected protection (r, w, x together or none) at the end"},
        Bad{"a = mmap 4 pages rq", "f:1:18: unknown protection"},
        Bad{"a = mmap 4 pages rw populat",
            "f:1:21: 'populat' is neither an option of mmap nor a file; did you mean populate?"},
        Bad{"file data 1 page\na = mmap 4 pages rw dota",
            "f:2:21: 'dota' is neither an option of mmap nor a file; did you mean data?"},
        Bad{"a = mmap 1 page rw at heap[0..3]", "f:1:23: a single place is needed here"},
        Bad{a + "madvise a dontnead", "f:2:11: unknown advice 'dontnead'; did you mean dontneed?"},
        Bad{a + "mremap a 8 pages", "f:2:17: expected 'to' and the new size at the end"},
        Bad{"brk", "f:1:4: expected a mapping or an address at the end"},
        Bad{"pread data", "f:1:7: unknown file 'data'"},
        Bad{"file data 1 page\npwrite dota 1", "f:2:8: unknown file 'dota'; did you mean data?"}));

INSTANTIATE_TEST_SUITE_P(
    Actors, BadScenario,
    ::testing::Values(
        Bad{"child: vmas", "f:1:1: unknown actor 'child'"},
        Bad{"fork child\nchold: vmas", "f:2:1: unknown actor 'chold'; did you mean child?"},
        Bad{"fork child\nfork child", "f:2:6: there is an actor 'child' already"},
        Bad{"fork main", "f:1:6: there is an actor 'main' already"},
        Bad{"fork c\nc: exit\nc: vmas", "f:3:1: 'c' has ended in line 2"},
        Bad{"exit\nvmas", "f:2:1: 'main' has ended in line 1"},
        Bad{"fork c\nwait c", "f:2:6: 'c' has not ended; let it and its threads exit first"},
        Bad{"fork c\nc: thread t\nc: exit\nwait c", "f:4:6: 'c' has not ended"},
        Bad{"thread t\nt: exit\nwait t", "f:3:6: 't' is a thread; only processes are waited for"},
        Bad{"fork c\nc: exit\nwait c\nwait c", "f:4:6: 'c' was waited for already"},
        Bad{"fork c\nfork d\nd: exit\nc: wait d", "f:4:9: 'd' is no child of the one who waits"},
        Bad{"wait main", "f:1:6: 'main' is no child of the one who waits"},
        Bad{"wait nobody", "f:1:6: unknown actor 'nobody'"}));

INSTANTIATE_TEST_SUITE_P(
    Facts, BadScenario,
    ::testing::Values(
        Bad{"vmas ->", "f:1:8: expected a fact at the end of the line"},
        Bad{"vmas -> ok,", "f:1:12: expected a fact at the end of the line"},
        Bad{"vmas -> minfault 3", "f:1:9: unknown fact 'minfault'"},
        Bad{"vmas -> minfl 3", "f:1:9: unknown fact 'minfl'; did you mean minflt"},
        Bad{"vmas -> minflt", "f:1:15: expected a number of faults at the end of the line"},
        Bad{"vmas -> SIGSEGV MAPER", "f:1:17: unknown signal 'SIGSEGV MAPER'; there are SIGSEGV M"},
        Bad{"vmas -> ENOMEN",
            "f:1:9: unknown fact 'ENOMEN'; did you mean ENOMEM, ENOENT or ENODEV?"},
        Bad{"vmas -> rss 5", "f:1:13: 5 of what? write an amount such as 16 KiB"},
        Bad{"vmas -> 1 x99999999999", "f:1:23: more values than a step can read"},
        Bad{"vmas -> 5..1", "f:1:10: values count up"},
        Bad{"vmas -> 0..0xffffffffffffffff", "f:1:10: more values than a step can read"},
        Bad{"vmas -> ok since six", "f:1:18: expected a version such as 6.1 instead of 'six'"},
        Bad{a + "vmas -> a[0..3] rq", "f:2:17: unknown protection 'rq'"}));

/// Any damage to a scenario is an InputError or another scenario, which can be printed.
TEST(Scenario, DamageNeverCrashes) {
  const std::string whole =
      "# x\nsince 6.1\nfile d 3 pages\na = mmap 4 pages rw shared d from 1 at 0x10000\n"
      "fork c\nc: write a[1..2]+8 5.. -> minflt 2 since 6.4, SIGSEGV MAPERR at a[1]\nc: exit\n"
      "wait c\nb = mremap a[2] 1 page to 3 pages maymove\nvmas a -> 1 area, a[0..3] rw\n";
  std::mt19937 random(1);
  const std::string signs = "abdw0129 .-+>=:[]#,\n\xff\t";
  for (int round = 0; round < 3000; ++round) {
    std::string text = whole;
    for (int n = 0; n < 3; ++n) {
      const std::size_t at = random() % text.size();
      const char sign = signs[random() % signs.size()];
      if (random() % 3 == 0) text.erase(at, 1 + random() % 4);
      if (random() % 2 == 0) text.insert(at, 1, sign);
    }
    try {
      const Scenario read = parse(text, "f");
      EXPECT_EQ(parse(print(read), "printed"), read) << text;
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()).substr(0, 2), "f:") << error.what() << '\n' << text;
    }
  }
}

}  // namespace
}  // namespace vapa::scenario

// What a scenario says, and that its text can be had back.

#include "sw/scenario/parse.hpp"

#include <gmock/gmock.h>

#include "sw/scenario/print.hpp"

namespace vapa::scenario {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view every_verb = R"(# What it shows,
#
# in three lines.

since 6.1
huge pages
file data 3 pages
file odd 12388 bytes
a = mmap 4 pages rw
b = mmap 64 KiB r shared
c = mmap 1 page none data from 2
d = mmap 2 MiB rwx neither populate locked noreserve growsdown
e = mmap 0 pages rx shared data at a[8]
f = mmap 3 bytes 0x40 odd at a[8]+16 noreplace
g = mmap 1 GiB w at 0x10000 hint
h = mmap 1 TiB x anywhere
a = mremap a to 8 pages maymove
i = mremap a[2..3] to 2 pages maymove dontunmap at b[16] hint
mremap a 0 pages to 8 pages maymove at 0x7000
read a -> 0 x4, minflt 4
read a[2]+8 -> 1..5 7, no fault
read heap[0..3] -> SIGSEGV MAPERR at a[5]
read 0xffff800000000000 -> SIGSEGV KERNEL since 6.1, SIGSEGV before 6.1
write a 1
write a[1] ret
write a[2..3] 5.. -> SIGBUS
fetch a
munmap a+100 50 bytes -> EINVAL
mprotect a[0..1] r -> ok
mprotect a 0x2000000
madvise a dontneed
madvise a 0x77
msync a
msync a async
msync a invalidate
msync a 0x5
mlock a
mlock a onfault
munlock a
brk +4 pages
brk -1 page
brk heap[2]
pread data[1]+8 -> 5
pwrite odd[0] 7 -> 4 bytes
thread t
fork child
child: read a[0] -> minflt 0, majflt 1
child: j = mmap 1 page rw
t: exit
child: exit 3
wait child
smaps a -> rss 16 KiB, swap 0, pss 2 MiB
vmas -> 3 areas, a[0..3] rw, a[4] none shared
vmas a[1..2] -> no area
vmas 0x10000 3 pages -> 0x10000 3 pages rw, 0x20000 r shared
mremap a to 9 pages -> ok, in place
)";

TEST(Scenario, TextGoesThereAndBack) {
  const Scenario first = parse(every_verb, "f");
  const std::string text = print(first);
  EXPECT_EQ(parse(text, "printed"), first) << text;
  EXPECT_EQ(print(parse(text, "printed")), text);
}

TEST(Scenario, StepsArePrintedAsTheyWereWritten) {
  const Scenario s = parse(every_verb, "f");
  const std::string text = print(s);
  for (const Step& step : s.steps) EXPECT_THAT(every_verb, HasSubstr(print(step, s)));
  EXPECT_THAT(text, HasSubstr("read a[2]+8 -> 1..5 7, no fault\n"));
  EXPECT_THAT(text, HasSubstr("SIGSEGV KERNEL since 6.1, SIGSEGV before 6.1\n"));
}

TEST(Scenario, TheFirstCommentTellsWhatItShows) {
  const Scenario s = parse("\n# one\n#\n#  two\n\n# not this\nvmas # nor this\n", "f");
  EXPECT_EQ(s.description, "one\n\n two");
  EXPECT_EQ(parse("vmas\n# late\n", "f").description, "");
}

TEST(Scenario, HeadersSayWhatTheWorldIs) {
  const Scenario s = parse("since 6.17\nhuge pages\nfile data 12388 bytes\r\nvmas", "f");
  EXPECT_EQ(s.since, Version{617});
  EXPECT_TRUE(s.huge_pages);
  EXPECT_EQ(s.files.at(0), (NamedFile{"data", {12388, Unit::bytes}}));
}

TEST(Scenario, TheActorStandsBeforeTheColon) {
  const Scenario s = parse("fork kid\nkid: a = mmap 1 page rw\nmain: vmas\n", "f");
  EXPECT_EQ(s.actors, (std::vector<std::string>{"main", "kid"}));
  EXPECT_EQ(s.steps.at(1).actor, ActorId{1});
  EXPECT_EQ(s.steps.at(1).name, "a");
  EXPECT_EQ(s.steps.at(2).actor, ActorId{0});
}

TEST(Scenario, RangesCountPagesOrHaveASize) {
  const Scenario s = parse("a = mmap 8 pages rw\nread a[2..5]+8\nmunmap a+100 50 bytes\n", "f");
  const Range pages = std::get<TouchStep>(s.steps.at(1).command).range;
  EXPECT_EQ(pages, (Range{{"a", 2, 8}, 4, std::nullopt}));
  const Range bytes = std::get<RangeStep>(s.steps.at(2).command).range;
  EXPECT_EQ(bytes, (Range{{"a", 0, 100}, std::nullopt, Size{50, Unit::bytes}}));
}

TEST(Scenario, ExpectationsAreReadAsTheyAreShown) {
  const auto head = [](const std::string& fact) {
    return parse("vmas -> " + fact, "f").steps.at(0).expected.at(0).head;
  };
  EXPECT_EQ(head("rss 4 pages"), "rss 16 KiB");
  EXPECT_EQ(head("rss 512 pages"), "rss 2 MiB");
  EXPECT_EQ(head("0x5 5 5"), "5 x3");
  EXPECT_EQ(head("1 2 3 4 9"), "1..4 9");
  EXPECT_EQ(head("0 areas"), "no area");
  EXPECT_EQ(head("1 areas"), "1 area");
  EXPECT_EQ(head("no   fault"), "no fault");
}

}  // namespace
}  // namespace vapa::scenario

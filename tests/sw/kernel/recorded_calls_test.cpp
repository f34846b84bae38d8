// What a trace says of a process: its areas at the start, its calls with their results.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

Call recorded(Syscall name, std::array<std::uint64_t, 6> args, std::int64_t result) {
  return {.name = name, .has_result = true, .args = args, .result = result};
}

TEST(Recorded, AMappingGoesWhereTheRecordSays) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mmap, {0, page, rw, priv | anon, 0, 0}, 0x4835000)),
            0x4835000);
  EXPECT_TRUE(rig.store(0x4835000));
  EXPECT_EQ(rig.stat("call_mismatches"), 0U) << "a kernel is free in where it maps";
}

TEST(Recorded, AFailureIsNotPerformed) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mmap, {0, page, rw, priv | anon, 0, 0}, -ENOMEM)), -ENOMEM);
  EXPECT_EQ(rig.areas(), 0U);
}

TEST(Recorded, ADisagreementIsCountedAndTheRecordWins) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mprotect, {somewhere, page, ro}, 0)), 0);
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_EQ(rig.call(recorded(Syscall::mmap, {0, page, ro, priv, 3, 0}, 0x5000000)), 0x5000000);
  EXPECT_EQ(rig.stat("call_mismatches"), 2U) << "a file that the image does not know";
  EXPECT_TRUE(rig.load(0x5000000));
}

TEST(Recorded, TheProgramBreakFollowsTheRecord) {
  Rig rig;
  rig.run(with_data());
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0}, 0x4036000)), 0x4036000);
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0x4057000}, 0x4057000)), 0x4057000);
  EXPECT_TRUE(rig.store(0x4036000));
  EXPECT_EQ(rig.stat("call_mismatches"), 0U);
}

TEST(Recorded, AMoveGoesWhereTheRecordSays) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  const auto frame = rig.store(somewhere);
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {somewhere, page, 2 * page, 1}, 0x5000000)),
            0x5000000);
  EXPECT_EQ(rig.load(0x5000000), frame);
}

TEST(Recorded, ABreakThatThisKernelRefusesGrowsAllTheSame) {
  Rig rig;
  rig.run(with_data());
  rig.mmap(0x603000, page, ro, priv | anon | fixed);
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0x606000}, 0x606000)), 0x606000);
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_TRUE(rig.store(0x603000));
  EXPECT_TRUE(rig.store(0x605ff8));
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0x5ff000}, 0x5ff000)), 0x5ff000);
  EXPECT_EQ(rig.stat("call_mismatches"), 2U);
  EXPECT_TRUE(rig.store(0x600000)) << "the data below the heap stay";
}

TEST(Recorded, AMoveThatThisKernelRefusesIsDoneAllTheSame) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  rig.mmap(somewhere + page, page, ro);
  const auto frame = rig.store(somewhere);
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {somewhere, page, 2 * page, 0}, somewhere)),
            static_cast<std::int64_t>(somewhere));
  EXPECT_EQ(rig.stat("call_mismatches"), 1U) << "blocked";
  EXPECT_EQ(rig.load(somewhere), frame);
  EXPECT_TRUE(rig.store(somewhere + page));
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {0x20000000, page, 2 * page, 1}, 0x5000000)),
            0x5000000);
  EXPECT_EQ(rig.stat("call_mismatches"), 2U) << "of nothing";
  EXPECT_TRUE(rig.store(0x5001000));
}

TEST(Recorded, AGrowthOfWhatThisKernelDoesNotHaveMapsAllOfIt) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {somewhere, page, 2 * page, 0}, somewhere)),
            static_cast<std::int64_t>(somewhere));
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_TRUE(rig.store(somewhere));
  EXPECT_TRUE(rig.store(somewhere + page));
}

TEST(Recorded, AProtectionThatThisKernelRefusesIsSetAllTheSame) {
  Rig rig;
  Task& task = rig.run();
  rig.mmap(somewhere, page, ro);
  rig.mmap(somewhere + 2 * page, page, ro);
  EXPECT_EQ(rig.call(recorded(Syscall::mprotect, {somewhere, 3 * page, rw}, 0)), 0);
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_TRUE(rig.store(somewhere));
  EXPECT_TRUE(rig.store(somewhere + 2 * page));
  EXPECT_FALSE(task.death);
}

TEST(Image, TheHeapReachesFromItsLowestAreaToItsHighest) {
  ProcessImage image = with_data();
  for (const std::uint64_t start : {0x700000U, 0x702000U}) {
    image.mappings.push_back({.start = VirtAddr{start},
                              .length = page,
                              .prot = prot_read | prot_write,
                              .kind = InitialMapping::Kind::heap});
  }
  Rig rig;
  Task& task = rig.run(image);
  EXPECT_EQ(rig.call(Syscall::brk, 0), 0x703000);
  EXPECT_EQ(rig.call(Syscall::brk, 0x700000), 0x700000) << "its beginning";
  EXPECT_EQ(task.space->vmas.size(), 1U);
}

TEST(Image, AMappingIsSharedAndGrowsAsItsFlagsSay) {
  ProcessImage image = image_with_file(4 * page);
  image.mappings = {{.start = VirtAddr{somewhere},
                     .length = page,
                     .prot = prot_read | prot_write,
                     .flags = mapping_shared,
                     .file = 0},
                    {.start = VirtAddr{0x20000000},
                     .length = page,
                     .prot = prot_read | prot_write,
                     .flags = mapping_shared},
                    {.start = VirtAddr{0x30000000},
                     .length = page,
                     .prot = prot_read | prot_write,
                     .flags = mapping_grows_down}};
  Rig rig;
  rig.run(image);
  EXPECT_TRUE(rig.store(somewhere));
  EXPECT_EQ(rig.stat("mkwrite_faults"), 1U);
  EXPECT_EQ(rig.stat("cow_faults"), 0U);
  EXPECT_TRUE(rig.store(0x20000000));
  EXPECT_TRUE(rig.store(0x30000000 - page));
}

}  // namespace
}  // namespace vapa::test

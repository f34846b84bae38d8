// Which format a file is in, and what the errors say where it is none.
#include <gmock/gmock.h>

#include <cstring>

#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::HasSubstr;

std::string records(int count, std::uint64_t ip = 0x401000) {
  std::string bytes;
  for (int index = 0; index < count; ++index) {
    std::array<std::uint64_t, 8> record{ip + static_cast<std::uint64_t>(index) * 4};
    bytes.append(reinterpret_cast<const char*>(record.data()), sizeof record);
  }
  return bytes;
}

TEST(Recognition, ALackeyTextIsTakenForOneUnderAnyName) {
  Folder folder;
  const auto read = drain_only_process(folder.write("a.bin", " L 10,1\n"));
  ASSERT_EQ(read.events.size(), 1U);
  EXPECT_EQ(read.events[0], (Event{.va = VirtAddr{0x10}, .size = 1, .op = Op::load}));
}

TEST(Recognition, ChampsimRecordsAreTakenForSomeByTheirContent) {
  Folder folder;
  EXPECT_EQ(drain_only_process(folder.write("trace", records(20))).events.size(), 20U);
}

TEST(Recognition, FewRecordsNeedAName) {
  Folder folder;
  EXPECT_THAT(message_of([&] { open_workload(folder.write("trace", records(3))); }),
              HasSubstr("its name holds \".champsim\""));
  EXPECT_EQ(drain_only_process(folder.write("x.champsimtrace", records(3))).events.size(), 3U);
}

TEST(Recognition, BytesThatCouldBeAnythingAreRefused) {
  Folder folder;
  std::string bytes;
  for (int index = 0; index < 4096; ++index) bytes += static_cast<char>(index * 167 + index / 3);
  EXPECT_THAT(message_of([&] { open_workload(folder.write("noise", bytes)); }),
              HasSubstr("not a trace of vapa, of lackey or of ChampSim"));
}

TEST(Recognition, AnEmptyFileIsAnError) {
  Folder folder;
  EXPECT_THAT(message_of([&] { open_workload(folder.write("empty", "")); }), HasSubstr("empty"));
}

TEST(Recognition, ANameThatIsNeitherFileNorPatternGetsTheNearestPattern) {
  EXPECT_THAT(message_of([] { open_workload("unifrom"); }), HasSubstr("did you mean uniform?"));
  EXPECT_THAT(message_of([] { open_workload("unifrom:seed=1"); }),
              HasSubstr("did you mean uniform?"));
  EXPECT_THAT(message_of([] { open_workload("/no/such/file.vapa"); }), HasSubstr("no such file"));
  EXPECT_THAT(message_of([] { open_workload(""); }), HasSubstr("no such file"));
}

TEST(Recognition, TheHashOfAFileIsTheBeginningOfItsSha256) {
  Folder folder;
  // FIPS 180-4 examples; 448 bits fill two blocks.
  EXPECT_EQ(workload_hash(folder.write("a", "abc")), "ba7816bf8f01cfea414140de5dae2223");
  EXPECT_EQ(
      workload_hash(folder.write("b", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
      "248d6a61d20638b8e5c026930c3e6039");
  EXPECT_EQ(workload_hash(folder.write("c", std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67");
}

}  // namespace
}  // namespace vapa

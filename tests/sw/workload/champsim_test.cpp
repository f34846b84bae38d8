#include <gmock/gmock.h>

#include <cstring>

#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::AllOf;
using ::testing::HasSubstr;

struct Record {
  std::uint64_t ip = 0x401000;
  std::array<std::uint8_t, 8> flags_and_registers{};
  std::array<std::uint64_t, 2> destinations{};
  std::array<std::uint64_t, 4> sources{};
};
static_assert(sizeof(Record) == 64);

std::string bytes(const std::vector<Record>& records) {
  return {reinterpret_cast<const char*>(records.data()), records.size() * sizeof(Record)};
}

TEST(Champsim, ARecordIsAFetchThenItsLoadsThenItsStores) {
  Folder folder;
  Record record;
  record.sources = {0x1000, 0, 0x2000, 0};
  record.destinations = {0, 0x3000};
  const auto read = drain_only_process(folder.write("t.champsim", bytes({record})));
  const std::vector<Event> expected{{.va = VirtAddr{0x401000}, .size = 4, .op = Op::fetch},
                                    {.va = VirtAddr{0x1000}, .size = 8, .op = Op::load},
                                    {.va = VirtAddr{0x2000}, .size = 8, .op = Op::load},
                                    {.va = VirtAddr{0x3000}, .size = 8, .op = Op::store}};
  EXPECT_EQ(read.events, expected);
}

TEST(Champsim, ItsVmasAreInferred) {
  Folder folder;
  EXPECT_TRUE(open_workload(folder.write("t.champsim", bytes({Record{}})))[0].image.infer_vmas);
}

TEST(Champsim, ACutRecordIsAnErrorWithItsNumber) {
  Folder folder;
  const std::string path = folder.write("t.champsim", bytes({Record{}, Record{}}).substr(0, 100));
  EXPECT_THAT(message_of([&] { drain_only_process(path); }),
              AllOf(HasSubstr(path), HasSubstr("record 2"), HasSubstr("truncated")));
}

TEST(Champsim, ABranchFlagOfTwoIsAnErrorWithItsRecord) {
  Folder folder;
  std::vector<Record> records(700);
  records[600].flags_and_registers[0] = 2;
  const std::string path = folder.write("t.champsim", bytes(records));
  EXPECT_THAT(message_of([&] { drain_only_process(path); }),
              AllOf(HasSubstr("record 601"), HasSubstr("corrupt")));
}

TEST(Champsim, AnAccessBeyond64BitsIsAnError) {
  Folder folder;
  Record record;
  record.sources[0] = ~std::uint64_t{0};
  EXPECT_THAT(message_of([&] { drain_only_process(folder.write("t.champsim", bytes({record}))); }),
              HasSubstr("beyond 64 bits"));
}

}  // namespace
}  // namespace vapa

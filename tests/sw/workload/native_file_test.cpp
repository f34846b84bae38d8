// Files of the native format: whole, cut anywhere, changed anywhere.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <cstring>

#include "sw/workload/helpers.hpp"
#include "sw/workload/native/writer.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using native::Origin;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

native::StreamInfo shell() {
  native::StreamInfo info;
  info.image.name = "sh";
  info.image.brk = VirtAddr{0x4035000};
  info.image.files = {{"/bin/sh", 125640}};
  info.image.mappings = {{.start = VirtAddr{0x108000},
                          .length = 0x4000,
                          .prot = prot_read | prot_exec,
                          .kind = InitialMapping::Kind::text,
                          .file = 0,
                          .offset = 0x1000},
                         {.start = VirtAddr{0x1fff000000},
                          .length = 0x1000,
                          .prot = prot_read | prot_write,
                          .flags = mapping_shared | mapping_grows_down | mapping_no_reserve,
                          .kind = InitialMapping::Kind::stack}};
  return info;
}

/// Two processes, three streams, several blocks each.
void write_sample(const std::string& path, std::size_t accesses = 60, std::uint32_t block = 16) {
  native::Writer writer(path, block);
  const std::uint32_t parent = writer.add_stream(shell());
  native::StreamInfo child = shell();
  child.process = 2;
  child.origin = {Origin::Kind::fork, parent, 0};
  const std::uint32_t forked = writer.add_stream(child);
  const auto events = sample_accesses(accesses);
  for (const Event& event : events) {
    writer.access(parent, event);
    writer.access(forked, event);
  }
  writer.info(parent).image.files.push_back({"/lib/libc.so.6", 1926232});
  writer.call(parent, mmap_of(1));
  native::StreamInfo program;
  program.process = 2;
  program.origin = {Origin::Kind::exec, forked, 0};
  program.image.name = "cat";
  const std::uint32_t executed = writer.add_stream(program);
  for (const Event& event : events) writer.access(executed, event);
  writer.finish();
}

/// Reads everything there is of a trace.
void read_all(const std::string& path) {
  for (Process& process : open_workload(path)) drain(*process.program);
}

TEST(NativeFile, StreamsImagesAndOriginsComeBack) {
  Folder folder;
  const std::string path = folder.path("t.vapa");
  write_sample(path);
  const auto streams = native::read_streams(path);
  ASSERT_EQ(streams.size(), 3U);
  EXPECT_EQ(streams[0].process, 1U);
  EXPECT_EQ(streams[1].process, 2U);
  EXPECT_EQ(streams[1].origin, (Origin{Origin::Kind::fork, 0, 0}));
  EXPECT_EQ(streams[2].origin, (Origin{Origin::Kind::exec, 1, 0}));
  const ProcessImage& image = streams[0].image;
  EXPECT_EQ(image.name, "sh");
  EXPECT_EQ(image.brk, VirtAddr{0x4035000});
  ASSERT_EQ(image.files.size(), 2U) << "files that turn up later are known at the start";
  EXPECT_EQ(image.files[1].path, "/lib/libc.so.6");
  EXPECT_EQ(image.files[1].size, 1926232U);
  ASSERT_EQ(image.mappings.size(), 2U);
  EXPECT_EQ(image.mappings[0].start, VirtAddr{0x108000});
  EXPECT_EQ(image.mappings[0].length, 0x4000U);
  EXPECT_EQ(image.mappings[0].prot, prot_read | prot_exec);
  EXPECT_EQ(image.mappings[0].kind, InitialMapping::Kind::text);
  EXPECT_EQ(image.mappings[0].file, 0U);
  EXPECT_EQ(image.mappings[0].offset, 0x1000U);
  EXPECT_EQ(image.mappings[0].flags, 0U);
  EXPECT_EQ(image.mappings[1].file, Call::no_file);
  EXPECT_EQ(image.mappings[1].prot, prot_read | prot_write);
  EXPECT_EQ(image.mappings[1].flags, mapping_shared | mapping_grows_down | mapping_no_reserve);
}

TEST(NativeFile, EveryStreamHoldsItsOwnEventsInOrder) {
  Folder folder;
  const std::string path = folder.path("t.vapa");
  write_sample(path, 10000, 1000);
  auto processes = open_workload(path);
  const auto expected = sample_accesses(10000);
  auto parent = drain(*processes[0].program);
  ASSERT_EQ(parent.calls.size(), 1U);
  EXPECT_EQ(parent.calls[0].call.file, 1U);
  parent.events.pop_back();
  EXPECT_EQ(parent.events, expected);
  EXPECT_EQ(drain(*processes[1].program).events, expected);
  EXPECT_EQ(drain(*processes[2].program).events, expected);
}

TEST(NativeFile, EveryTruncationIsAnError) {
  Folder folder;
  const std::string path = folder.path("t.vapa");
  write_sample(path, 24, 16);
  for (std::uintmax_t size = std::filesystem::file_size(path) - 1; size > 0; --size) {
    std::filesystem::resize_file(path, size);
    EXPECT_THAT(message_of([&] { read_all(path); }), AllOf(HasSubstr(path), HasSubstr("truncated")))
        << "cut at " << size;
  }
}

TEST(NativeFile, EveryChangedByteIsAnError) {
  Folder folder;
  const std::string path = folder.path("t.vapa");
  write_sample(path, 24, 16);
  const std::string whole = read_file(path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](std::size_t at, char byte) {
    file.seekp(static_cast<std::streamoff>(at)).put(byte).flush();
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    put(at, static_cast<char>(whole[at] ^ (1 << at % 8)));
    EXPECT_THAT(message_of([&] { read_all(path); }), HasSubstr(path)) << "byte " << at;
    put(at, whole[at]);
  }
  EXPECT_EQ(message_of([&] { read_all(path); }), "");
}

TEST(NativeFile, DataBehindTheEndAreAnError) {
  Folder folder;
  write_sample(folder.path("t.vapa"));
  const std::string whole = read_file(folder.path("t.vapa"));
  const std::string path = folder.write("twice.vapa", whole + whole.substr(16));
  EXPECT_THAT(message_of([&] { read_all(path); }), HasSubstr("behind the end"));
}

TEST(NativeFile, AMissingBlockIsAnErrorThoughEveryChecksumHolds) {
  Folder folder;
  write_sample(folder.path("t.vapa"));
  std::string whole = read_file(folder.path("t.vapa"));
  std::uint32_t stored = 0;
  std::memcpy(&stored, whole.data() + 16 + 16, sizeof stored);
  const std::size_t first_image = 16 + 28 + stored;
  std::memcpy(&stored, whole.data() + first_image + 16, sizeof stored);
  whole.erase(first_image, 28 + stored);
  EXPECT_THAT(message_of([&] { read_all(folder.write("less.vapa", whole)); }),
              AnyOf(HasSubstr("missing"), HasSubstr("order"), HasSubstr("totals")));
}

TEST(NativeFile, ALaterVersionIsRefusedByItsNumber) {
  Folder folder;
  write_sample(folder.path("t.vapa"));
  std::string whole = read_file(folder.path("t.vapa"));
  whole[8] = 2;
  const std::uint32_t check =
      native::checksum({reinterpret_cast<const std::uint8_t*>(whole.data()), 12});
  std::memcpy(whole.data() + 12, &check, sizeof check);
  EXPECT_THAT(message_of([&] { read_all(folder.write("later.vapa", whole)); }),
              AllOf(HasSubstr("version 2"), HasSubstr("reads version 1")));
}

TEST(NativeFile, WhatStandsBeforeADefectIsDelivered) {
  Folder folder;
  write_sample(folder.path("t.vapa"), 20000, 1000);
  const std::string whole = read_file(folder.path("t.vapa"));
  auto processes = open_workload(folder.write("cut.vapa", whole.substr(0, whole.size() / 3)));
  std::size_t events = 0;
  const std::string message = message_of([&] {
    for (auto batch = processes[0].program->next(); !batch.empty();
         batch = processes[0].program->next()) {
      events += batch.size();
    }
  });
  EXPECT_THAT(message, HasSubstr("truncated"));
  EXPECT_GE(events, 1000U);
}

TEST(NativeFile, AnUnfinishedTraceLeavesNoFile) {
  Folder folder;
  {
    native::Writer writer(folder.path("t.vapa"));
    writer.add_stream(shell());
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("")));
}

TEST(NativeFile, AFileThatCannotBeMadeIsAnError) {
  EXPECT_THAT(message_of([] { native::Writer writer("/no/such/folder/t.vapa"); }),
              HasSubstr("/no/such/folder/t.vapa: cannot be written"));
}

TEST(NativeFile, WhatNoReaderTakesInIsNotWritten) {
  Folder folder;
  native::Writer writer(folder.path("t.vapa"));
  native::StreamInfo scattered;
  scattered.image.mappings.resize(native::max_mappings + 1, {.start = {}, .length = 0x1000});
  const std::uint32_t stream = writer.add_stream(scattered);
  EXPECT_THAT(message_of([&] { writer.end_stream(stream); }),
              AllOf(HasSubstr("t.vapa: cannot be written"), HasSubstr("65536 mappings")));
}

TEST(NativeFile, NoMoreStreamsAreWrittenThanAReaderTakesIn) {
  Folder folder;
  native::Writer writer(folder.path("t.vapa"));
  for (std::uint64_t stream = 0; stream < native::max_streams; ++stream) {
    writer.end_stream(writer.add_stream({}));
  }
  EXPECT_THAT(message_of([&] { writer.add_stream({}); }),
              AllOf(HasSubstr("t.vapa: cannot be written"), HasSubstr("65536 streams")));
}

TEST(NativeFile, MoreStreamsThanDescriptorsCanBeReadAtOnce) {
  Folder folder;
  const std::string path = folder.path("t.vapa");
  {
    native::Writer writer(path, 4);
    for (std::uint32_t stream = 0; stream < 300; ++stream) {
      writer.add_stream({});
      writer.access(stream, {.va = VirtAddr{stream}, .size = 1});
      writer.end_stream(stream);
    }
    writer.finish();
  }
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{64, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &few);
  EXPECT_EQ(message_of([&] {
              auto processes = open_workload(path);
              for (Process& process : processes) EXPECT_EQ(process.program->next().size(), 1U);
              for (Process& process : processes) EXPECT_TRUE(process.program->next().empty());
            }),
            "");
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(NativeFile, ItIsReadThroughACompressorAsWell) {
  Folder folder;
  const std::string path = folder.path("t.vapa");
  write_sample(path);
  if (std::system(("gzip -k '" + path + "'").c_str()) != 0) GTEST_SKIP() << "gzip is not installed";
  EXPECT_EQ(drain(*open_workload(path + ".gz")[1].program).events, sample_accesses(60));
}

}  // namespace
}  // namespace vapa

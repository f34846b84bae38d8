// Files of the native format: whole, cut anywhere, changed anywhere.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <cstddef>
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

TracedCall mmap_of(std::uint32_t file) {
  TracedCall traced;
  traced.call = {.name = Syscall::mmap,
                 .has_result = true,
                 .number = 9,
                 .args = {0, 4096, 1, 2, 3, 0},
                 .result = 0x5000000,
                 .file = file};
  return traced;
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

using Bytes = std::vector<std::uint8_t>;

/// A frame of zstd that holds the bytes as they are (RFC 8878, 3.1.1).
Bytes stored(const Bytes& raw) {
  Bytes frame{0x28, 0xb5, 0x2f, 0xfd, 0xa0};
  native::ByteWriter out(frame);
  out.low_bytes(raw.size(), 4);
  constexpr std::size_t longest = 128U << 10U;
  for (std::size_t at = 0; at == 0 || at < raw.size(); at += longest) {
    const std::size_t size = std::min(longest, raw.size() - at);
    out.low_bytes(size << 3U | (at + size == raw.size() ? 1U : 0U), 3);
    frame.insert(frame.end(), raw.begin() + static_cast<std::ptrdiff_t>(at),
                 raw.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  return frame;
}

template <class Write>
std::string block(native::BlockType type, std::uint32_t stream, Write write,
                  std::uint32_t events = 0) {
  Bytes raw;
  native::ByteWriter out(raw);
  write(out);
  const Bytes payload = stored(raw);
  native::BlockHeader header{.type = static_cast<std::uint32_t>(type),
                             .stream = stream,
                             .events = events,
                             .raw_bytes = static_cast<std::uint32_t>(raw.size()),
                             .stored_bytes = static_cast<std::uint32_t>(payload.size()),
                             .payload_check = native::checksum(payload)};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&header);
  header.header_check = native::checksum({bytes, offsetof(native::BlockHeader, header_check)});
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) +
         std::string(payload.begin(), payload.end());
}

std::string image_block(std::uint32_t stream) {
  return block(native::BlockType::image, stream,
               [](auto& out) { native::write_image(out, native::StreamInfo{}); });
}

/// One access of stream 0.
std::string access_block() {
  return block(
      native::BlockType::events, 0, [](auto& out) { out.byte(1); }, 1);
}

std::string header() {
  const auto bytes = native::file_header();
  return {bytes.begin(), bytes.end()};
}

struct Defect {
  const char* name;
  std::string bad;  ///< a block
  const char* message;
};
class BadBlock : public ::testing::TestWithParam<Defect> {};

TEST_P(BadBlock, IsAnErrorForWhoeverComesToIt) {
  Folder folder;
  const auto totals = [](auto& out) {
    native::write_totals(out, {.blocks = 3, .streams = {{1, 0}}});
  };
  const std::string path =
      folder.write("t.vapa", header() + image_block(0) + access_block() + GetParam().bad +
                                 block(native::BlockType::end, 0, totals));
  auto processes = open_workload(path);
  ASSERT_EQ(processes.size(), 1U);
  EXPECT_EQ(processes[0].program->next().size(), 1U) << "what stands before it can be used";
  EXPECT_THAT(message_of([&] { processes[0].program->next(); }),
              AllOf(HasSubstr("block 3"), HasSubstr(GetParam().message)));
}

const std::vector<Defect> bad_blocks{
    {"FilesOutOfOrder",
     block(native::BlockType::files, 0,
           [](auto& out) {
             out.varint(5);
             out.varint(0);
           }),
     "out of their order"},
    {"StreamNumber", image_block(70000), "65536 streams"},
    {"SecondImage", image_block(0), "second image"},
    {"EventsWithoutImage",
     block(
         native::BlockType::events, 1, [](auto& out) { out.byte(1); }, 1),
     "before the image"},
    {"LongName",
     block(native::BlockType::files, 0,
           [](auto& out) {
             out.varint(0);
             out.varint(1);
             out.text(std::string(5000, 'x'));
             out.varint(0);
           }),
     "more than 4096 bytes"},
    {"ManyMappings",
     block(native::BlockType::image, 1,
           [](auto& out) {
             for (int field = 0; field < 8; ++field) out.varint(0);
             out.varint(70000);
           }),
     "65536 mappings"},
    {"UnknownMappingFlag",
     block(native::BlockType::image, 1,
           [](auto& out) {
             for (int field = 0; field < 8; ++field) out.varint(0);
             out.varint(1);
             out.varint(0);
             out.varint(4096);
             out.byte(0x40);
             for (int field = 0; field < 3; ++field) out.byte(0);
           }),
     "unknown kind"},
    {"FileNotListed",
     block(
         native::BlockType::events, 0,
         [](auto& out) {
           native::Encoder encoder;
           encoder.call(mmap_of(3));
           for (const std::uint8_t byte : encoder.bytes()) out.byte(byte);
         },
         1),
     "does not list"},
};
INSTANTIATE_TEST_SUITE_P(NativeFile, BadBlock, ::testing::ValuesIn(bad_blocks),
                         [](const auto& defect) { return std::string(defect.param.name); });

TEST(NativeFile, ImagesMayNotTakeAllOfMemory) {
  Folder folder;
  const std::string files = block(native::BlockType::files, 0, [](auto& out) {
    out.varint(0);
    out.varint(8U << 20U);
    for (unsigned file = 0; file < 8U << 20U; ++file) {
      out.text("");
      out.varint(0);
    }
  });
  const std::string path = folder.write("t.vapa", header() + image_block(0) + files);
  auto processes = open_workload(path);
  EXPECT_THAT(message_of([&] { processes[0].program->next(); }), HasSubstr("256 MiB"));
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

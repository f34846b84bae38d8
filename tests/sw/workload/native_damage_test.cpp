// Blocks of the native format that are whole and make no sense.
#include <gmock/gmock.h>

#include <cstddef>

#include "sw/workload/helpers.hpp"
#include "sw/workload/native/writer.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace vapa

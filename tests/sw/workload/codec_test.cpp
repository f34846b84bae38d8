// Bytes of events, back and forth.
#include "sw/workload/helpers.hpp"
#include "sw/workload/native/decoder.hpp"
#include "sw/workload/native/encoder.hpp"

namespace vapa {
namespace {

using namespace testing_workload;

std::vector<Event> back_and_forth(const std::vector<Event>& events) {
  native::Encoder encoder;
  for (const Event& event : events) encoder.access(event);
  std::vector<std::uint8_t> bytes = encoder.bytes();
  const std::size_t size = bytes.size();
  bytes.resize(size + native::Decoder::padding);
  native::Decoder decoder;
  decoder.begin({bytes.data(), size});
  std::vector<Event> all;
  std::vector<TracedCall> calls;
  std::array<Event, 7> batch;
  while (!decoder.block_done()) {
    const std::size_t count = decoder.decode(batch, calls);
    all.insert(all.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return all;
}

TEST(Codec, EveryKindAndSizeComesBack) {
  std::vector<Event> events;
  for (const Op op : {Op::load, Op::store, Op::rmw, Op::fetch}) {
    for (std::uint16_t size = 1; size <= 4096; ++size) {
      events.push_back({.va = VirtAddr{0x1000U + size}, .size = size, .op = op});
    }
  }
  EXPECT_EQ(back_and_forth(events), events);
}

TEST(Codec, EveryDistanceComesBack) {
  std::vector<Event> events;
  for (const Op op : {Op::load, Op::fetch}) {
    for (unsigned bit = 0; bit < 64; ++bit) {
      for (const std::uint64_t offset : {~std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{1}}) {
        const std::uint64_t far = (std::uint64_t{1} << bit) + offset;
        events.push_back({.va = VirtAddr{far}, .size = 1, .op = op});
        events.push_back({.va = VirtAddr{0}, .size = 1, .op = op});
        events.push_back({.va = VirtAddr{0 - far}, .size = 1, .op = op});
      }
    }
  }
  EXPECT_EQ(back_and_forth(events), events);
}

TEST(Codec, NoAccessEndsBeyond64BitsOrIsLargerThan4096Bytes) {
  constexpr std::uint64_t top = ~std::uint64_t{0};
  const std::vector<Event> bad{{.va = VirtAddr{top}, .size = 2, .op = Op::load},
                               {.va = VirtAddr{top - 2}, .size = 4, .op = Op::fetch},
                               {.va = VirtAddr{top - 4094}, .size = 4096, .op = Op::store},
                               {.va = VirtAddr{top}, .size = 2, .op = Op::load, .depends = 1},
                               {.va = VirtAddr{0x1000}, .size = 4097, .op = Op::store}};
  for (const Event& event : bad) {
    EXPECT_THROW(back_and_forth({event}), native::Malformed) << event;
  }
  const std::vector<Event> good{{.va = VirtAddr{top}, .size = 1, .op = Op::load},
                                {.va = VirtAddr{top - 3}, .size = 4, .op = Op::fetch},
                                {.va = VirtAddr{top - 4095}, .size = 4096, .op = Op::store}};
  EXPECT_EQ(back_and_forth(good), good);
}

TEST(Codec, AMarkedDependenceComesBack) {
  const std::vector<Event> events{{.va = VirtAddr{64}, .size = 8, .op = Op::load, .depends = 1},
                                  {.va = VirtAddr{128}, .size = 8, .op = Op::load}};
  EXPECT_EQ(back_and_forth(events), events);
}

TEST(Codec, ASequentialFetchCostsOneByteAndASteadyStrideTwo) {
  native::Encoder encoder;
  encoder.access({.va = VirtAddr{0x1000}, .size = 4, .op = Op::fetch});
  const std::size_t start = encoder.bytes().size();
  encoder.access({.va = VirtAddr{0x1004}, .size = 4, .op = Op::fetch});
  EXPECT_EQ(encoder.bytes().size(), start + 1);
  encoder.access({.va = VirtAddr{0x70000000}, .size = 8, .op = Op::load});
  encoder.access({.va = VirtAddr{0x1004}, .size = 4, .op = Op::fetch});
  const std::size_t before = encoder.bytes().size();
  encoder.access({.va = VirtAddr{0x70000040}, .size = 8, .op = Op::load});
  EXPECT_EQ(encoder.bytes().size(), before + 2) << "told apart from other instructions' data";
}

TEST(Codec, ACallComesBackWithAllThatHangsOnIt) {
  TracedCall traced;
  traced.call = {.name = Syscall::mremap,
                 .has_result = true,
                 .number = 25,
                 .args = {~std::uint64_t{0}, 1, 0, 3, 0, 5},
                 .result = -12,
                 .file = 7};
  traced.thread = 3;
  traced.peer = 4;
  traced.pipe = 0;
  traced.buffers = {{VirtAddr{0x1000}, 100, true}, {VirtAddr{0x2000}, 5, false}};
  native::Encoder encoder;
  encoder.call(traced);
  std::vector<std::uint8_t> bytes = encoder.bytes();
  bytes.resize(bytes.size() + native::Decoder::padding);
  native::Decoder decoder;
  decoder.begin({bytes.data(), bytes.size() - native::Decoder::padding});
  std::array<Event, 4> events;
  std::vector<TracedCall> calls;
  ASSERT_EQ(decoder.decode(events, calls), 1U);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].call.name, traced.call.name);
  EXPECT_EQ(calls[0].call.has_result, true);
  EXPECT_EQ(calls[0].call.number, traced.call.number);
  EXPECT_EQ(calls[0].call.args, traced.call.args);
  EXPECT_EQ(calls[0].call.result, traced.call.result);
  EXPECT_EQ(calls[0].call.file, traced.call.file);
  EXPECT_EQ(calls[0].thread, 3U);
  EXPECT_EQ(calls[0].peer, 4U);
  EXPECT_EQ(calls[0].pipe, 0U);
  EXPECT_EQ(calls[0].buffers, traced.buffers);
}

TEST(Codec, FieldsOfLaterVersionsAreSkipped) {
  // name mmap, number 9, an unknown field 200 of three bytes, then the result 4 (as zigzag 8).
  const std::vector<std::uint8_t> record{native::control_call, 9, 1, 9, 200, 3, 1, 2, 3, 2};
  std::vector<std::uint8_t> bytes = record;
  bytes.insert(bytes.end(), {1, 8});
  bytes[1] = static_cast<std::uint8_t>(bytes.size() - 2);
  const std::size_t size = bytes.size();
  bytes.resize(size + native::Decoder::padding);
  native::Decoder decoder;
  decoder.begin({bytes.data(), size});
  std::array<Event, 4> events;
  std::vector<TracedCall> calls;
  ASSERT_EQ(decoder.decode(events, calls), 1U);
  EXPECT_EQ(calls[0].call.result, 4);
}

TEST(Codec, BytesThatNoEncoderWroteNeverReachBeyondTheirEnd) {
  std::uint64_t state = 1;
  std::vector<TracedCall> calls;
  std::array<Event, 64> events;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::uint8_t> bytes;
    state = state * 6364136223846793005U + 1442695040888963407U;
    for (std::uint64_t left = state >> 59U; left > 0; --left) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      bytes.push_back(static_cast<std::uint8_t>(state >> 56U));
    }
    const std::size_t size = bytes.size();
    bytes.resize(size + native::Decoder::padding);
    bytes.shrink_to_fit();
    native::Decoder decoder;
    decoder.begin({bytes.data(), size});
    try {
      while (!decoder.block_done()) decoder.decode(events, calls);
    } catch (const native::Malformed&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace vapa

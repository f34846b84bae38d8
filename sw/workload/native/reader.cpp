#include "sw/workload/native/reader.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.hpp"
#include "sw/workload/native/block.hpp"
#include "sw/workload/native/decoder.hpp"

namespace vapa::native {
namespace {

constexpr std::size_t batch_events = 4096;

bool is(const BlockHeader& header, BlockType type) {
  return header.type == static_cast<std::uint32_t>(type);
}

ByteReader bytes_of(std::span<const std::uint8_t> payload) {
  return {payload.data(), payload.data() + payload.size()};
}

class NativeProgram final : public TracedProgram {
 public:
  NativeProgram(const std::string& path, std::uint32_t stream) : file_(path), stream_(stream) {}

  std::span<const Event> next() override {
    calls_.clear();
    while (!ended_ && decoder_.block_done()) next_block();
    if (ended_) return {};
    return {batch_.data(), decode()};
  }
  const TracedCall& traced(std::uint32_t aux) const override { return calls_[aux]; }

 private:
  std::size_t decode() {
    try {
      const std::size_t count = decoder_.decode(batch_, calls_);
      seen_.calls += calls_.size();
      seen_.accesses += count - calls_.size();
      left_in_block_ -= count;
      if (decoder_.block_done() != (left_in_block_ == 0)) {
        throw Malformed("it does not hold as many events as its header says");
      }
      return count;
    } catch (const Malformed& defect) {
      file_.fail(std::string("corrupt: ") + defect.what());
    }
  }

  void next_block() {
    const auto header = file_.next();
    if (!header) file_.fail("truncated: the end of the trace is missing behind it");
    if (is(*header, BlockType::events)) {
      if (header->stream != stream_) return file_.skip_payload();
      left_in_block_ = header->events;
      decoder_.begin(file_.payload());
      if (decoder_.block_done()) file_.fail("corrupt: a block without events");
      return;
    }
    const auto payload = file_.payload();  // every reader checks the blocks that matter to all
    if (is(*header, BlockType::end)) end(payload);
  }

  void end(std::span<const std::uint8_t> payload) {
    try {
      const Totals totals = read_totals(bytes_of(payload));
      if (totals.blocks + 1 != file_.blocks()) throw Malformed("blocks are missing before it");
      if (stream_ >= totals.streams.size() || totals.streams[stream_].accesses != seen_.accesses ||
          totals.streams[stream_].calls != seen_.calls) {
        throw Malformed("its totals are not those of the stream");
      }
    } catch (const Malformed& defect) {
      file_.fail(std::string("corrupt: ") + defect.what());
    }
    if (file_.next()) file_.fail("corrupt: data behind the end of the trace");
    ended_ = true;
  }

  BlockReader file_;
  std::uint32_t stream_;
  Decoder decoder_;
  std::uint64_t left_in_block_ = 0;
  Totals::Stream seen_;
  bool ended_ = false;
  std::array<Event, batch_events> batch_;
  std::vector<TracedCall> calls_;
};

/// The streams of a file as they turn up: their blocks come in any order.
class Streams {
 public:
  /// One block into the list; false at the end block.
  bool add(BlockReader& file, const BlockHeader& header) {
    if (is(header, BlockType::image)) {
      at(file, header.stream).emplace(read_image(bytes_of(file.payload())));
    } else if (is(header, BlockType::files)) {
      auto& stream = at(file, header.stream);
      if (!stream) file.fail("corrupt: files of an unknown stream");
      read_files(bytes_of(file.payload()), stream->image.files);
    } else {
      file.skip_payload();
    }
    return !is(header, BlockType::end);
  }
  bool complete() const {
    return !list_.empty() &&
           std::all_of(list_.begin(), list_.end(), [](const auto& s) { return s.has_value(); });
  }
  std::vector<StreamInfo> take() {
    std::vector<StreamInfo> infos;
    for (auto& stream : list_) infos.push_back(std::move(*stream));
    return infos;
  }

 private:
  std::optional<StreamInfo>& at(BlockReader& file, std::uint32_t stream) {
    constexpr std::uint32_t limit = 65536;
    if (stream >= limit) file.fail("absurd: more than 65536 streams");
    if (stream >= list_.size()) list_.resize(stream + 1);
    return list_[stream];
  }

  std::vector<std::optional<StreamInfo>> list_;
};

void scan(BlockReader& file, Streams& streams) {
  try {
    for (auto header = file.next(); header; header = file.next()) {
      if (!streams.add(file, *header)) return;
    }
    file.fail("truncated: the end of the trace is missing behind it");
  } catch (const Malformed& defect) {
    file.fail(std::string("corrupt: ") + defect.what());
  }
}

}  // namespace

std::vector<StreamInfo> read_streams(const std::string& path) {
  BlockReader file(path);
  Streams streams;
  try {
    scan(file, streams);
  } catch (const InputError&) {
    // A program that reaches the defect reports it; what stands before it can be used.
    if (!streams.complete()) throw;
  }
  if (!streams.complete()) {
    throw InputError(path + ": a trace without a process; record it again");
  }
  return streams.take();
}

std::unique_ptr<TracedProgram> open_stream(const std::string& path, std::uint32_t stream) {
  return std::make_unique<NativeProgram>(path, stream);
}

std::vector<Process> open(const std::string& path) {
  std::vector<Process> processes;
  for (StreamInfo& info : read_streams(path)) {
    const auto stream = static_cast<std::uint32_t>(processes.size());
    processes.push_back({std::move(info.image), open_stream(path, stream)});
  }
  return processes;
}

}  // namespace vapa::native

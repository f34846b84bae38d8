#include "sw/workload/native/reader.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "sw/workload/input/raw_file.hpp"
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

/// The streams of a file as they turn up: their blocks come in any order.
class Streams {
 public:
  /// Takes in one block. Throws Malformed, InputError.
  void add(BlockReader& file, const BlockHeader& header) {
    if (is(header, BlockType::image)) {
      StreamInfo info = read_image(bytes_of(file.payload()), budget_);
      auto& stream = at(header.stream);
      if (stream) throw Malformed("a second image of its stream");
      stream.emplace(std::move(info));
    } else if (is(header, BlockType::files)) {
      read_files(bytes_of(file.payload()), known(header.stream).image.files, budget_);
    } else {
      if (is(header, BlockType::events)) known(header.stream);
      file.skip_payload();
    }
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
  std::optional<StreamInfo>& at(std::uint32_t stream) {
    if (stream >= max_streams) throw Malformed("absurd: more than 65536 streams");
    if (stream >= list_.size()) list_.resize(stream + 1);
    return list_[stream];
  }
  StreamInfo& known(std::uint32_t stream) {
    if (stream >= list_.size() || !list_[stream]) {
      throw Malformed("it stands before the image of its stream");
    }
    return *list_[stream];
  }

  std::vector<std::optional<StreamInfo>> list_;
  Budget budget_;
};

/// What a first pass over a trace tells, for all its programs.
struct Survey {
  std::shared_ptr<const SharedFile> file;
  std::vector<StreamInfo> streams;  ///< moved out by open()
  std::vector<std::size_t> files;   ///< that each stream lists
  std::uint64_t defect_block = 0;   ///< which makes no sense, counted from 1; 0: none
  std::exception_ptr defect;        ///< for whoever comes there
};

[[noreturn]] void corrupt(const BlockReader& file, const Malformed& defect) {
  file.fail(std::string("corrupt: ") + defect.what());
}

/// Up to the end block, the end of the file or a defect in a header, which every program finds.
void scan(BlockReader& file, Streams& streams, Survey& survey) {
  auto header = file.next();
  for (; header && !is(*header, BlockType::end); header = file.next()) {
    try {
      try {
        streams.add(file, *header);
      } catch (const Malformed& defect) {
        corrupt(file, defect);
      }
    } catch (const InputError&) {
      survey.defect_block = file.blocks();
      survey.defect = std::current_exception();
      throw;
    }
  }
  if (!header) file.fail("truncated: the end of the trace is missing behind it");
}

Survey look_through(const std::string& path) {
  Survey survey;
  survey.file = std::make_shared<const SharedFile>(path);
  BlockReader file(survey.file);
  Streams streams;
  try {
    scan(file, streams, survey);
  } catch (const InputError&) {
    // A program that reaches the defect reports it; what stands before it can be used.
    if (!streams.complete()) throw;
  }
  if (!streams.complete()) {
    throw InputError(path + ": a trace without a process; record it again");
  }
  survey.streams = streams.take();
  for (const StreamInfo& info : survey.streams) survey.files.push_back(info.image.files.size());
  return survey;
}

class NativeProgram final : public TracedProgram {
 public:
  NativeProgram(std::shared_ptr<const Survey> survey, std::uint32_t stream)
      : survey_(std::move(survey)), stream_(stream) {}

  std::span<const Event> next() override {
    if (ended_) return {};
    if (!reading_) reading_ = std::make_unique<Reading>(survey_->file);
    reading_->calls.clear();
    while (!ended_ && reading_->decoder.block_done()) next_block();
    if (!ended_) return {reading_->batch.data(), decode()};
    reading_.reset();
    return {};
  }
  const TracedCall& traced(std::uint32_t aux) const override { return reading_->calls[aux]; }

 private:
  /// Memory for the time between the first event and the last.
  struct Reading {
    explicit Reading(std::shared_ptr<const SharedFile> shared) : file(std::move(shared)) {}
    BlockReader file;
    Decoder decoder;
    std::array<Event, batch_events> batch;
    std::vector<TracedCall> calls;
  };

  std::size_t decode() {
    std::vector<TracedCall>& calls = reading_->calls;
    try {
      const std::size_t count = reading_->decoder.decode(reading_->batch, calls);
      for (const TracedCall& traced : calls) check(traced.call);
      seen_.calls += calls.size();
      seen_.accesses += count - calls.size();
      left_in_block_ -= count;
      if (reading_->decoder.block_done() != (left_in_block_ == 0)) {
        throw Malformed("it does not hold as many events as its header says");
      }
      return count;
    } catch (const Malformed& defect) {
      corrupt(reading_->file, defect);
    }
  }

  void check(const Call& call) const {
    if (call.file != Call::no_file && call.file >= survey_->files[stream_]) {
      throw Malformed("a call with a file that its stream does not list");
    }
  }

  void next_block() {
    BlockReader& file = reading_->file;
    const auto header = file.next();
    if (!header) file.fail("truncated: the end of the trace is missing behind it");
    if (file.blocks() == survey_->defect_block) std::rethrow_exception(survey_->defect);
    if (is(*header, BlockType::events)) {
      if (header->stream != stream_) return file.skip_payload();
      left_in_block_ = header->events;
      reading_->decoder.begin(file.payload());
      if (reading_->decoder.block_done()) file.fail("corrupt: a block without events");
      return;
    }
    const auto payload = file.payload();  // every reader checks the blocks that matter to all
    if (is(*header, BlockType::end)) end(payload);
  }

  void end(std::span<const std::uint8_t> payload) {
    BlockReader& file = reading_->file;
    try {
      const Totals totals = read_totals(bytes_of(payload));
      if (totals.blocks + 1 != file.blocks()) throw Malformed("blocks are missing before it");
      if (totals.streams.size() != survey_->files.size() ||
          totals.streams[stream_].accesses != seen_.accesses ||
          totals.streams[stream_].calls != seen_.calls) {
        throw Malformed("its totals are not those of the stream");
      }
    } catch (const Malformed& defect) {
      corrupt(file, defect);
    }
    if (file.next()) file.fail("corrupt: data behind the end of the trace");
    ended_ = true;
  }

  std::shared_ptr<const Survey> survey_;
  std::uint32_t stream_;
  std::unique_ptr<Reading> reading_;
  std::uint64_t left_in_block_ = 0;
  Totals::Stream seen_;
  bool ended_ = false;
};

}  // namespace

std::vector<StreamInfo> read_streams(const std::string& path) {
  return std::move(look_through(path).streams);
}

std::unique_ptr<TracedProgram> open_stream(const std::string& path, std::uint32_t stream) {
  return std::make_unique<NativeProgram>(std::make_shared<const Survey>(look_through(path)),
                                         stream);
}

std::vector<Process> open(const std::string& path) {
  const auto survey = std::make_shared<Survey>(look_through(path));
  std::vector<Process> processes;
  for (StreamInfo& info : std::exchange(survey->streams, {})) {
    const auto stream = static_cast<std::uint32_t>(processes.size());
    processes.push_back({std::move(info.image), std::make_unique<NativeProgram>(survey, stream)});
  }
  return processes;
}

}  // namespace vapa::native

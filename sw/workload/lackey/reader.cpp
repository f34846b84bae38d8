#include "sw/workload/lackey/reader.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/error.hpp"
#include "sw/workload/input/byte_source.hpp"
#include "sw/workload/lackey/access_line.hpp"
#include "sw/workload/lackey/line_buffer.hpp"
#include "sw/workload/lackey/text_recording.hpp"
#include "sw/workload/lackey/text_scanner.hpp"

namespace vapa::lackey {
namespace {

constexpr std::size_t batch_events = 4096;

std::string_view explain(LineFault fault) {
  switch (fault) {
    case LineFault::size_zero:
      return "an access of no bytes";
    case LineFault::size_too_big:
      return "an access of more than 4096 bytes";
    case LineFault::address_too_big:
      return "an address beyond 64 bits";
    default:
      return "not a line of lackey (\"I  0401ab70,3\", \" L 1fff0006d8,8\", …)";
  }
}

/// The lines of a file with their numbers.
class Lines {
 public:
  explicit Lines(const std::string& path) : source_(path) {}

  /// Makes complete lines available; false at the end of the text.
  bool fill() {
    while (buffer_.complete().empty()) {
      if (ended_) return false;
      const auto room = buffer_.room();
      if (room.empty()) {
        throw InputError(source_.path() + ":" + std::to_string(number_ + 1) +
                         ": a line of more than 1 MiB; this is no lackey text");
      }
      const std::size_t got = source_.read(std::as_writable_bytes(room));
      buffer_.filled(got);
      if (got == 0) {
        ended_ = true;
        buffer_.finish();
      }
    }
    return true;
  }
  std::string_view complete() const { return buffer_.complete(); }
  void consume(std::size_t bytes, std::uint64_t lines) {
    buffer_.consume(bytes);
    number_ += lines;
  }
  /// Lines consumed so far.
  std::uint64_t number() const noexcept { return number_; }
  const std::string& path() const noexcept { return source_.path(); }

  [[noreturn]] void fail(std::uint64_t line, LineFault fault) const {
    throw InputError(path() + ":" + std::to_string(line) + ": " + std::string(explain(fault)) +
                     "; record the trace again or cut it before this line");
  }

 private:
  ByteSource source_;
  LineBuffer buffer_;
  std::uint64_t number_ = 0;
  bool ended_ = false;
};

class LackeyProgram final : public native::TracedProgram {
 public:
  explicit LackeyProgram(const std::string& path) : lines_(path) {}

  std::span<const Event> next() override {
    calls_.clear();
    count_ = 0;
    error_.attempt([this] { fill(); }, [this] { return count_ > 0; });
    return {batch_.data(), count_};
  }
  const TracedCall& traced(std::uint32_t aux) const override { return calls_[aux]; }

 private:
  void fill() {
    while (count_ == 0 && !finished_) {
      if (lines_.fill()) {
        parse();
      } else {
        finished_ = true;
        tracker_.finish();
        take_calls();
      }
    }
  }

  /// Lines until the batch is full or the buffer is read.
  void parse() {
    const std::string_view text = lines_.complete();
    const char* p = text.data();
    const char* const end = p + text.size();
    std::uint64_t lines = 0;
    while (p != end && count_ < batch_events) {
      Event& event = batch_[count_];
      const LineFault fault = parse_access(p, event);
      ++lines;
      if (fault == LineFault::none) {
        count_ += tracker_.of_recorder(event.va) ? 0 : 1;
      } else if (fault == LineFault::not_an_access) {
        p = other(p, end, lines_.number() + lines);
      } else {
        lines_.fail(lines_.number() + lines, fault);
      }
    }
    lines_.consume(static_cast<std::size_t>(p - text.data()), lines);
  }

  /// Returns the beginning of the next line.
  const char* other(const char* p, const char* end, std::uint64_t line) {
    const char* const newline = std::find(p, end, '\n');
    std::string_view text(p, static_cast<std::size_t>(newline - p));
    const Other kind = take_other(text, tracker_);
    take_calls();
    if (kind == Other::malformed) lines_.fail(line, LineFault::malformed);
    if (kind == Other::access) {
      const char* access = text.data();
      const LineFault fault = parse_access(access, batch_[count_]);
      if (fault != LineFault::none) lines_.fail(line, fault);
      count_ += tracker_.of_recorder(batch_[count_].va) ? 0 : 1;
    }
    return newline + 1;
  }

  /// A line may hold any number of calls, and the end of the text answers all that are open.
  void take_calls() {
    const std::size_t needed = count_ + tracker_.ready().size() + 1;
    if (needed > batch_.size()) batch_.resize(needed);
    for (TracedCall& traced : tracker_.ready()) {
      batch_[count_] = {};
      batch_[count_].op = Op::call;
      batch_[count_++].aux = static_cast<std::uint32_t>(calls_.size());
      calls_.push_back(std::move(traced));
    }
    tracker_.ready().clear();
  }

  Lines lines_;
  TextRecording recording_;
  std::vector<MappedFile> files_;
  CallTracker tracker_{recording_, files_};
  std::vector<Event> batch_ = std::vector<Event>(batch_events);
  std::size_t count_ = 0;
  std::vector<TracedCall> calls_;
  bool finished_ = false;
  DeferredError error_;
};

/// What the calls of a text say of the files and of the program break.
void learn(const std::string& path, ProcessImage& image) {
  Lines lines(path);
  TextRecording recording;
  CallTracker tracker(recording, image.files);
  while (lines.fill()) {
    const std::string_view text = lines.complete();
    // No access holds a Y, so the search runs at the speed of memchr; a call has an S before it.
    const std::size_t at = text.find("YSCALL[", 1);
    const std::size_t from = at == std::string_view::npos ? text.size() : at - 1;
    const std::size_t newline = std::min(text.find('\n', from), text.size() - 1);
    if (at != std::string_view::npos) {
      std::string_view line = text.substr(from, newline - from);
      take_other(line, tracker);
      for (const TracedCall& traced : tracker.ready()) {
        const Call& call = traced.call;
        if (call.name == Syscall::brk && image.brk.value == 0 && call.result > 0) {
          image.brk = VirtAddr{static_cast<std::uint64_t>(call.result)};
        }
      }
      tracker.ready().clear();
    }
    lines.consume(newline + 1, 0);
  }
}

}  // namespace

std::unique_ptr<native::TracedProgram> open_program(const std::string& path, ProcessImage& image) {
  image.name = std::filesystem::path(path).filename();
  image.infer_vmas = true;
  try {
    learn(path, image);
  } catch (const InputError&) {
    // The program reports the defect when it comes to it.
  }
  return std::make_unique<LackeyProgram>(path);
}

Process open(const std::string& path) {
  Process process;
  process.program = open_program(path, process.image);
  return process;
}

}  // namespace vapa::lackey

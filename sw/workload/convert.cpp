#include "sw/workload/convert.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>

#include "core/error.hpp"
#include "sw/workload/input/format.hpp"
#include "sw/workload/lackey/writer.hpp"
#include "sw/workload/native/reader.hpp"
#include "sw/workload/native/writer.hpp"

namespace vapa {
namespace {

/// The calls of a program with their links, where it has any.
class Calls {
 public:
  explicit Calls(const Program& program)
      : program_(program), traced_(dynamic_cast<const native::TracedProgram*>(&program)) {}

  TracedCall operator[](std::uint32_t aux) const {
    if (traced_ != nullptr) return traced_->traced(aux);
    TracedCall plain;
    plain.call = program_.call(aux);
    return plain;
  }

 private:
  const Program& program_;
  const native::TracedProgram* traced_;
};

/// Hands the window of each program to an output with access(stream, event) and
/// call(stream, traced).
template <class Output>
class Copy {
 public:
  Copy(Output& output, const ConvertOptions& options,
       const std::function<void(std::uint64_t)>& progress)
      : output_(output), options_(options), progress_(progress) {}

  void run(std::uint32_t stream, Program& program) {
    to_skip_ = options_.skip;
    to_copy_ = options_.limit > 0 ? options_.limit : std::numeric_limits<std::uint64_t>::max();
    const Calls calls(program);
    while (to_copy_ > 0) {
      const auto batch = program.next();
      if (batch.empty()) return;
      for (const Event& event : batch) {
        if (to_copy_ == 0) return;
        one(stream, event, calls);
      }
      if (progress_) progress_(read_);
    }
  }
  const Converted& counts() const noexcept { return counts_; }

 private:
  void one(std::uint32_t stream, const Event& event, const Calls& calls) {
    if (event.op == Op::call) {
      output_.call(stream, calls[event.aux]);
      ++counts_.calls;
      return;
    }
    ++read_;
    if (to_skip_ > 0) {
      --to_skip_;
      return;
    }
    --to_copy_;
    output_.access(stream, event);
    ++counts_.accesses;
  }

  Output& output_;
  const ConvertOptions& options_;
  const std::function<void(std::uint64_t)>& progress_;
  std::uint64_t to_skip_ = 0;
  std::uint64_t to_copy_ = 0;
  std::uint64_t read_ = 0;
  Converted counts_;
};

class TextOutput {
 public:
  TextOutput(const std::string& path, const std::vector<MappedFile>& files)
      : writer_(path), files_(files) {}
  void access(std::uint32_t, const Event& event) { writer_.access(event); }
  void call(std::uint32_t, const TracedCall& traced) { writer_.call(traced, files_); }
  void finish() { writer_.finish(); }

 private:
  lackey::Writer writer_;
  const std::vector<MappedFile>& files_;
};

/// What the input says of its streams beside the images; a native trace says more than others.
std::vector<native::StreamInfo> stream_infos(std::string_view spec, std::size_t processes) {
  const std::string path(spec);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && recognise(path) == TraceFormat::native) {
    return native::read_streams(path);
  }
  std::vector<native::StreamInfo> infos(processes);
  for (std::size_t index = 0; index < processes; ++index) {
    infos[index].process = static_cast<std::uint32_t>(index + 1);
  }
  return infos;
}

Converted to_native(std::string_view spec, std::vector<Process>& processes,
                    const std::string& output, const ConvertOptions& options,
                    const std::function<void(std::uint64_t)>& progress) {
  auto infos = stream_infos(spec, processes.size());
  native::Writer writer(output);
  for (std::size_t index = 0; index < processes.size(); ++index) {
    infos[index].image = std::move(processes[index].image);
    writer.add_stream(std::move(infos[index]));
  }
  Copy copy(writer, options, progress);
  for (std::uint32_t stream = 0; stream < processes.size(); ++stream) {
    copy.run(stream, *processes[stream].program);
    writer.end_stream(stream);
  }
  writer.finish();
  return copy.counts();
}

Converted to_lackey(std::string_view spec, std::vector<Process>& processes,
                    const std::string& output, const ConvertOptions& options,
                    const std::function<void(std::uint64_t)>& progress) {
  if (processes.size() > 1) {
    throw InputError("workload '" + std::string(spec) + "': " + std::to_string(processes.size()) +
                     " processes; a lackey text holds one, so keep the native format");
  }
  TextOutput text(output, processes.front().image.files);
  Copy copy(text, options, progress);
  copy.run(0, *processes.front().program);
  text.finish();
  return copy.counts();
}

}  // namespace

Converted convert(std::string_view spec, const std::string& output, const ConvertOptions& options,
                  const std::function<void(std::uint64_t)>& progress) {
  auto processes = open_workload(spec, options.workload);
  Converted counts = options.to == ConvertOptions::To::native
                         ? to_native(spec, processes, output, options, progress)
                         : to_lackey(spec, processes, output, options, progress);
  counts.processes = processes.size();
  counts.bytes = std::filesystem::file_size(output);
  return counts;
}

}  // namespace vapa

#include "sw/workload/workload.hpp"

#include <filesystem>

#include "core/error.hpp"
#include "core/text/nearest.hpp"
#include "sw/workload/champsim/reader.hpp"
#include "sw/workload/content_hash.hpp"
#include "sw/workload/input/format.hpp"
#include "sw/workload/input/raw_file.hpp"
#include "sw/workload/lackey/reader.hpp"
#include "sw/workload/native/reader.hpp"
#include "sw/workload/pattern/program.hpp"
#include "sw/workload/pattern/spec.hpp"

namespace vapa {
namespace {

bool is_file(std::string_view spec) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::path(spec), ignored);
}

/// "name:…" with nothing of a path before the colon.
bool looks_like_pattern(std::string_view spec) {
  const std::size_t colon = spec.find(':');
  if (pattern::names_pattern(spec)) return true;
  return colon != std::string_view::npos &&
         spec.substr(0, colon).find_first_of("/.") == std::string_view::npos;
}

[[noreturn]] void neither(std::string_view spec) {
  std::vector<std::string> names;
  std::string list;
  for (const pattern::KindInfo& kind : pattern::kinds) {
    names.emplace_back(kind.name);
    (list += list.empty() ? "" : ", ") += kind.name;
  }
  throw InputError("workload '" + std::string(spec) + "': no such file and no pattern" +
                   did_you_mean(spec, names) + " (patterns: " + list + ")");
}

std::vector<Process> open_trace(const std::string& path) {
  std::vector<Process> processes;
  switch (recognise(path)) {
    case TraceFormat::native:
      return native::open(path);
    case TraceFormat::lackey:
      processes.push_back(lackey::open(path));
      break;
    case TraceFormat::champsim:
      processes.push_back(champsim::open(path));
      break;
  }
  return processes;
}

std::string file_hash(const std::string& path) {
  RawFile file(path);
  ContentHash hash;
  std::vector<std::byte> piece(std::size_t{1} << 16U);
  for (std::size_t got = file.read(piece); got > 0; got = file.read(piece)) {
    hash.add({reinterpret_cast<const char*>(piece.data()), got});
  }
  return hash.hex();
}

}  // namespace

std::vector<Process> open_workload(std::string_view spec, const WorkloadOptions& options) {
  if (is_file(spec)) return open_trace(std::string(spec));
  if (!looks_like_pattern(spec)) neither(spec);
  std::vector<Process> processes;
  processes.push_back(pattern::open(pattern::parse(spec, options.seed)));
  return processes;
}

std::string workload_hash(std::string_view spec, const WorkloadOptions& options) {
  if (is_file(spec)) return file_hash(std::string(spec));
  if (!looks_like_pattern(spec)) neither(spec);
  return pattern::canonical(pattern::parse(spec, options.seed));
}

std::string workload_help() { return pattern::help(); }

}  // namespace vapa

#pragma once
// Workloads by their name on the command line.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sw/workload/image.hpp"

namespace vapa {

struct WorkloadOptions {
  std::uint64_t seed = 1;  ///< of patterns that name none
};

/// `spec` is a file (a native trace, a lackey text or ChampSim records, each plain or compressed by
/// gzip, xz or zstd) or a pattern ("uniform:footprint=256MiB,accesses=1M,seed=1"); a file of that
/// very name comes first. One entry per process of the trace. Throws InputError: no such file,
/// nothing that can be read, an unknown pattern or parameter. Defects behind the beginning of a
/// trace are thrown by Program::next() when it comes to them.
std::vector<Process> open_workload(std::string_view spec, const WorkloadOptions& = {});

/// Names the workload's content. Of a file: the first 32 hexadecimal digits of the SHA-256 of its
/// bytes as stored (`sha256sum FILE | cut -c1-32`). Of a pattern: its spelling with every
/// parameter.
std::string workload_hash(std::string_view spec, const WorkloadOptions& = {});

/// The patterns and their parameters as a text for a help page.
std::string workload_help();

}  // namespace vapa

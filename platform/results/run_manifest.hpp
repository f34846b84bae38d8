#pragma once
// What a result was made from: enough to make it again, nothing that differs between two makings.

#include <cstdint>
#include <string>
#include <vector>

#include "platform/run/run.hpp"

namespace vapa {

struct RunManifest {
  struct Workload {
    std::string name;  ///< the synthetic pattern, or the trace's file name without its folder
    std::string hash;  ///< of its contents
  };

  std::string build;   ///< build_id()
  std::string config;  ///< config_hash()
  std::vector<Workload> workloads;
  std::uint64_t seed = 0;
  RunOptions options;
  std::string ended_by;  ///< "" for a complete run; else what ended it early
};

}  // namespace vapa

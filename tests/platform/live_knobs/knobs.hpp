#pragma once
// For every key of the configuration: how to see that it is alive, or that it is neutral.

#include <string>
#include <vector>

namespace vapa {

struct Knob {
  const char* key;
  const char* value;                   ///< other than the default (or than `around` says)
  std::vector<std::string> workloads;  ///< on which the value changes a statistic
  std::vector<std::string> around;     ///< --set of both runs, before the value
};

/// Keys that are live, each with a workload on which they are.
const std::vector<Knob>& live_knobs();

/// Keys that change no statistic; `workloads` is empty: they are tried on all_workloads().
const std::vector<Knob>& neutral_knobs();

/// One of every kind.
const std::vector<std::string>& all_workloads();

/// The file "program": a lackey text with fetches over 400 pages of code, file mappings, a stack
/// that grows and every memory call that the kernel charges for.
std::string program_text();

/// The file "jump": a program that jumps into memory that it may read and write only.
std::string jump_text();

}  // namespace vapa

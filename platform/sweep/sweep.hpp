#pragma once
// Runs a sweep: each point once, in a process of its own, and resumes where it was stopped.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "platform/sweep/spec.hpp"

namespace vapa {

struct SweepOptions {
  std::filesystem::path directory;  ///< of the results; made when missing
  /// Run as `EXECUTABLE run CONFIG.toml --workload W --stats FILE.json --quiet …`. The default is
  /// the image that runs now, whatever file has its name since.
  std::filesystem::path executable = "/proc/self/exe";
  std::string build_id;       ///< of the executable; part of every point's hash
  unsigned jobs = 1;          ///< children at a time
  bool retry_failed = false;  ///< run points again that failed before
};

/// How far a sweep is.
struct SweepStatus {
  std::size_t points = 0;    ///< distinct points of the sweep
  std::size_t earlier = 0;   ///< of them, known from an earlier run when this one began
  std::size_t finished = 0;  ///< of them, run now, failed ones included
  std::size_t failed = 0;    ///< failed now or earlier
  std::size_t running = 0;
  std::chrono::duration<double> elapsed{};
};
using SweepProgress = std::function<void(const SweepStatus&)>;

struct SweepOutcome {
  struct Failure {
    std::string point;      ///< "mmu.dtlb.entries = 64, … on gzip"
    std::string reason;     ///< "signal 11 (Segmentation fault)"
    std::string last_line;  ///< of what it printed
    std::string hash;       ///< DIR/failed/HASH.json has the output
  };
  SweepStatus status;
  std::vector<Failure> failures;
  std::vector<std::string> warnings;  ///< warnings_of() the results
  int interrupted = 0;                ///< the signal that stopped the sweep, or 0
};

/// Afterwards the folder holds sweep.toml, points/, failed/ and, unless interrupted, results.csv
/// and index.sqlite. A result counts only if its manifest names the planned build, configuration
/// and workload; else the point failed. Throws InputError for a sweep that cannot be planned and a
/// folder that cannot be written, also where its disk is full in the middle.
SweepOutcome run_sweep(const SweepSpec&, const SweepOptions&, const SweepProgress& = {});

}  // namespace vapa

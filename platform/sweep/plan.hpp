#pragma once
// From a specification to its points.

#include <string>
#include <vector>

#include "platform/sweep/description.hpp"
#include "platform/sweep/keyed_config.hpp"
#include "platform/sweep/spec.hpp"

namespace vapa {

/// The configurations of a sweep, one at a time.
class SweepConfigs {
 public:
  explicit SweepConfigs(const SweepSpec& spec) : spec_(spec), keyed_(spec.base) {}

  /// The base configuration moved to this place on every axis; valid until the next call.
  const KeyedConfig& at(const std::vector<std::size_t>& place);

 private:
  const SweepSpec& spec_;
  KeyedConfig keyed_;
};

/// All points that the constraints leave, first axis outermost, workloads innermost. Throws
/// InputError that lists the configurations that cannot be, or where no point is left.
SweepManifest plan_sweep(const SweepSpec&, const std::string& build_id);

/// "mmu.dtlb.entries = 64, mmu.dtlb.ways = 4"
std::string place_text(const SweepDescription&, const std::vector<std::size_t>& at);

}  // namespace vapa

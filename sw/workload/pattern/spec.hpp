#pragma once
// The text that names a synthetic workload: "uniform:footprint=256MiB,accesses=1M,seed=1".

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sw/workload/pattern/settings.hpp"

namespace vapa::pattern {

struct Spec {
  Kind kind = Kind::uniform;
  Settings settings;
  struct Part;
  std::vector<Part> parts;  ///< of a mix
};
struct Spec::Part {
  std::uint64_t weight = 1;
  Spec spec;
};

/// True when the text before the first ':' is the name of a pattern.
bool names_pattern(std::string_view text);

/// `seed` holds where the text names none. Throws InputError: an unknown name, an unknown or twice
/// given parameter, a value that cannot be.
Spec parse(std::string_view text, std::uint64_t seed);

/// With every parameter, in the order of the table: equal for equal workloads only. parse() reads
/// it back.
std::string canonical(const Spec&);

}  // namespace vapa::pattern

#pragma once
// The configuration's reference: every key, from the same description that loads it.

#include <string>
#include <string_view>

namespace vapa {

/// Every key whose name is `prefix` or lies below it ("": all), by section: value, kind, meaning.
/// A single key is explained in full: what it takes, its limits, unit, default and effect.
/// Throws InputError with the nearest names when there is none.
std::string describe_keys(std::string_view prefix);

}  // namespace vapa

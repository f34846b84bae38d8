#pragma once
// The axes of a specification: lists, ranges, powers of two, zipped. Internal to load_spec().

#include <vector>

#include "platform/sweep/description.hpp"
#include "platform/sweep/keyed_config.hpp"
#include "platform/sweep/spec_source.hpp"

namespace vapa {

/// Reads [axes] and [[zip]], in the order of the file. Every value is tried on `scratch`, whose
/// fields change by it.
std::vector<SweepAxis> read_axes(const SpecSource&, KeyedConfig& scratch);

/// Fails unless the key is one of the configuration's.
const Field& known_field(const SpecSource&, const KeyedConfig&, const KeyedNode&);

}  // namespace vapa

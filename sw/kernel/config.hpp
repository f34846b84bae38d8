#pragma once

#include "core/config/schema.hpp"

namespace vapa {

struct KernelConfig {
  void describe(Schema&) {}
  void validate(Problems&) const {}
};

}  // namespace vapa

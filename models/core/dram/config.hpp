#pragma once

#include "core/config/schema.hpp"

namespace vapa {

struct DramConfig {
  void describe(Schema&) {}
  void validate(Problems&) const {}
};

}  // namespace vapa

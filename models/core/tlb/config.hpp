#pragma once

#include <vector>

#include "core/config/schema.hpp"
#include "core/replacement/policy.hpp"

namespace vapa {

struct TlbConfig {
  bool enabled = true;
  std::uint32_t entries = 64;
  std::uint32_t ways = 4;
  std::uint32_t latency = 1;
  Replacement replacement = Replacement::lru;
  std::vector<Bytes> page_sizes{Bytes{4096}, Bytes{2U << 20U}, Bytes{1U << 30U}};

  void describe(Schema&);
  void validate(Problems&) const;
};

}  // namespace vapa

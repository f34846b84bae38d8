#pragma once

#include <vector>

#include "core/config/schema.hpp"
#include "core/replacement/policy.hpp"

namespace vapa {

struct TlbConfig {
  bool enabled = true;         ///< false: every lookup goes on to the next level
  std::uint32_t entries = 64;  ///< shared by all page sizes
  std::uint32_t ways = 4;      ///< equal to entries: fully associative. entries / ways: 2^n sets
  std::uint32_t latency = 1;   ///< cycles of a lookup, hit or miss
  Replacement replacement = Replacement::lru;
  /// In any order, powers of two from 16 bytes. A larger page is cut to the largest one held; a
  /// page smaller than all of them is not held.
  std::vector<Bytes> page_sizes{Bytes{4096}, Bytes{2U << 20U}, Bytes{1U << 30U}};

  void describe(Schema&);
  void validate(Problems&) const;
};

}  // namespace vapa

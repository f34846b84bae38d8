#pragma once
// Statistics over walk records.

#include <array>
#include <cstdint>

#include "core/stats/registry.hpp"
#include "core/walk/record.hpp"

namespace vapa {

struct WalkStats {
  std::array<std::uint64_t, walk_reason_count> walks{};  ///< by WalkReason
  std::uint64_t reads = 0;
  std::uint64_t cycles = 0;
  std::uint64_t faults = 0;
  std::uint64_t bits_set = 0;  ///< entries written for accessed or dirty bits
  std::array<std::uint64_t, Format::max_levels> begin{};  ///< by begin_level - 1
  std::array<std::uint64_t, served_count> served{};       ///< reads by Served

  void add(const WalkRecord&) noexcept;
  void describe(Registry&) const;
};

}  // namespace vapa

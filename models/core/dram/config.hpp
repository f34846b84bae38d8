#pragma once

#include <array>
#include <span>

#include "core/config/schema.hpp"

namespace vapa {

/// A memory part with its data sheet's timings (core/dram/timing.cpp), or one fixed latency.
enum class DramPart : std::uint8_t { ddr4_3200, ddr5_4800, fixed };

inline std::span<const std::string_view> enum_names(DramPart) noexcept {
  static constexpr std::array<std::string_view, 3> names{"ddr4_3200", "ddr5_4800", "fixed"};
  return names;
}

/// open: a row stays in the row buffer until another is needed. closed: every access activates its
/// row and precharges it afterwards.
enum class RowPolicy : std::uint8_t { open, closed };

inline std::span<const std::string_view> enum_names(RowPolicy) noexcept {
  static constexpr std::array<std::string_view, 2> names{"open", "closed"};
  return names;
}

/// Which address bits choose what, most significant first.
enum class DramMapping : std::uint8_t {
  row_rank_bank_column_channel,  ///< neighbouring lines alternate channels, then fill a row
  row_column_rank_bank_channel,  ///< neighbouring lines alternate channels, then banks
  channel_rank_bank_row_column,  ///< no interleaving: each bank is one stretch of memory
};

inline std::span<const std::string_view> enum_names(DramMapping) noexcept {
  static constexpr std::array<std::string_view, 3> names{"row_rank_bank_column_channel",
                                                         "row_column_rank_bank_channel",
                                                         "channel_rank_bank_row_column"};
  return names;
}

struct DramConfig {
  DramPart part = DramPart::ddr4_3200;
  std::uint32_t channels = 2;
  std::uint32_t ranks = 1;
  RowPolicy policy = RowPolicy::open;
  DramMapping mapping = DramMapping::row_rank_bank_column_channel;
  bool refresh = true;
  double controller = 20;  ///< ns
  double latency = 100;    ///< ns; of part fixed

  void describe(Schema&);
  void validate(Problems&) const;
};

}  // namespace vapa

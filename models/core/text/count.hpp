#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vapa {

/// 5000, 10k or 10K, 1M, 2G, 1T (powers of 1000), 0x1000; nothing when it is no count or needs more
/// than 64 bits.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// What parse_count() reads, for the end of an error: "must be …".
inline constexpr std::string_view count_mend =
    "a whole number below 2^64 such as 5000, 10k, 1M, 2G or 0x1000";

}  // namespace vapa

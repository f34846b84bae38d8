#pragma once
// What the numbers in a wave are called, beside those of cosim/names.hpp.

#include <array>
#include <string_view>

namespace vapa {

/// By LookupEnd.
inline constexpr std::array<std::string_view, 6> lookup_names{"",     "hit",   "refused",
                                                              "miss", "merge", "stays"};
/// Of a page, by its level.
inline constexpr std::array<std::string_view, 8> level_names{"4KiB",   "2MiB", "1GiB", "512GiB",
                                                             "256TiB", "?",    "?",    "?"};
/// Of a miss entry.
inline constexpr std::array<std::string_view, 4> walk_names{"free", "asks", "walked", "drained"};

/// A letter for each bit, lowest first; of rights and of modes.
inline constexpr std::string_view right_letters = "rwxuadg";
inline constexpr std::array<std::string_view, 5> mode_words{"user", "WP", "SMEP", "SUM", "MXR"};

}  // namespace vapa

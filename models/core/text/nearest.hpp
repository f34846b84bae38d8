#pragma once
// "Did you mean …?": the names nearest to one that does not exist.

#include <string>
#include <string_view>
#include <vector>

namespace vapa {

/// Edits (insertion, deletion, replacement, swap of neighbours) that turn one text into the other:
/// optimal string alignment distance (Boytsov, ACM JEA 2011, section 2.1).
std::size_t edit_distance(std::string_view, std::string_view);

/// At most three names, nearest first. Near is: few edits, or the same dotted ending
/// ("dtlb.entries" for "mmu.dtlb.entries"). Empty when nothing is near.
std::vector<std::string> nearest_names(std::string_view wanted,
                                       const std::vector<std::string>& known);

/// "; did you mean a, b or c?", or "" when nothing is near.
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& known);

}  // namespace vapa

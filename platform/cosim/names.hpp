#pragma once
// What the numbers on the channels are called, in logs, texts and waves.

#include <array>
#include <cstdint>
#include <string_view>

#include "core/event.hpp"
#include "core/paging/fault.hpp"

namespace vapa::cosim {

/// The kinds of access of a request, by Op.
inline constexpr std::array<std::string_view, 4> op_names{"load", "store", "rmw", "fetch"};

/// By FaultKind.
inline constexpr std::array<std::string_view, 7> fault_names{
    "ok", "not-canonical", "not-present", "reserved", "rights", "accessed-dirty", "beyond-memory"};

constexpr std::string_view name_of(Op op) noexcept {
  return op_names[static_cast<unsigned>(op) & 3U];
}

constexpr std::string_view name_of(FaultKind kind) noexcept {
  const auto i = static_cast<std::size_t>(kind);
  return i < fault_names.size() ? fault_names[i] : "?";
}

}  // namespace vapa::cosim

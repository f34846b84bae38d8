#pragma once
// A stimulus: what the program, its kernel and the TLB's user do, in order. The walks that follow
// from it are the bench's own business.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/tlb/wires.hpp"

namespace vapa::cosim {

/// The kinds of access of a request, by Op.
inline constexpr std::array<std::string_view, 4> op_names{"load", "store", "rmw", "fetch"};

/// The kernel writes a page-table entry.
struct Edit {
  PhysAddr at;
  std::uint64_t value = 0;
  bool operator==(const Edit&) const noexcept = default;
};

/// One step. A request or a flush is driven until it moves; an edit happens at once. The tag of a
/// request is given by the bench.
struct Item {
  std::uint16_t delay = 0;  ///< cycles after the step before it began
  std::variant<TlbRequest, TlbFlush, Edit> what;
  bool operator==(const Item&) const noexcept = default;
};

/// Where steps come from.
class Stimulus {
 public:
  virtual ~Stimulus() = default;
  /// Nothing at the end.
  virtual std::optional<Item> next() = 0;
};

/// Steps that are known.
class Script final : public Stimulus {
 public:
  explicit Script(std::vector<Item> items) : items_(std::move(items)) {}
  std::optional<Item> next() override {
    return at_ < items_.size() ? std::optional(items_[at_++]) : std::nullopt;
  }

 private:
  std::vector<Item> items_;
  std::size_t at_ = 0;
};

}  // namespace vapa::cosim

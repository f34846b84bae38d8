#pragma once
// A stimulus: what the program, its kernel and the TLB's user do, in order. The walks that follow
// from it are the bench's own business.

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/tlb/wires.hpp"
#include "cosim/names.hpp"

namespace vapa::cosim {

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

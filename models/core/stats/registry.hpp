#pragma once
// Statistics: plain counters of the blocks, registered once with name, unit and description, read
// after the simulation has returned. Ratios are formulas over them.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vapa {

class Registry {
 public:
  /// Reads counters by their full name.
  using Reader = std::function<std::uint64_t(std::string_view)>;
  struct Counter {
    std::string name;  ///< full, dotted: "mmu.dtlb.hits"
    std::string unit;
    std::string description;
    const std::uint64_t* value;
    bool gauge = false;  ///< a level, not a count: it is not taken as a difference over time
    /// Of a derived one, whose *value is 0: names the counter that it equals.
    std::function<std::string_view(const Reader&)> stands_for{};
  };
  struct Formula {
    std::string name;
    std::string unit;
    std::string description;
    std::function<double(const Reader&)> value;
  };

  void counter(std::string_view name, const std::uint64_t& value, std::string_view unit,
               std::string_view description) {
    counters_.push_back({full(name), std::string(unit), std::string(description), &value});
  }

  void gauge(std::string_view name, const std::uint64_t& value, std::string_view unit,
             std::string_view description) {
    counter(name, value, unit, description);
    counters_.back().gauge = true;
  }

  /// A count that equals one or another of the counters. `stands_for` says which, by the counts of
  /// the whole run, so that parts of the run add up.
  void derived(std::string_view name, std::string_view unit, std::string_view description,
               std::function<std::string_view(const Reader&)> stands_for) {
    static constexpr std::uint64_t nothing = 0;
    counter(name, nothing, unit, description);
    counters_.back().stands_for = std::move(stands_for);
  }

  void formula(std::string_view name, std::string_view unit, std::string_view description,
               std::function<double(const Reader&)> value) {
    formulas_.push_back(
        {full(name), std::string(unit), std::string(description), std::move(value)});
  }

  /// The statistics of another block, under `name.`; the block has describe(Registry&) const.
  template <class Block>
  void section(std::string_view name, const Block& block) {
    const std::size_t length = prefix_.size();
    prefix_ += name;
    prefix_ += '.';
    block.describe(*this);
    prefix_.resize(length);
  }

  const std::vector<Counter>& counters() const noexcept { return counters_; }
  const std::vector<Formula>& formulas() const noexcept { return formulas_; }

 private:
  std::string full(std::string_view name) const {
    std::string whole = prefix_;
    whole += name;
    return whole;
  }

  std::vector<Counter> counters_;
  std::vector<Formula> formulas_;
  std::string prefix_;
};

}  // namespace vapa

#pragma once
// What one trap costs: its time by kind of work, and the memory that the kernel touched.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/stats/registry.hpp"
#include "core/trap.hpp"
#include "sw/kernel/config.hpp"

namespace vapa::kernel {

enum class Work : std::uint8_t { fault, disk, call, flush, schedule };
inline constexpr unsigned work_count = 5;

class Bill {
 public:
  Bill(const KernelConfig& config, double gigahertz) : config_(&config), gigahertz_(gigahertz) {}

  /// Begins the bill of a trap; the touches of the one before are gone.
  void open();
  /// Ends it: cycles of all its work, each kind rounded by itself and added to `totals`.
  Cycle close(std::array<std::uint64_t, work_count>& totals) const;

  const KernelCosts& cost() const noexcept { return config_->cost; }
  void charge(Work kind, double ns) noexcept { ns_[static_cast<unsigned>(kind)] += ns; }
  /// Work whose table entry contains the time of clearing or copying pages: with charge = traffic
  /// that time comes from the touches, and what stays is a fault that moves no page.
  void charge_moving(double ns) noexcept;

  /// After so many, further touches of a trap are only counted: they have swept every cache by
  /// then.
  static constexpr std::size_t most_touches = std::size_t{1} << 20U;

  /// Adjoining touches of one direction become one, of at most 1 GiB.
  void touch(PhysAddr, std::uint64_t bytes, bool write);
  std::uint64_t untold() const noexcept { return untold_; }
  std::span<const Touch> touches() const noexcept { return touches_; }

 private:
  const KernelConfig* config_;
  double gigahertz_;
  std::array<double, work_count> ns_{};
  std::vector<Touch> touches_;
  std::uint64_t untold_ = 0;  ///< touches left out
};

}  // namespace vapa::kernel

#pragma once
// Cycles to sc_time and back, exactly: a cycle is a whole number of the SystemC time resolution.

#include <systemc>

#include "core/types.hpp"

namespace vapa {

class Clock {
 public:
  /// frequency: GHz. Rounds the period to the resolution (set sc_set_time_resolution to 1 fs first:
  /// the rounding error of 4.3 GHz is then 2 in 10 million).
  explicit Clock(double frequency_ghz)
      : ticks_(sc_core::sc_time(1.0 / frequency_ghz, sc_core::SC_NS).value()) {
    if (ticks_ == 0) ticks_ = 1;
  }

  sc_core::sc_time time(Cycle cycles) const {
    return sc_core::sc_time::from_value(cycles * ticks_);
  }
  /// Rounded up: a response in mid-cycle is seen at the next edge.
  Cycle cycles(const sc_core::sc_time& t) const { return (t.value() + ticks_ - 1) / ticks_; }

 private:
  std::uint64_t ticks_;
};

}  // namespace vapa

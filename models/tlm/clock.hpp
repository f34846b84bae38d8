#pragma once
// Cycles to sc_time and back, exactly: a cycle is a whole number of the SystemC time resolution.

#include <algorithm>
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
  /// Rounded up: what happens in mid-cycle is seen at the next edge.
  Cycle cycles(const sc_core::sc_time& t) const { return (t.value() + ticks_ - 1) / ticks_; }

  /// The absolute cycle of a transaction's delay, rounded up.
  Cycle now(const sc_core::sc_time& delay) const {
    return cycles(sc_core::sc_time_stamp() + delay);
  }
  /// The delay of a transaction that is at the absolute cycle `at`. A target that waits moves the
  /// SystemC time, so only absolute times compare across a call of b_transport. When it has moved
  /// it beyond `at`, waiting for a write that nobody else waits for, the delay is zero.
  sc_core::sc_time delay_until(Cycle at) const {
    const sc_core::sc_time stamp = sc_core::sc_time_stamp();
    return std::max(time(at), stamp) - stamp;
  }

 private:
  std::uint64_t ticks_;
};

}  // namespace vapa

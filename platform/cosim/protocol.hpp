#pragma once
// The judge of the channels: rules of rtl/README.md that hold for any device behind them.

#include <optional>
#include <string>
#include <vector>

#include "cosim/device.hpp"

namespace vapa::cosim {

class Protocol {
 public:
  explicit Protocol(const Capabilities&);

  /// One cycle, settled. What is wrong, or nothing.
  std::optional<std::string> check(const TlbIn&, const TlbOut&);

 private:
  std::optional<std::string> check_response(const TlbOut&) const;
  std::optional<std::string> check_miss(const TlbOut&) const;
  bool waits_for(const TlbMiss&) const;
  std::optional<std::string> check_flush(const TlbIn&, const TlbOut&);

  unsigned miss_entries_;
  std::vector<TlbRequest> waits_;             ///< without an answer
  std::vector<bool> walked_;                  ///< by id
  std::optional<TlbResponse> held_response_;  ///< did not move in the cycle before
  std::optional<TlbMiss> held_miss_;
  unsigned flushing_ = 0;  ///< flushes that moved and have not ended
};

}  // namespace vapa::cosim

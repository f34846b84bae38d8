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
  /// A request without an answer.
  struct Waiting {
    TlbRequest request;
    Cycle since = 0;
    bool stalled = false;  ///< by something that lets the latency vary
  };

  std::optional<std::string> check_response(const TlbIn&, const TlbOut&) const;
  std::optional<std::string> check_latency(const Waiting&, const TlbResponse&) const;
  std::optional<std::string> check_lookup(const TlbIn&, const TlbOut&) const;
  std::optional<std::string> check_miss(const TlbIn&, const TlbOut&) const;
  bool waits_for(const TlbIn&, const TlbMiss&) const;
  std::optional<std::string> check_flush(const TlbIn&, const TlbOut&);
  void accept(const TlbRequest&);
  void move(const TlbIn&, const TlbOut&);
  bool stalls(const TlbIn&, const TlbOut&) const;

  unsigned miss_entries_;
  std::optional<unsigned> latency_;
  Cycle now_ = 0;
  std::vector<Waiting> waits_;
  std::vector<bool> walked_;                  ///< by id
  std::optional<TlbResponse> held_response_;  ///< did not move in the cycle before
  std::optional<TlbMiss> held_miss_;
  unsigned flushing_ = 0;  ///< flushes that moved and have not ended
};

}  // namespace vapa::cosim

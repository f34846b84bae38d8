#pragma once
// The twin with a fault put in at its wires, for judges to find.

#include <functional>
#include <memory>

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim/device.hpp"

namespace vapa::cosim {

class BrokenDevice final : public TlbDevice {
 public:
  using BreakIn = std::function<void(TlbIn&)>;
  using BreakOut = std::function<void(TlbOut&)>;

  BrokenDevice(const PipelinedTlbConfig& config, BreakIn in, BreakOut out)
      : tlb_(config, 1), break_in_(std::move(in)), break_out_(std::move(out)) {}

  void reset() override { tlb_.reset(); }
  const TlbOut& eval(const TlbIn& in) override {
    in_ = in;
    if (break_in_) break_in_(in_);
    out_ = tlb_.eval(in_);
    if (break_out_) break_out_(out_);
    return out_;
  }
  void tick() override { tlb_.tick(); }

 private:
  PipelinedTlb tlb_;
  BreakIn break_in_;
  BreakOut break_out_;
  TlbIn in_;
  TlbOut out_;
};

/// Judged without a twin.
inline Dut broken_dut(const PipelinedTlbConfig& config, BrokenDevice::BreakIn in,
                      BrokenDevice::BreakOut out) {
  return {"broken", capabilities_of(config),
          [=] { return std::make_unique<BrokenDevice>(config, in, out); }, nullptr};
}

}  // namespace vapa::cosim

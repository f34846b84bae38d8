#pragma once
// The pipelined TLB: the array of the model with channels, miss entries and latency around it.
// rtl/README.md is the contract; the RTL obeys it too, cycle by cycle.

#include <array>

#include "core/tlb/device.hpp"
#include "core/tlb/miss_entries.hpp"
#include "core/tlb/pipelined_config.hpp"
#include "core/tlb/tlb.hpp"

namespace vapa {

class PipelinedTlb final : public TlbDevice {
 public:
  /// Precondition: the configuration is valid. seed: of random replacement.
  PipelinedTlb(const PipelinedTlbConfig&, std::uint64_t seed);

  const PipelinedTlbConfig& config() const noexcept { return config_; }
  const Tlb& array() const noexcept { return array_; }

  void reset() override;
  const TlbOut& eval(const TlbIn&) override;
  void tick() override;
  std::optional<TlbEntry> entry() const override;
  std::optional<TlbCounts> counts() const override { return counts_; }

 private:
  /// What this cycle makes of the lookup.
  enum class Action : std::uint8_t { none, respond, walk, stay };
  struct Look {
    Action action = Action::none;
    bool counts = false;  ///< as a hit
    bool touches = false;
    std::uint32_t slot = 0;
    TlbResponse response;
    MissEntries::Place place;
  };

  Look look() noexcept;
  bool canonical(VirtAddr) const noexcept;
  void take_lookup();
  void take_fill();
  void take_flush();
  void take_answer();
  void take_request();

  PipelinedTlbConfig config_;
  std::uint64_t seed_;
  Tlb array_;
  MissEntries misses_;
  std::array<Context, 32> contexts_;  ///< by the bits of the mode
  std::uint64_t pa_mask_;
  std::uint16_t asid_mask_;
  std::uint16_t tag_mask_;

  // registers
  std::optional<TlbRequest> request_;  ///< whose lookup this cycle makes
  std::optional<TlbResponse> answer_;  ///< of a waiter, on its way to the response
  TlbCounts counts_;

  // wires of this cycle; out_.response and out_.flush_done are registers too
  const TlbIn* in_ = nullptr;
  TlbOut out_;
  Look look_;
  std::optional<std::uint8_t> asking_;
  bool stalled_ = false;
};

}  // namespace vapa

#pragma once
// The RTL as a TlbDevice: the wires of one verilated build. Included by the generated source of
// each build only, so that nobody else sees Verilator. Base: TlbDevice, or what derives from it.

#include <verilated.h>

#include <limits>
#include <memory>
#include <string>

#include "complaint.hpp"
#include "core/replacement/replacement.hpp"
#include "core/tlb/device.hpp"
#include "core/tlb/pipelined_config.hpp"
#include "covered.hpp"

namespace vapa {

template <class Top, class Base = TlbDevice>
class VerilatedTlb : public Base {
 public:
  /// mutant: a number of rtl/mutants.md, for a build with VAPA_MUTANTS, or of an automatic mutant,
  /// for a build that has the port mutsel; else without effect.
  VerilatedTlb(const PipelinedTlbConfig& config, std::uint64_t seed, unsigned mutant = 0)
      : config_(config) {
    const std::string argument = "+mutant=" + std::to_string(mutant);
    const char* arguments[] = {"vapa", argument.c_str()};
    context_.commandArgs(2, arguments);
    context_.errorLimit(std::numeric_limits<int>::max());  // the harness ends the run
    if constexpr (requires { top_.mutsel; }) set(top_.mutsel, mutant);
    set(top_.seed, first_random(seed));
  }

  void reset() override {
    clear_rtl_complaint();
    Verilated::threadContextp(&context_);
    set(top_.rst_n, 0U);
    eval(TlbIn{});
    tick();
    set(top_.rst_n, 1U);
  }

  const TlbOut& eval(const TlbIn& in) override {
    drive(in);
    top_.eval();
    read();
    return out_;
  }

  void tick() override {
    set(top_.clk, 1U);
    top_.eval();
    set(top_.clk, 0U);
  }

  std::optional<TlbEntry> entry() const override {
    const bool shown = top_.debug_vpn != 0 || top_.debug_ppn != 0 || top_.debug_rights != 0 ||
                       top_.debug_held != 0 || top_.debug_level != 0 || top_.debug_asid != 0;
    if (top_.debug_valid == 0 && !shown) return std::nullopt;
    return TlbEntry{page(top_.debug_vpn),
                    PhysAddr{std::uint64_t{top_.debug_ppn} << page_shift},
                    static_cast<std::uint8_t>(top_.debug_held),
                    static_cast<std::uint8_t>(top_.debug_level),
                    static_cast<std::uint8_t>(top_.debug_rights),
                    Asid{static_cast<std::uint16_t>(top_.debug_asid)}};
  }

  std::optional<TlbCounts> counts() const override {
    return TlbCounts{top_.count_hit, top_.count_miss, top_.count_merge, top_.count_again,
                     top_.count_flush};
  }

  const std::string* complaint() const override { return rtl_complaint(); }
  std::vector<TlbCover> covers() const override { return covers_of(context_); }

 protected:
  static constexpr unsigned page_shift = 12;

  /// A port holds as many bits as it has: what is above them must be clear.
  template <class Port, class Value>
  static void set(Port& port, Value value) {
    port = static_cast<Port>(value);
  }
  Top& top() noexcept { return top_; }
  const Top& top() const noexcept { return top_; }
  VerilatedContext& context() noexcept { return context_; }

 private:
  std::uint64_t low(std::uint64_t value, unsigned bits) const {
    return value & ((std::uint64_t{1} << bits) - 1);
  }
  VirtAddr page(std::uint64_t vpn) const {
    return widened(VirtAddr{vpn << page_shift}, config_.va_bits);
  }

  void drive(const TlbIn& in) {
    set(top_.req_valid, in.request.has_value());
    if (in.request) {
      set(top_.req_tag, low(in.request->tag, config_.tag_bits));
      set(top_.req_va, in.request->va.value);
      set(top_.req_op, static_cast<unsigned>(in.request->op));
      set(top_.req_asid, low(in.request->asid.value, config_.asid_bits));
      set(top_.req_mode, in.request->mode.bits());
    }
    set(top_.fill_valid, in.fill.has_value());
    if (in.fill) {
      set(top_.fill_id, in.fill->id);
      set(top_.fill_fault, static_cast<unsigned>(in.fill->fault));
      set(top_.fill_level, in.fill->level);
      set(top_.fill_ppn, low(in.fill->pa.value, config_.pa_bits) >> page_shift);
      set(top_.fill_rights, in.fill->rights);
    }
    set(top_.flush_valid, in.flush.has_value());
    if (in.flush) {
      set(top_.flush_has_va, in.flush->va.has_value());
      set(top_.flush_va, in.flush->va.value_or(VirtAddr{0}).value);
      set(top_.flush_has_asid, in.flush->asid.has_value());
      set(top_.flush_asid, low(in.flush->asid.value_or(Asid{0}).value, config_.asid_bits));
    }
    set(top_.rsp_ready, in.response_ready);
    set(top_.miss_ready, in.miss_ready);
    set(top_.debug_index, in.debug_index);
  }

  void read() {
    out_.response.reset();
    if (top_.rsp_valid != 0) {
      out_.response = TlbResponse{static_cast<std::uint16_t>(top_.rsp_tag),
                                  static_cast<FaultKind>(top_.rsp_fault), PhysAddr{top_.rsp_pa}};
    }
    out_.miss.reset();
    if (top_.miss_valid != 0) {
      out_.miss = TlbMiss{page(top_.miss_vpn), static_cast<std::uint8_t>(top_.miss_id),
                          Asid{static_cast<std::uint16_t>(top_.miss_asid)},
                          static_cast<Op>(top_.miss_op), RightsMode::of(top_.miss_mode)};
    }
    out_.request_ready = top_.req_ready != 0;
    out_.fill_ready = top_.fill_ready != 0;
    out_.flush_ready = top_.flush_ready != 0;
    out_.flush_done = top_.flush_done != 0;
  }

  PipelinedTlbConfig config_;
  mutable VerilatedContext context_;  ///< gives its coverage to no const reader
  Top top_{&context_};
  TlbOut out_;
};

}  // namespace vapa

#pragma once
// One verilated build of vapa_tlb_waves.sv. Included by the generated source of each build only.

#include <verilated_fst_c.h>

#include <string_view>

#include "verilated_tlb.hpp"
#include "waves/traced_tlb.hpp"

namespace vapa {

/// Between edges the clock stays high, so that the first half of a cycle can be written with the
/// inputs that the cycle has; it is low only within show() and just before an edge.
template <class Top>
class VerilatedTracedTlb final : public VerilatedTlb<Top, TracedTlb> {
  using Wires = VerilatedTlb<Top, TracedTlb>;
  using Wires::set;
  using Wires::top;

 public:
  using Wires::Wires;
  ~VerilatedTracedTlb() override {
    if (!fst_.isOpen()) return;
    fst_.dump(2 * half_cycle * (last_ + cycles_after));
    fst_.close();
  }
  VerilatedTracedTlb(const VerilatedTracedTlb&) = delete;
  VerilatedTracedTlb& operator=(const VerilatedTracedTlb&) = delete;

  void trace_to(const std::string& fst) override {
    this->context().traceEverOn(true);
    top().trace(&fst_, all_scopes);
    fst_.open(fst.c_str());
  }

  void reset() override {
    clear_rtl_complaint();
    Verilated::threadContextp(&this->context());
    set(top().rst_n, 0U);
    set(top().clk, 0U);
    show_lanes({});
    this->eval(TlbIn{});
    tick();
    write(0);
    tick();
    set(top().rst_n, 1U);
  }

  void tick() override {
    clock(0U);
    clock(1U);
  }

  LookupEnd lookup() const override { return static_cast<LookupEnd>(Wires::top().lookup); }
  std::uint16_t lookup_tag() const override { return Wires::top().lookup_tag; }

  void show(const WaveCycle& c) override {
    set(top().cycle, c.cycle);
    show_lanes(c.lanes);
    show_twin(c.twin);
    show_counts(c.twin_counts);
    write(c.cycle);
  }

 private:
  static constexpr int all_scopes = 99;
  static constexpr std::uint64_t half_cycle = 500;  // in ps
  // The file is longer than what happens, so that GTKWave can open at its last cycles.
  static constexpr Cycle cycles_after = 6;

  void clock(unsigned level) {
    set(top().clk, level);
    top().eval();
  }

  void write(Cycle cycle) {
    if (!fst_.isOpen()) return;
    last_ = cycle;
    top().eval();
    fst_.dump(2 * half_cycle * cycle);
    clock(0U);
    fst_.dump(2 * half_cycle * cycle + half_cycle);
  }

  /// The last character is lowest; a blank keeps an idle lane blank.
  template <class Lane>
  static void set_text(Lane& lane, std::string_view text) {
    constexpr std::size_t characters = sizeof(Lane);
    constexpr std::size_t in_a_word = 4;
    if (text.empty()) text = " ";
    text = text.substr(0, characters);
    for (std::size_t word = 0; word < characters / in_a_word; ++word) lane[word] = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[text.size() - 1 - i]);
      lane[i / in_a_word] |= std::uint32_t{c} << 8U * (i % in_a_word);
    }
  }

  void show_lanes(const WaveLanes& lanes) {
    set_text(top().lane_request, lanes.request);
    set_text(top().lane_lookup, lanes.lookup);
    set_text(top().lane_response, lanes.response);
    set_text(top().lane_miss, lanes.miss);
    set_text(top().lane_fill, lanes.fill);
    set_text(top().lane_flush, lanes.flush);
    set_text(top().lane_differs, lanes.differs);
  }

  // A payload without `valid` is shown as 0: the twin has none.
  void show_twin(const TlbOut& out) {
    set(top().twin_req_ready, out.request_ready);
    set(top().twin_fill_ready, out.fill_ready);
    set(top().twin_flush_ready, out.flush_ready);
    set(top().twin_flush_done, out.flush_done);
    set(top().twin_rsp_valid, out.response.has_value());
    const TlbResponse response = out.response.value_or(TlbResponse{});
    set(top().twin_rsp_tag, response.tag);
    set(top().twin_rsp_fault, static_cast<unsigned>(response.fault));
    set(top().twin_rsp_pa, response.pa.value);
    set(top().twin_miss_valid, out.miss.has_value());
    const TlbMiss miss = out.miss.value_or(TlbMiss{});
    set(top().twin_miss_id, miss.id);
    set(top().twin_miss_vpn, miss.page.value >> Wires::page_shift);
    set(top().twin_miss_op, static_cast<unsigned>(miss.op));
    set(top().twin_miss_asid, miss.asid.value);
    set(top().twin_miss_mode, miss.mode.bits());
  }

  void show_counts(const TlbCounts& counts) {
    set(top().twin_count_hit, counts.hits);
    set(top().twin_count_miss, counts.misses);
    set(top().twin_count_merge, counts.merges);
    set(top().twin_count_again, counts.agains);
    set(top().twin_count_flush, counts.flushes);
  }

  VerilatedFstC fst_;
  Cycle last_ = 0;
};

}  // namespace vapa

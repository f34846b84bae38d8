#pragma once
// simple_tlb.sv as vapa drives it. The core around the TLB is played here too: it keeps a request
// that misses on the wires, asks for one walk at a time, and drops a walk that a flush overtook.

#include <Vsimple_tlb.h>

#include <vapa/cosim/device.hpp>

class SimpleTlb final : public vapa::TlbDevice {
 public:
  static vapa::cosim::Capabilities capabilities() {
    vapa::cosim::Capabilities c;
    c.va_bits = 39;
    c.pa_bits = 56;
    c.x86 = false;
    c.page_sizes = 0b11;  // 4 KiB and 2 MiB
    c.asid_bits = 0;
    c.tag_bits = 0;  // one request at a time
    c.miss_entries = 1;
    c.entries = 8;
    c.flush_va = c.flush_asid = false;
    c.checks_rights = false;
    c.latency = 0;  // combinational
    return c;
  }

  void reset() override {
    walking_ = stale_ = flushed_ = false;
    eval({});
    top_.rst_i = 1;
    tick();
    top_.rst_i = 0;
  }

  const vapa::TlbOut& eval(const vapa::TlbIn& in) override {
    in_ = in;
    top_.lu_access_i = in.request.has_value();
    if (in.request) top_.lu_vaddr_i = in.request->va.value & 0x7f'ffff'ffff;
    top_.flush_i = in.flush.has_value();
    top_.update_i = in.fill && in.fill->fault == vapa::FaultKind::none && !stale_;
    if (top_.update_i) {
      top_.update_vpn_i = page_.value >> 12 & 0x7ff'ffff;
      top_.update_pte_i = in.fill->pa.value >> 12 << 10 | (in.fill->rights & 0xfU) << 1 | 1;
      top_.update_is_2M_i = in.fill->level == 1;
    }
    top_.eval();
    out_ = {};
    out_.fill_ready = out_.flush_ready = true;
    out_.flush_done = flushed_;
    if (in.request) answer(*in.request);
    return out_;
  }

  void tick() override {
    top_.clk_i = 1;
    top_.eval();
    top_.clk_i = 0;
    if (in_.fill) walking_ = false;
    if (out_.miss && in_.miss_ready) {
      walking_ = true;
      page_ = out_.miss->page;
    }
    flushed_ = in_.flush.has_value();
    stale_ = walking_ && (stale_ || flushed_);
  }

 private:
  void answer(const vapa::TlbRequest& r) {
    const bool refused = in_.fill && in_.fill->fault != vapa::FaultKind::none && !stale_;
    if (r.va != vapa::widened(r.va, 39)) {
      out_.response = vapa::TlbResponse{r.tag, vapa::FaultKind::non_canonical, {}};
    } else if (refused) {
      out_.response = vapa::TlbResponse{r.tag, in_.fill->fault, {}};
    } else if (top_.lu_hit_o) {
      const unsigned shift = top_.lu_is_2M_o ? 21 : 12;
      const vapa::PhysAddr frame{top_.lu_pte_o >> 10 << 12};
      out_.response = vapa::TlbResponse{r.tag, vapa::FaultKind::none,
                                        frame.align_down(shift) + r.va.offset(shift)};
    } else if (!walking_) {
      out_.miss = vapa::TlbMiss{r.va.align_down(12), 0, r.asid, r.op, r.mode};
    }
    out_.request_ready = out_.response.has_value();
  }

  VerilatedContext context_;  // of its own: several devices run side by side
  Vsimple_tlb top_{&context_};
  vapa::TlbIn in_;
  vapa::TlbOut out_;
  vapa::VirtAddr page_;   // that is walked
  bool walking_ = false;  // a walk is under way
  bool stale_ = false;    // there was a flush since it began
  bool flushed_ = false;  // a flush moved in the cycle before
};

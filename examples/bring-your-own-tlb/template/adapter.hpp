#pragma once
// Your TLB as vapa drives it. It compiles as it stands, and is a TLB that takes nothing: the first
// verdict is `liveness`. Fill in the TODOs.

// TODO: #include <Vmy_tlb.h>

#include <vapa/cosim/device.hpp>

class MyTlb final : public vapa::TlbDevice {
 public:
  /// What your TLB can do: it is asked for nothing else, and judged by it.
  static vapa::cosim::Capabilities capabilities() {
    vapa::cosim::Capabilities c;
    // TODO
    c.va_bits = 39;           // 39, 48 or 57
    c.pa_bits = 56;           // 32 to 56
    c.x86 = false;            // true: x86-64 page tables and modes as well
    c.page_sizes = 0b111;     // levels of leaves it takes: 4 KiB, 2 MiB, 1 GiB, ...
    c.asid_bits = 0;          // 0: one address space
    c.tag_bits = 0;           // 2^tag_bits requests are under way at most
    c.miss_entries = 1;       // walks outstanding at most
    c.entries = 16;           // about how many pages it holds
    c.flush_va = false;       // a flush can name an address
    c.flush_asid = false;     // a flush can name an address space
    c.checks_rights = false;  // true: it answers FaultKind::rights itself
    c.updates_ad = true;      // false: a clear A or D bit is a fault
    c.latency = {};           // cycles of a hit, 0: combinational; {}: they vary
    return c;
  }

  /// Everything is forgotten. Called before each run.
  void reset() override {
    // TODO: settle first (eval({})), with the clock low; then reset on, tick(), reset off.
    in_ = {};
    out_ = {};
  }

  /// The outputs of this cycle for these inputs. Inputs stay until tick(); a channel without a
  /// payload is one whose `valid` is low.
  const vapa::TlbOut& eval(const vapa::TlbIn& in) override {
    in_ = in;
    // TODO: put in.request, in.fill, in.flush, in.response_ready and in.miss_ready on your ports.
    // TODO: top_.eval();
    out_ = {};
    // TODO: out_.request_ready: the request moves at the end of this cycle. A combinational TLB
    //       takes it when it hits; one that misses stays on the wires until then.
    // TODO: out_.response: the answer to a request, with its tag. With a fault the address is 0.
    // TODO: out_.miss: what is to be walked. It stays until in.miss_ready.
    // TODO: out_.fill_ready: what a walk found moves. Fault or leaf: look at in.fill->fault.
    // TODO: out_.flush_ready; out_.flush_done for one cycle, after the one in which it moved, when
    //       requests from this cycle on see its effect.
    return out_;
  }

  /// The clock edge: all that is valid and ready moves.
  void tick() override {
    // TODO: top_.clk = 1; top_.eval(); top_.clk = 0;
    // TODO: what the core around your TLB remembers, such as a walk that a flush has overtaken:
    //       what it finds is old, so it must not be installed.
  }

 private:
  // TODO: VerilatedContext context_; Vmy_tlb top_{&context_};  // a context for each device
  vapa::TlbIn in_;
  vapa::TlbOut out_;
};

#pragma once
// A combinational TLB, fully associative, that has no miss entries and is flushed as a whole: a
// request that misses stays on its wires until its page was filled. One thing in it can be wrong.

#include <memory>
#include <vector>

#include "cosim/device.hpp"

namespace vapa::cosim {

enum class Wrong : std::uint8_t {
  nothing,
  flush_forgets_an_entry,
  fill_in_the_flush_survives,
  walk_across_a_flush_survives,
  fault_across_a_flush_answers,
  large_page_as_small,
  answers_late,
  answers_without_taking,
  takes_without_answer,
  asks_for_another_page,
  asks_twice,
  never_asks_again,
};

class LookupDevice final : public TlbDevice {
 public:
  static constexpr unsigned va_bits = 39;
  static constexpr std::size_t entries = 6;

  explicit LookupDevice(Wrong wrong) : wrong_(wrong) {}

  void reset() override {
    held_.clear();
    walking_ = stale_ = flushed_ = lost_ = waited_ = false;
  }

  const TlbOut& eval(const TlbIn& in) override {
    in_ = in;
    out_ = {};
    out_.flush_ready = out_.fill_ready = true;
    out_.flush_done = flushed_;
    if (in.request) answer(*in.request);
    return out_;
  }

  void tick() override {
    const bool flushes = in_.flush.has_value();
    if (in_.fill && in_.fill->fault == FaultKind::none && !stale_) fill(*in_.fill);
    if (flushes) flush();
    lost_ = lost_ || (in_.fill && stale_);
    if (in_.fill) walking_ = false;
    if (out_.miss && in_.miss_ready) {
      walking_ = true;
      page_ = out_.miss->page;
    }
    const bool sees = wrong_ != Wrong::walk_across_a_flush_survives;
    stale_ = walking_ && sees && (stale_ || flushes);
    flushed_ = flushes;
    waited_ = in_.request && !out_.request_ready;
  }

 private:
  struct Held {
    VirtAddr page;
    PhysAddr frame;
    unsigned shift = 12;
  };

  void answer(const TlbRequest& r) {
    const bool believed = !stale_ || wrong_ == Wrong::fault_across_a_flush_answers;
    if (r.va != widened(r.va, va_bits)) return respond(r, FaultKind::non_canonical, {});
    if (in_.fill && in_.fill->fault != FaultKind::none && believed) {
      return respond(r, in_.fill->fault, {});
    }
    for (const Held& h : held_) {
      if (r.va.align_down(h.shift) != h.page) continue;
      return respond(r, FaultKind::none, h.frame + r.va.offset(h.shift));
    }
    if (walking_ && wrong_ != Wrong::asks_twice) return;
    if (wrong_ == Wrong::never_asks_again && lost_) return;
    const VirtAddr page = r.va.align_down(12);
    const bool another = wrong_ == Wrong::asks_for_another_page;
    out_.miss = TlbMiss{another ? page + 0x1000 : page, 0, r.asid, r.op, r.mode};
    out_.request_ready = wrong_ == Wrong::takes_without_answer && in_.miss_ready;
  }

  void respond(const TlbRequest& r, FaultKind fault, PhysAddr pa) {
    if (wrong_ == Wrong::answers_late && r.va.value % 64 == 0)
      return respond_late({r.tag, fault, pa});
    out_.response = TlbResponse{r.tag, fault, pa};
    out_.request_ready = wrong_ != Wrong::answers_without_taking;
  }

  /// In the cycle after the one in which the request came.
  void respond_late(const TlbResponse& response) {
    if (waited_) out_.response = response;
    out_.request_ready = waited_;
  }

  void fill(const TlbFill& fill) {
    if (held_.size() == entries) held_.erase(held_.begin());
    const unsigned shift = 12 + 9 * fill.level;
    const bool small = wrong_ == Wrong::large_page_as_small;
    held_.push_back(
        {page_.align_down(small ? 12 : shift), fill.pa.align_down(shift), small ? 12 : shift});
  }

  void flush() {
    const bool filled = in_.fill && in_.fill->fault == FaultKind::none && !stale_;
    std::vector<Held> kept;
    if (wrong_ == Wrong::flush_forgets_an_entry && held_.size() > 3) kept.push_back(held_[3]);
    if (wrong_ == Wrong::fill_in_the_flush_survives && filled) kept.push_back(held_.back());
    held_ = kept;
  }

  Wrong wrong_;
  std::vector<Held> held_;
  VirtAddr page_;         ///< that is walked
  bool walking_ = false;  ///< a walk is under way
  bool stale_ = false;    ///< since it began everything was flushed
  bool flushed_ = false;  ///< in the cycle before
  bool lost_ = false;     ///< what a walk found was of no use
  bool waited_ = false;   ///< a request, in the cycle before
  TlbIn in_;
  TlbOut out_;
};

inline Capabilities lookup_capabilities() {
  Capabilities c;
  c.va_bits = LookupDevice::va_bits;
  c.pa_bits = 44;
  c.page_sizes = 3;
  c.asid_bits = 0;
  c.tag_bits = 0;
  c.miss_entries = 1;
  c.entries = LookupDevice::entries;
  c.flush_va = false;
  c.flush_asid = false;
  c.checks_rights = false;
  c.latency = 0;
  return c;
}

inline Dut lookup_dut(Wrong wrong) {
  return {"lookup", lookup_capabilities(), [=] { return std::make_unique<LookupDevice>(wrong); }};
}

}  // namespace vapa::cosim

#include "cosim/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/pages.hpp"

namespace vapa::cosim {

Protocol::Protocol(const Capabilities& c)
    : miss_entries_(c.miss_entries), latency_(c.latency), walked_(c.miss_entries) {}

std::optional<std::string> Protocol::check(const TlbIn& in, const TlbOut& out) {
  if (in.request && out.request_ready) accept(*in.request);
  if (auto wrong = check_response(in, out)) return wrong;
  if (auto wrong = check_lookup(in, out)) return wrong;
  if (auto wrong = check_miss(in, out)) return wrong;
  if (auto wrong = check_flush(in, out)) return wrong;
  move(in, out);
  ++now_;
  return std::nullopt;
}

// What an older request waits for holds a younger one up too.
void Protocol::accept(const TlbRequest& request) {
  const bool behind =
      std::any_of(waits_.begin(), waits_.end(), [](const Waiting& w) { return w.stalled; });
  waits_.push_back({request, now_, behind});
}

void Protocol::move(const TlbIn& in, const TlbOut& out) {
  held_response_ = in.response_ready ? std::nullopt : out.response;
  held_miss_ = in.miss_ready ? std::nullopt : out.miss;
  if (out.response && in.response_ready) {
    std::erase_if(waits_, [&](const Waiting& w) { return w.request.tag == out.response->tag; });
  }
  if (stalls(in, out)) {
    for (Waiting& w : waits_) w.stalled = true;
  }
  if (in.fill && out.fill_ready) walked_[in.fill->id] = false;
  if (out.miss && in.miss_ready) walked_[out.miss->id] = true;
}

bool Protocol::stalls(const TlbIn& in, const TlbOut& out) const {
  return held_response_ || out.miss || in.fill || in.flush || flushing_ != 0 ||
         std::find(walked_.begin(), walked_.end(), true) != walked_.end();
}

std::optional<std::string> Protocol::check_response(const TlbIn& in, const TlbOut& out) const {
  if (held_response_ && out.response != held_response_) {
    return "a response changed or went before it moved";
  }
  if (!out.response) return std::nullopt;
  const auto asked = std::find_if(waits_.begin(), waits_.end(), [&](const Waiting& w) {
    return w.request.tag == out.response->tag;
  });
  if (asked != waits_.end()) return check_latency(*asked, *out.response);
  if (in.request && in.request->tag == out.response->tag) {
    return fmt::format("a response with tag {}, whose request is not taken: request_ready is low",
                       out.response->tag);
  }
  return fmt::format("a response with tag {}, for which no request waits", out.response->tag);
}

std::optional<std::string> Protocol::check_latency(const Waiting& w,
                                                   const TlbResponse& response) const {
  const Cycle took = now_ - w.since;
  if (!latency_ || took == *latency_ || w.stalled || response.fault != FaultKind::none) {
    return std::nullopt;
  }
  return fmt::format("the request with tag {} was answered after {} cycles; nothing stalled, so {}",
                     response.tag, took, *latency_);
}

std::optional<std::string> Protocol::check_lookup(const TlbIn& in, const TlbOut& out) const {
  if (latency_ != 0U || !in.request || out.request_ready || stalls(in, out)) return std::nullopt;
  return fmt::format("the request with tag {} neither hits nor misses, though nothing stalls",
                     in.request->tag);
}

std::optional<std::string> Protocol::check_miss(const TlbIn& in, const TlbOut& out) const {
  if (held_miss_ && out.miss != held_miss_) return "a miss changed or went before it moved";
  if (!out.miss) return std::nullopt;
  if (out.miss->id >= miss_entries_) {
    return fmt::format("a miss with id {}, but ids are below {}", out.miss->id, miss_entries_);
  }
  if (walked_[out.miss->id]) return fmt::format("a miss with id {}, which is walked", out.miss->id);
  if (!held_miss_ && !waits_for(in, *out.miss)) {
    return fmt::format("a miss for {:#x} in address space {}, for which no request waits",
                       out.miss->page.value, out.miss->asid.value);
  }
  return std::nullopt;
}

// A request that has not moved waits too: it stays until it does.
bool Protocol::waits_for(const TlbIn& in, const TlbMiss& miss) const {
  const auto wants = [&](const TlbRequest& r) {
    return r.va.align_down(page_shift) == miss.page && r.asid == miss.asid && r.mode == miss.mode;
  };
  return (in.request && wants(*in.request)) ||
         std::any_of(waits_.begin(), waits_.end(),
                     [&](const Waiting& w) { return wants(w.request); });
}

std::optional<std::string> Protocol::check_flush(const TlbIn& in, const TlbOut& out) {
  if (out.flush_done) {
    if (flushing_ == 0) return "flush_done without a flush";
    --flushing_;
  }
  if (in.flush && out.flush_ready) ++flushing_;
  return std::nullopt;
}

}  // namespace vapa::cosim

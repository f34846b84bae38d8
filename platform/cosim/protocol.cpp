#include "cosim/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/pages.hpp"

namespace vapa::cosim {

Protocol::Protocol(const Capabilities& c)
    : miss_entries_(c.miss_entries), walked_(c.miss_entries) {}

std::optional<std::string> Protocol::check(const TlbIn& in, const TlbOut& out) {
  if (auto wrong = check_response(out)) return wrong;
  if (auto wrong = check_miss(out)) return wrong;
  if (auto wrong = check_flush(in, out)) return wrong;
  held_response_ = in.response_ready ? std::nullopt : out.response;
  held_miss_ = in.miss_ready ? std::nullopt : out.miss;
  if (out.response && in.response_ready) {
    std::erase_if(waits_, [&](const TlbRequest& r) { return r.tag == out.response->tag; });
  }
  if (in.request && out.request_ready) waits_.push_back(*in.request);
  if (in.fill && out.fill_ready) walked_[in.fill->id] = false;
  if (out.miss && in.miss_ready) walked_[out.miss->id] = true;
  return std::nullopt;
}

std::optional<std::string> Protocol::check_response(const TlbOut& out) const {
  if (held_response_ && out.response != held_response_) {
    return "a response changed or went before it moved";
  }
  if (!out.response) return std::nullopt;
  const auto asked = [&](const TlbRequest& r) { return r.tag == out.response->tag; };
  if (std::none_of(waits_.begin(), waits_.end(), asked)) {
    return fmt::format("a response with tag {}, for which no request waits", out.response->tag);
  }
  return std::nullopt;
}

std::optional<std::string> Protocol::check_miss(const TlbOut& out) const {
  if (held_miss_ && out.miss != held_miss_) return "a miss changed or went before it moved";
  if (!out.miss) return std::nullopt;
  if (out.miss->id >= miss_entries_) {
    return fmt::format("a miss with id {}, but ids are below {}", out.miss->id, miss_entries_);
  }
  if (walked_[out.miss->id]) return fmt::format("a miss with id {}, which is walked", out.miss->id);
  if (!held_miss_ && !waits_for(*out.miss)) {
    return fmt::format("a miss for {:#x} in address space {}, for which no request waits",
                       out.miss->page.value, out.miss->asid.value);
  }
  return std::nullopt;
}

bool Protocol::waits_for(const TlbMiss& miss) const {
  return std::any_of(waits_.begin(), waits_.end(), [&](const TlbRequest& r) {
    return r.va.align_down(page_shift) == miss.page && r.asid == miss.asid && r.mode == miss.mode;
  });
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

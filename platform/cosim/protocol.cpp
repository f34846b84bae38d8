#include "cosim/protocol.hpp"

#include <fmt/format.h>

namespace vapa::cosim {

Protocol::Protocol(const Capabilities& c)
    : miss_entries_(c.miss_entries),
      tag_mask_(static_cast<std::uint16_t>((1U << c.tag_bits) - 1)),
      waits_(std::size_t{tag_mask_} + 1),
      walked_(c.miss_entries) {}

std::optional<std::string> Protocol::check(const TlbIn& in, const TlbOut& out) {
  if (auto wrong = check_response(out)) return wrong;
  if (auto wrong = check_miss(out)) return wrong;
  if (auto wrong = check_flush(in, out)) return wrong;
  held_response_ = in.response_ready ? std::nullopt : out.response;
  held_miss_ = in.miss_ready ? std::nullopt : out.miss;
  if (out.response && in.response_ready) waits_[out.response->tag] = false;
  if (in.request && out.request_ready) waits_[in.request->tag & tag_mask_] = true;
  if (in.fill && out.fill_ready) walked_[in.fill->id] = false;
  if (out.miss && in.miss_ready) walked_[out.miss->id] = true;
  return std::nullopt;
}

std::optional<std::string> Protocol::check_response(const TlbOut& out) const {
  if (held_response_ && out.response != held_response_) {
    return "a response changed or went before it moved";
  }
  if (!out.response) return std::nullopt;
  if (out.response->tag > tag_mask_) return "a response with a tag wider than the port";
  if (!waits_[out.response->tag]) {
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
  return std::nullopt;
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

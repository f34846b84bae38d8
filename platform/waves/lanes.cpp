#include "platform/waves/lanes.hpp"

#include <fmt/format.h>

#include "cosim/names.hpp"
#include "platform/waves/names.hpp"

namespace vapa {
namespace {

using cosim::name_of;

// A payload that does not move in this cycle says so.
std::string held(bool moves) { return moves ? "" : " (held)"; }

std::string request(const TlbIn& in, const TlbOut& out) {
  if (!in.request) return {};
  return fmt::format("#{} {} {:x}{}", in.request->tag, name_of(in.request->op),
                     in.request->va.value, held(out.request_ready));
}

std::string lookup(LookupEnd end, std::uint16_t tag) {
  if (end == LookupEnd::none) return {};
  return fmt::format("#{} {}", tag, lookup_names[static_cast<std::size_t>(end)]);
}

std::string response(const TlbIn& in, const TlbOut& out) {
  if (!out.response) return {};
  const TlbResponse& r = *out.response;
  const std::string what = r.fault == FaultKind::none ? fmt::format("{:x}", r.pa.value)
                                                      : fmt::format("fault {}", name_of(r.fault));
  return fmt::format("#{} {}{}", r.tag, what, held(in.response_ready));
}

std::string miss(const TlbIn& in, const TlbOut& out) {
  if (!out.miss) return {};
  return fmt::format("walk {} {:x}{}", out.miss->id, out.miss->page.value, held(in.miss_ready));
}

std::string fill(const TlbIn& in, const TlbOut& out) {
  if (!in.fill) return {};
  const TlbFill& f = *in.fill;
  const std::string what = f.fault == FaultKind::none
                               ? fmt::format("{} {:x}", level_names[f.level & 7U], f.pa.value)
                               : fmt::format("fault {}", name_of(f.fault));
  return fmt::format("walk {} {}{}", f.id, what, held(out.fill_ready));
}

std::string flush(const TlbIn& in, const TlbOut& out) {
  std::string text;
  if (in.flush) {
    if (in.flush->va) text += fmt::format("va {:x} ", in.flush->va->value);
    if (in.flush->asid) text += fmt::format("asid {} ", in.flush->asid->value);
    if (text.empty()) text = "all ";
    text.pop_back();
    text += held(out.flush_ready);
  }
  if (out.flush_done) text += text.empty() ? "done" : ", done";
  return text;
}

void compare(WaveLanes& lanes, const TlbOut& device, const TlbOut& twin) {
  note_difference(lanes, device.response != twin.response, "response");
  note_difference(lanes, device.miss != twin.miss, "miss");
  note_difference(lanes, device.request_ready != twin.request_ready, "req_ready");
  note_difference(lanes, device.fill_ready != twin.fill_ready, "fill_ready");
  note_difference(lanes, device.flush_ready != twin.flush_ready, "flush_ready");
  note_difference(lanes, device.flush_done != twin.flush_done, "flush_done");
}

}  // namespace

WaveLanes lanes_of(const TlbIn& in, const TlbOut& device, const TlbOut& twin, LookupEnd end,
                   std::uint16_t lookup_tag) {
  WaveLanes lanes{request(in, device),
                  lookup(end, lookup_tag),
                  response(in, device),
                  miss(in, device),
                  fill(in, device),
                  flush(in, device),
                  {}};
  compare(lanes, device, twin);
  return lanes;
}

void note_difference(WaveLanes& lanes, bool differs, const char* what) {
  if (differs) lanes.differs += fmt::format("{}{}", lanes.differs.empty() ? "" : ", ", what);
}

}  // namespace vapa

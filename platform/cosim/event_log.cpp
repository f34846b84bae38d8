#include "cosim/event_log.hpp"

#include <fmt/format.h>

namespace vapa::cosim {
namespace {

std::string_view held(bool moves) { return moves ? "" : " (held)"; }

std::string inputs(const TlbIn& in, const TlbOut& out) {
  std::string text;
  if (in.request) {
    text += fmt::format(" req {} {} {:#x} asid {} mode {}{}", in.request->tag,
                        name_of(in.request->op), in.request->va.value, in.request->asid.value,
                        in.request->mode.bits(), held(out.request_ready));
  }
  if (in.fill) {
    text += fmt::format(" fill {} {}", in.fill->id, name_of(in.fill->fault));
    if (in.fill->fault == FaultKind::none) {
      text += fmt::format(" level {} pa {:#x} rights {:#x}", in.fill->level, in.fill->pa.value,
                          in.fill->rights);
    }
    text += held(out.fill_ready);
  }
  if (in.flush) {
    text += " flush";
    if (in.flush->va) text += fmt::format(" va {:#x}", in.flush->va->value);
    if (in.flush->asid) text += fmt::format(" asid {}", in.flush->asid->value);
    text += held(out.flush_ready);
  }
  return text;
}

std::string outputs(const TlbIn& in, const TlbOut& out) {
  std::string text;
  if (out.response) {
    text += fmt::format(" rsp {} {}", out.response->tag, name_of(out.response->fault));
    const bool shows = out.response->fault == FaultKind::none || out.response->pa != PhysAddr{0};
    if (shows) text += fmt::format(" {:#x}", out.response->pa.value);
    text += held(in.response_ready);
  }
  if (out.miss) {
    text += fmt::format(" miss {} {} {:#x} asid {} mode {}{}", out.miss->id, name_of(out.miss->op),
                        out.miss->page.value, out.miss->asid.value, out.miss->mode.bits(),
                        held(in.miss_ready));
  }
  if (out.flush_done) text += " flush-done";
  return text;
}

std::string ready(const TlbOut& out) {
  return fmt::format(" [ready{}{}{}]", out.request_ready ? " req" : "",
                     out.fill_ready ? " fill" : "", out.flush_ready ? " flush" : "");
}

}  // namespace

void EventLog::note(const CycleView& view) {
  std::string line = inputs(view.in, view.device) + outputs(view.in, view.device);
  bool differs = false;
  if (view.twin != nullptr) {
    const std::string device = outputs(view.in, view.device) + ready(view.device);
    const std::string twin = outputs(view.in, *view.twin) + ready(*view.twin);
    differs = device != twin;
    if (differs) {
      line =
          fmt::format("{}\n  device:{}\n  twin:  {}", inputs(view.in, view.device), device, twin);
    }
  }
  if (line.empty()) return;
  const bool again = view.twin == nullptr && !lines_.empty() && lines_.back().text == line &&
                     lines_.back().last + 1 == view.cycle;
  if (again) {
    lines_.back().last = view.cycle;
    return;
  }
  lines_.push_back({view.cycle, view.cycle, differs, std::move(line)});
  if (lines_.size() > most_) lines_.pop_front();
}

std::string EventLog::text() const {
  std::string text;
  for (const Line& line : lines_) {
    const std::string cycles = line.first == line.last
                                   ? fmt::format("{}", line.last)
                                   : fmt::format("{}-{}", line.first, line.last);
    text += fmt::format("{} {:>6}{}\n", line.differs ? '!' : ' ', cycles, line.text);
  }
  return text;
}

}  // namespace vapa::cosim

#include "cosim/bench.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vapa::cosim {
namespace {

constexpr Cycle patience =
    5000;  // cycles in which something waits and nothing is taken or answered

unsigned page_count(const Capabilities& c) { return std::min(40U, 6 + c.entries); }

}  // namespace

std::string_view name_of(Judge judge) noexcept {
  switch (judge) {
    case Judge::lockstep:
      return "lockstep";
    case Judge::oracle:
      return "oracle";
    case Judge::protocol:
      return "protocol";
    case Judge::liveness:
      break;
  }
  return "liveness";
}

Bench::Bench(Pair pair, const Capabilities& c, const EpochSettings& settings)
    : pair_(pair),
      capabilities_(c),
      settings_(settings),
      world_(c, page_count(c), settings.seed, settings.pages),
      oracle_(world_, c),
      protocol_(c),
      walks_(world_, c, settings.waits ? static_cast<unsigned>(1 + settings.seed % 13) : 0,
             pair.twin != nullptr && settings.stalls, settings.seed ^ 0x3a1e),
      random_(settings.seed ^ 0xbe9c),
      response_stalls_(random_.one_in(2) ? 0 : random_.below(48)),
      miss_stalls_(random_.one_in(2) ? 0 : random_.below(48)),
      waits_(std::size_t{1} << c.tag_bits),
      tag_(static_cast<std::uint16_t>(random_.below(waits_.size()))),
      fill_waits_(random_.one_in(2) ? 0 : random_.below(random_.one_in(2) ? 48 : 64)) {
  if (!settings_.stalls) response_stalls_ = miss_stalls_ = fill_waits_ = 0;
  if (c.latency == 0U) response_stalls_ = 0;
  pair_.device->reset();
  if (pair_.twin != nullptr) pair_.twin->reset();
}

std::optional<Mismatch> Bench::run(Stimulus& stimulus, Coverage* coverage,
                                   const Observer& observer) {
  item_ = stimulus.next();
  if (item_) due_ = now_ + item_->delay;
  do {
    begin_items(stimulus);
    drive();
  } while (step(coverage, observer));
  if (coverage != nullptr) coverage->forget();
  return mismatch_;
}

// Steps begin in their order, each when its channel is free.
void Bench::begin_items(Stimulus& stimulus) {
  while (item_ && now_ >= due_ && now_ <= settings_.cycles) {
    if (!start(*item_)) return;
    item_ = stimulus.next();
    due_ = now_ + (item_ ? item_->delay : 0);
  }
  ended_ = !item_ || now_ > settings_.cycles;
}

bool Bench::start(const Item& item) {
  if (const auto* edit = std::get_if<Edit>(&item.what)) {
    world_.edit(*edit, now_);
    return true;
  }
  if (const auto* flush = std::get_if<TlbFlush>(&item.what)) {
    if (in_.flush) return false;
    in_.flush = *flush;
    return true;
  }
  if (in_.request || !free_tag()) return false;
  in_.request = std::get<TlbRequest>(item.what);
  in_.request->tag = tag_;
  return true;
}

bool Bench::free_tag() {
  for (std::size_t tries = 0; tries < waits_.size(); ++tries) {
    tag_ = static_cast<std::uint16_t>((tag_ + 1U) & (waits_.size() - 1));
    if (!waits_[tag_]) return true;
  }
  return false;
}

void Bench::drive() {
  const std::uint64_t draw = random_.bits();
  const bool fills = in_.flush || (draw >> 12U & 63U) >= fill_waits_;
  if (const auto fill = walks_.step(now_, !in_.fill && fills)) in_.fill = fill;
  in_.response_ready = (draw & 63U) >= response_stalls_;
  in_.miss_ready = (draw >> 6U & 63U) >= miss_stalls_;
  if (capabilities_.debug_entries != 0) {
    in_.debug_index = static_cast<std::uint32_t>(now_ % capabilities_.debug_entries);
  }
}

bool Bench::step(Coverage* coverage, const Observer& observer) {
  const TlbOut out = pair_.device->eval(in_);  // a copy, because the inputs stay until the edge
  const TlbOut* twin = pair_.twin != nullptr ? &pair_.twin->eval(in_) : nullptr;
  if (observer) observer({now_, in_, out, twin});
  if (settings_.judged) {
    if (auto wrong = protocol_.check(in_, out)) return fail(Judge::protocol, std::move(*wrong));
  }
  if (twin != nullptr && !compare(out, *twin)) return false;
  pair_.device->tick();
  if (pair_.twin != nullptr) pair_.twin->tick();
  if (settings_.judged) {
    if (const std::string* said = pair_.device->complaint()) {
      return fail(Judge::protocol, "an assertion of the device: " + *said);
    }
  }
  moves(out, coverage);
  ++now_;
  if (mismatch_ || hangs()) return false;
  return !(ended_ && quiet());
}

bool Bench::quiet() const {
  return waiting_ == 0 && !in_.request && !in_.flush && !in_.fill && walks_.idle() &&
         flushing_.empty();
}

bool Bench::compare(const TlbOut& out, const TlbOut& twin) {
  const auto same = [&](bool equal, const char* what) {
    return equal || fail(Judge::lockstep, fmt::format("{} differs", what));
  };
  return same(out.response == twin.response, "response") && same(out.miss == twin.miss, "miss") &&
         same(out.request_ready == twin.request_ready, "request_ready") &&
         same(out.fill_ready == twin.fill_ready, "fill_ready") &&
         same(out.flush_ready == twin.flush_ready, "flush_ready") &&
         same(out.flush_done == twin.flush_done, "flush_done") &&
         same(shown_alike(), "the entry on the debug port") && same(counted_alike(), "a counter");
}

bool Bench::shown_alike() const {
  return capabilities_.debug_entries == 0 || pair_.device->entry() == pair_.twin->entry();
}

bool Bench::counted_alike() const {
  const auto counts = pair_.device->counts();
  return !counts || counts == pair_.twin->counts();
}

// Everything that moves at the end of this cycle.
void Bench::moves(const TlbOut& out, Coverage* coverage) {
  if (out.flush_done && !flushing_.empty()) {
    oracle_.flushed(flushing_.front().first, flushing_.front().second, now_);
    flushing_.erase(flushing_.begin());
    last_progress_ = now_;
  }
  if (in_.request && out.request_ready) accepted();
  if (out.response && in_.response_ready) answered(*out.response, coverage);
  if (coverage != nullptr && out.miss) coverage->asked(*out.miss);
  if (out.miss && in_.miss_ready) {
    if (coverage != nullptr) coverage->walked(*out.miss);
    walks_.begin(*out.miss, now_);
  }
  if (in_.fill && out.fill_ready) {
    if (coverage != nullptr) coverage->filled(*in_.fill);
    in_.fill.reset();
  }
  if (in_.flush && out.flush_ready) {
    if (coverage != nullptr) coverage->flushed(*in_.flush);
    flushing_.emplace_back(*in_.flush, now_);
    in_.flush.reset();
    last_progress_ = now_;
  }
  if (coverage != nullptr) coverage->tick();
}

void Bench::accepted() {
  waits_[in_.request->tag] = Accepted{*in_.request, now_};
  ++waiting_;
  in_.request.reset();
  last_progress_ = now_;
}

void Bench::answered(const TlbResponse& response, Coverage* coverage) {
  auto& waits = waits_[response.tag];
  last_progress_ = now_;
  if (!waits) return;
  if (settings_.judged && !walks_.careless()) {
    if (!oracle_.legal(*waits, response)) {
      refuse(*waits, response);
    } else if (coverage != nullptr) {
      coverage->answered(waits->request, response, oracle_.now());
    }
  }
  waits.reset();
  --waiting_;
}

void Bench::refuse(const Accepted& accepted, const TlbResponse& response) {
  std::string legal;
  bool unmarked = false;
  for (const TlbResponse& r : oracle_.answers(accepted)) {
    legal += fmt::format(" (fault {} pa {:#x})", static_cast<int>(r.fault), r.pa.value);
    unmarked = unmarked || r == response;
  }
  fail(Judge::oracle,
       fmt::format("request tag {} va {:#x} asid {}, accepted in cycle {}: the answer fault {} pa "
                   "{:#x} is not legal{}; legal:{}",
                   response.tag, accepted.request.va.value, accepted.request.asid.value,
                   accepted.at, static_cast<int>(response.fault), response.pa.value,
                   unmarked ? " while the accessed or dirty bit in memory is clear" : "", legal));
}

// A walk alone is no progress: a device can ask for walks for ever.
bool Bench::hangs() {
  if (quiet()) last_progress_ = now_;
  if (now_ - last_progress_ < patience) return false;
  fail(Judge::liveness,
       fmt::format("nothing was taken or answered for {} cycles; {} requests, {} flushes and {} "
                   "fills wait",
                   patience, waiting_ + (in_.request ? 1 : 0),
                   flushing_.size() + (in_.flush ? 1 : 0), in_.fill ? 1 : 0));
  return true;
}

bool Bench::fail(Judge judge, std::string what) {
  mismatch_ = Mismatch{judge, now_, std::move(what)};
  return false;
}

}  // namespace vapa::cosim

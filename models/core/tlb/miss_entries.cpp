#include "core/tlb/miss_entries.hpp"

#include <algorithm>

#include "core/tlb/pipelined_config.hpp"

namespace vapa {
namespace {

bool same_kind(Op a, Op b) noexcept {
  return is_write(a) == is_write(b) && (a == Op::fetch) == (b == Op::fetch);
}

template <class Range, class Predicate>
std::uint8_t lowest(const Range& range, Predicate holds, std::uint8_t otherwise) noexcept {
  const auto found = std::find_if(range.begin(), range.end(), holds);
  return found == range.end() ? otherwise : static_cast<std::uint8_t>(found - range.begin());
}

}  // namespace

MissEntries::MissEntries(unsigned entries, unsigned waiters, bool ad_update)
    : entries_(entries), waiters_(waiters), ad_update_(ad_update) {}

void MissEntries::reset() noexcept {
  std::fill(entries_.begin(), entries_.end(), Entry{});
  std::fill(waiters_.begin(), waiters_.end(), Waiter{});
  drained_ = none;
  kept_ = none;
}

MissEntries::Place MissEntries::place(const TlbRequest& request) const noexcept {
  Place place;
  place.waiter = lowest(
      waiters_, [](const Waiter& w) { return w.entry == none; }, none);
  if (place.waiter == none) return place;
  const VirtAddr page = request.va.align_down(PipelinedTlbConfig::page_shift);
  const auto mergeable = [&](const Entry& e) {
    return (e.state == State::asks || (e.state == State::walked && !e.overtaken)) && !e.again &&
           e.page == page && e.asid == request.asid;
  };
  place.entry = lowest(entries_, mergeable, none);
  if (place.entry != none) {
    place.step = Step::merge;
    return place;
  }
  place.entry = lowest(
      entries_, [](const Entry& e) { return e.state == State::free; }, none);
  if (place.entry != none) place.step = Step::miss;
  return place;
}

void MissEntries::seat(const TlbRequest& request, const Place& place) noexcept {
  waiters_[place.waiter] = {request, place.entry};
  if (place.step != Step::miss) return;
  entries_[place.entry] = {request.va.align_down(PipelinedTlbConfig::page_shift),
                           request.asid,
                           request.op,
                           State::asks,
                           false,
                           request.mode,
                           false};
}

std::optional<std::uint8_t> MissEntries::asking() const noexcept {
  if (kept_ != none) return kept_;
  const auto entry = lowest(
      entries_, [](const Entry& e) { return e.state == State::asks; }, none);
  return entry == none ? std::nullopt : std::optional(entry);
}

TlbMiss MissEntries::miss_of(std::uint8_t entry) const noexcept {
  const Entry& e = entries_[entry];
  return {e.page, entry, e.asid, e.op, e.mode};
}

void MissEntries::offered(std::uint8_t entry, bool moved) noexcept {
  kept_ = moved ? none : entry;
  if (moved) entries_[entry].state = State::walked;
}

std::optional<MissEntries::Found> MissEntries::fill(const TlbFill& fill) noexcept {
  if (fill.id >= entries_.size() || entries_[fill.id].state != State::walked) return std::nullopt;
  Entry& e = entries_[fill.id];
  e.state = State::drained;
  drained_ = fill.id;
  found_ = fill;
  return Found{e.page, e.asid, e.overtaken};
}

void MissEntries::overtake(std::optional<Asid> asid, std::optional<std::uint8_t> moving) noexcept {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& e = entries_[i];
    const bool begun = e.state == State::walked || (e.state == State::asks && moving == i);
    if (begun && (!asid || *asid == e.asid)) e.overtaken = true;
  }
}

MissEntries::Judged MissEntries::judge(TlbResponse& answer) noexcept {
  const auto waits = [&](const Waiter& w) { return w.entry == drained_; };
  const auto first = std::find_if(waiters_.begin(), waiters_.end(), waits);
  Entry& e = entries_[drained_];
  const auto said = verdict(first->request, e);
  if (!said) {
    e.state = State::asks;
    e.overtaken = false;
    e.again = true;
    e.op = first->request.op;
    e.mode = first->request.mode;
    drained_ = none;
    return Judged::again;
  }
  answer = *said;
  first->entry = none;
  if (std::none_of(first + 1, waiters_.end(), waits)) {
    e.state = State::free;
    drained_ = none;
  }
  return Judged::answered;
}

std::optional<TlbResponse> MissEntries::verdict(const TlbRequest& request,
                                                const Entry& e) const noexcept {
  const bool own = same_kind(request.op, e.op) && request.mode == e.mode;
  TlbResponse response{request.tag, found_.fault, {}};
  if (found_.fault != FaultKind::none) {
    const bool for_all = found_.fault < FaultKind::rights;  // what comes before rights are judged
    return for_all || own ? std::optional(response) : std::nullopt;
  }
  switch (Context(request.asid, {}, request.mode).judge(found_.rights, request.op)) {
    case Verdict::denied:
      response.fault = FaultKind::rights;
      break;
    case Verdict::set_accessed:
    case Verdict::set_dirty:
      if (ad_update_ && !own) return std::nullopt;
      response.fault = FaultKind::accessed_dirty;
      break;
    case Verdict::allowed:
    case Verdict::miss: {
      const unsigned shift =
          PipelinedTlbConfig::page_shift + PipelinedTlbConfig::level_bits * found_.level;
      response.pa = found_.pa.align_down(shift) + request.va.offset(shift);
      break;
    }
  }
  return response;
}

}  // namespace vapa

#include "cosim/oracle.hpp"

#include <algorithm>

#include "cosim/pages.hpp"

namespace vapa::cosim {

Oracle::Oracle(const World& world, const Capabilities& c)
    : world_(world),
      rules_{world.format().riscv(), c.updates_ad, c.checks_rights,
             (c.va_bits - page_shift) / index_bits, c.pa_bits},
      va_bits_(c.va_bits) {}

void Oracle::flushed(const TlbFlush& flush, Cycle moved, Cycle now) {
  flushes_.push_back({flush, moved, now});
}

bool Oracle::legal(const Accepted& accepted, const TlbResponse& response) {
  asked_ = &accepted;
  wanted_ = &response;
  now_ = {};
  const std::uint64_t va = accepted.request.va.value;
  const std::uint64_t above = va >> (va_bits_ - 1);
  if (above != 0 && above != ~std::uint64_t{0} >> (va_bits_ - 1)) {
    return response.fault == FaultKind::non_canonical && response.pa == PhysAddr{0};
  }
  const auto whole = [&](const Flushed& f) {
    return f.ended <= accepted.at && !f.flush.va && !f.flush.asid;
  };
  const auto last = std::find_if(flushes_.rbegin(), flushes_.rend(), whole);
  forgotten_ = last == flushes_.rend() ? 0 : last->moved;
  return walk(rules_.levels, world_.root(accepted.request.asid).value, {}, for_ever);
}

std::vector<TlbResponse> Oracle::answers(const Accepted& accepted) {
  found_.clear();
  const TlbResponse none{0, FaultKind::none, PhysAddr{~std::uint64_t{0}}};
  legal(accepted, none);
  if (found_.empty()) found_.push_back({accepted.request.tag, FaultKind::non_canonical, {}});
  return found_;
}

// The present value first: most answers are of it.
bool Oracle::walk(unsigned level, std::uint64_t table, const Grants& above, Cycle until) {
  const std::uint64_t index =
      (asked_->request.va.value >> shift_of(level)) & (entries_of_a_table - 1);
  const PhysAddr at{table + index * entry_bytes};
  if (take(level, world_.read(at), above, until)) return true;
  const std::vector<Version>* history = world_.history(at);
  if (history == nullptr) return false;
  for (auto v = history->rbegin(); v != history->rend() && v->until > forgotten_; ++v) {
    if (take(level, v->value, above, std::min(until, v->until))) return true;
  }
  return false;
}

bool Oracle::take(unsigned level, std::uint64_t value, const Grants& above, Cycle until) {
  const Meaning meaning = read_entry(rules_, level, value, above);
  const std::uint16_t tag = asked_->request.tag;
  if (meaning.kind == Meaning::Kind::fault) {
    return answer({tag, meaning.fault, {}}, level, {}, until);
  }
  const bool reached = meaning.address >> rules_.pa_bits == 0;
  if (meaning.kind == Meaning::Kind::table) {
    if (!reached) return answer({tag, FaultKind::beyond_memory, {}}, level, {}, until);
    return walk(level - 1, meaning.address, meaning.grants, until);
  }
  if (until == for_ever) now_ = {true, level, meaning.grants};
  const FaultKind fault = judge(rules_, meaning.grants, asked_->request.op, asked_->request.mode);
  TlbResponse response{tag, fault, {}};
  if (fault == FaultKind::none) {
    if (reached) {
      response.pa = PhysAddr{meaning.address | asked_->request.va.offset(shift_of(level))};
    } else {
      response.fault = FaultKind::beyond_memory;
    }
  }
  return answer(response, level, meaning.grants, until);
}

bool Oracle::answer(const TlbResponse& response, unsigned level, const Grants& grants,
                    Cycle until) {
  const bool leaf = response.fault == FaultKind::none || response.fault == FaultKind::rights ||
                    response.fault == FaultKind::accessed_dirty;
  if (until != for_ever && until <= fence(level, leaf, grants.global)) return false;
  found_.push_back(response);
  if (response == *wanted_ && marked(response, level, grants)) {
    found_.clear();
    return true;
  }
  return false;
}

// Whoever cached the entry had its bits set in memory first. Of a global leaf in the root each
// address space has a copy, and any of them may have been walked.
bool Oracle::marked(const TlbResponse& response, unsigned level, const Grants& grants) const {
  if (response.fault != FaultKind::none || !rules_.updates_ad || !rules_.checks_rights) return true;
  if (grants.global && level == rules_.levels) return true;
  return grants.accessed && (grants.dirty || !writes(asked_->request.op));
}

// A flush by address reaches the whole page that a leaf maps; of what is no leaf only the address
// itself, because nothing of it may be cached.
Cycle Oracle::fence(unsigned level, bool leaf, bool global) const {
  const TlbRequest& request = asked_->request;
  const unsigned shift = leaf ? shift_of(level) : page_shift;
  const std::uint64_t page = (request.va.value << (64 - va_bits_)) >> (64 - va_bits_) >> shift;
  const auto names = [&](const Flushed& f) {
    if (f.ended > asked_->at) return false;
    if (f.flush.asid && (global || *f.flush.asid != request.asid)) return false;
    if (!f.flush.va) return true;
    return (f.flush.va->value << (64 - va_bits_)) >> (64 - va_bits_) >> shift == page;
  };
  const auto last = std::find_if(flushes_.rbegin(), flushes_.rend(), names);
  return last == flushes_.rend() ? 0 : last->moved;
}

}  // namespace vapa::cosim

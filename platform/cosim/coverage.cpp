#include "cosim/coverage.hpp"

#include <algorithm>

#include "cosim/pages.hpp"

namespace vapa::cosim {
namespace {

const Dimension ops{{op_names.begin(), op_names.end()}};
const Dimension flush_kinds{{"all", "va", "asid", "va+asid"}};
const Dimension sizes{{"4KiB", "2MiB", "1GiB", "512GiB", "256TiB"}};

unsigned kind_of(const TlbFlush& f) { return (f.va ? 1U : 0U) + (f.asid ? 2U : 0U); }

}  // namespace

Cross::Cross(std::string name, std::vector<Dimension> dimensions)
    : name_(std::move(name)), dimensions_(std::move(dimensions)) {
  std::size_t bins = 1;
  for (const Dimension& d : dimensions_) bins *= d.values.size();
  hits_.resize(bins);
}

Cross::Point Cross::point(std::size_t bin) const {
  Point values(dimensions_.size());
  for (std::size_t d = dimensions_.size(); d-- > 0;) {
    values[d] = static_cast<unsigned>(bin % dimensions_[d].values.size());
    bin /= dimensions_[d].values.size();
  }
  return values;
}

std::string Cross::name_of(std::size_t bin) const {
  std::string text = name_ + ":";
  const Point values = point(bin);
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const std::string& word = dimensions_[d].values[values[d]];
    if (!word.empty()) text += " " + word;
  }
  return text;
}

void Cross::add(const Cross& other) {
  for (std::size_t i = 0; i < hits_.size(); ++i) hits_[i] += other.hits_[i];
}

Coverage::Coverage()
    : rights_("rights", {ops,
                         {{"supervisor", "user"}},
                         {{"-", "r"}},
                         {{"-", "w"}},
                         {{"-", "x"}},
                         {{"-", "u"}},
                         {{"", "SUM"}},
                         {{"", "MXR"}}}),
      flushes_("flush", {flush_kinds,
                         sizes,
                         {{"", "global"}},
                         {{"other-asid", "same-asid"}},
                         {{"held", "filled-now", "walked", "walk-begins", "asks"}}}),
      faults_("answer", {ops,
                         {{"allowed", "not-canonical", "not-present", "reserved", "rights",
                           "accessed-dirty", "beyond-memory"}}}) {}

void Coverage::answered(const TlbRequest& r, const TlbResponse& response, const Oracle::Now& now) {
  const auto op = static_cast<unsigned>(r.op);
  faults_.hit(op, static_cast<unsigned>(response.fault));
  if (!now.mapped) return;
  const Grants& g = now.grants;
  rights_.hit(op, r.mode.privilege == Privilege::user, g.readable, g.writable, g.executable, g.user,
              r.mode.supervisor_user, r.mode.mxr);
}

void Coverage::asked(const TlbMiss& miss) {
  if (walks_[miss.id]) return;
  walks_[miss.id] = OneWalk{miss, asks, {}};
  live_.push_back(miss.id);
}

void Coverage::walked(const TlbMiss& miss) {
  asked(miss);
  walks_[miss.id]->phase = walked_now;
}

void Coverage::filled(const TlbFill& fill) {
  auto& walk = walks_[fill.id];
  if (!walk) return;
  const Held entry{walk->miss.page, walk->miss.asid, fill.level, (fill.rights & right_g) != 0};
  if (fill.fault == FaultKind::none) {
    for (std::size_t i = 0; i < walk->met.size(); ++i) {
      if (walk->met[i]) {
        sample(entry, static_cast<unsigned>(i / 2 % 4), i % 2 != 0, static_cast<Phase>(i / 8));
      }
    }
    held_[next_held_] = entry;
    filled_now_ = next_held_;
    next_held_ = (next_held_ + 1) % remembered;
  }
  walk.reset();
  live_.erase(std::find(live_.begin(), live_.end(), fill.id));
}

void Coverage::sample(const Held& entry, unsigned kind, bool same, Phase phase) {
  flushes_.hit(kind, entry.level, entry.global, same, phase);
}

void Coverage::flushed(const TlbFlush& flush) {
  const unsigned kind = kind_of(flush);
  const auto same = [&](Asid asid) { return !flush.asid || *flush.asid == asid; };
  for (const unsigned id : live_) {
    OneWalk& w = *walks_[id];
    w.met[std::size_t{w.phase} * 8 + std::size_t{kind} * 2 + (same(w.miss.asid) ? 1U : 0U)] = true;
  }
  for (std::size_t i = 0; i < remembered; ++i) {
    if (!held_[i]) continue;
    const unsigned shift = shift_of(held_[i]->level + 1);
    if (flush.va && ((flush.va->value ^ held_[i]->va.value) >> shift) != 0) continue;
    sample(*held_[i], kind, same(held_[i]->asid), filled_now_ == i ? filled_now : held);
  }
}

void Coverage::tick() {
  filled_now_.reset();
  for (const unsigned id : live_) {
    if (walks_[id]->phase == walked_now) walks_[id]->phase = walked_on;
  }
}

void Coverage::forget() {
  for (const unsigned id : live_) walks_[id].reset();
  live_.clear();
  held_.fill(std::nullopt);
  filled_now_.reset();
}

void Coverage::add(const Coverage& other) {
  rights_.add(other.rights_);
  flushes_.add(other.flushes_);
  faults_.add(other.faults_);
  for (const auto& [name, times] : other.covers_) covers_[name] += times;
}

// What cannot occur: sizes that the tables do not have; of RISC-V W without R is reserved and no
// bit at all a table, x86 cannot withhold reading; a flush that names no address space concerns all
// of them, and where there is one it is the same; what the device cannot be asked for; faults that
// its machine does not raise.
bool Coverage::possible(const Capabilities& c, const Cross& cross, const Cross::Point& p) {
  if (cross.name() == "rights") {
    return c.checks_rights && (p[2] != 0 || (p[3] == 0 && p[4] != 0));
  }
  if (cross.name() == "answer") return possible(c, static_cast<FaultKind>(p[1]));
  const bool by_va = (p[0] & 1U) != 0;
  const bool by_asid = (p[0] & 2U) != 0;
  if ((by_va && !c.flush_va) || (by_asid && !c.flush_asid)) return false;
  if (p[1] >= (c.va_bits - page_shift) / index_bits || p[1] > 3) return false;
  if ((c.page_sizes >> p[1] & 1U) == 0) return false;
  return p[3] != 0 || (by_asid && c.asid_bits != 0);
}

bool Coverage::possible(const Capabilities& c, FaultKind fault) {
  constexpr unsigned widest = 56;  // of the addresses in an entry of RISC-V
  if (fault == FaultKind::rights) return c.checks_rights;
  if (fault == FaultKind::accessed_dirty) return c.checks_rights && !c.updates_ad;
  return fault != FaultKind::beyond_memory || c.pa_bits < widest;
}

Coverage::Summary Coverage::summary(const Capabilities& c) const {
  return summary(std::vector<Capabilities>{c});
}

void Coverage::Summary::note(bool was_hit, const std::string& name) {
  ++bins;
  if (was_hit) {
    ++hit;
  } else {
    missing.push_back(name);
  }
}

Coverage::Summary Coverage::summary(const std::vector<Capabilities>& devices) const {
  Summary result;
  for (const Cross* cross : {&rights_, &flushes_, &faults_}) {
    for (std::size_t bin = 0; bin < cross->bins(); ++bin) {
      const Cross::Point point = cross->point(bin);
      const bool reachable = std::any_of(devices.begin(), devices.end(),
                                         [&](const auto& c) { return possible(c, *cross, point); });
      if (reachable) result.note(cross->hits(bin) != 0, cross->name_of(bin));
    }
  }
  for (const auto& [name, times] : covers_) result.note(times != 0, "cover property " + name);
  return result;
}

}  // namespace vapa::cosim

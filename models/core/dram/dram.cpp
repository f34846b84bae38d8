#include "core/dram/dram.hpp"

#include <fmt/format.h>

#include <cmath>

namespace vapa {
namespace {

/// Whole cycles that `ns` take; a hair above a whole number is rounding of the product.
Cycle cycles(double ns, double frequency) {
  return static_cast<Cycle>(std::ceil(ns * frequency - 1e-6));
}

}  // namespace

Dram::Dram(const DramConfig& c, double frequency, std::uint64_t memory_bytes)
    : Dram(c, timing_of(c.part), frequency, memory_bytes) {}

Dram::Dram(const DramConfig& c, const DramTiming& t, double frequency, std::uint64_t memory_bytes)
    : map_(c, t, memory_bytes),
      fixed_(c.part == DramPart::fixed),
      open_(c.policy == RowPolicy::open),
      fixed_latency_(cycles(c.latency, frequency)),
      read_(latencies(c, t, t.cl, frequency)),
      write_(latencies(c, t, t.cwl, frequency)),
      burst_(cycles(t.nanoseconds(t.burst), frequency)),
      refresh_every_(c.refresh ? cycles(t.refi, frequency) : 0),
      refresh_takes_(cycles(t.rfc, frequency)),
      banks_(std::size_t{map_.channels()} * map_.ranks() * map_.banks()) {}

Dram::Latencies Dram::latencies(const DramConfig& c, const DramTiming& t,
                                std::uint32_t column_clocks, double frequency) {
  const auto total = [&](std::uint32_t clocks) {
    return cycles(c.controller + t.nanoseconds(clocks + t.burst), frequency);
  };
  return {.hit = total(column_clocks),
          .miss = total(t.rcd + column_clocks),
          .conflict = total(t.rp + t.rcd + column_clocks)};
}

Cycle Dram::access(PhysAddr pa, unsigned bytes, bool write, Cause cause, Cycle now) noexcept {
  ++(write ? stats_.writes : stats_.reads);
  ++stats_.accesses[static_cast<unsigned>(cause)];
  const Cycle latency = fixed_ ? fixed_latency_ : timed(pa, bytes, write, now);
  stats_.cycles += latency;
  return latency;
}

Cycle Dram::timed(PhysAddr pa, unsigned bytes, bool write, Cycle now) noexcept {
  const DramPlace place = map_.place(pa);
  std::uint64_t refresh = 0;
  Cycle wait = 0;
  if (refresh_every_ != 0) {
    // The ranks of a channel take turns; none begins in a refresh.
    const Cycle turn = place.rank * refresh_every_ / map_.ranks();
    const Cycle shifted = now + refresh_takes_ + turn;
    refresh = shifted / refresh_every_;
    wait = refresh_wait(shifted % refresh_every_);
  }
  const std::size_t index =
      (std::size_t{place.channel} * map_.ranks() + place.rank) * map_.banks() + place.bank;
  const std::uint64_t last = pa.value % DramTiming::burst_bytes + bytes - 1;
  const Cycle more_bursts = last / DramTiming::burst_bytes * burst_;
  return wait + row_access(banks_[index], place.row, refresh, write ? write_ : read_) + more_bursts;
}

Cycle Dram::refresh_wait(Cycle since_refresh) noexcept {
  if (since_refresh >= refresh_takes_) return 0;
  const Cycle wait = refresh_takes_ - since_refresh;
  ++stats_.refresh_stalls;
  stats_.refresh_cycles += wait;
  return wait;
}

Cycle Dram::row_access(Bank& bank, std::uint64_t row, std::uint64_t refresh,
                       const Latencies& time) noexcept {
  const Bank before = bank;
  if (open_) bank = {row, refresh};
  if (before.refresh != refresh || before.row == Bank{}.row) {
    ++stats_.row_misses;
    return time.miss;
  }
  if (before.row == row) {
    ++stats_.row_hits;
    return time.hit;
  }
  ++stats_.row_conflicts;
  return time.conflict;
}

void DramStats::describe(Registry& r) const {
  static constexpr std::array<const char*, cause_count> names{"data", "fetch", "walk", "kernel"};
  r.counter("reads", reads, "accesses", "Reads that reached memory.");
  r.counter("writes", writes, "accesses", "Writes that reached memory.");
  for (unsigned cause = 0; cause < cause_count; ++cause) {
    r.counter(fmt::format("accesses.{}", names[cause]), accesses[cause], "accesses",
              fmt::format("Reads and writes, cause {}.", names[cause]));
  }
  r.counter("row_hits", row_hits, "accesses", "Accesses whose row was open.");
  r.counter("row_misses", row_misses, "accesses", "Accesses whose bank had no row open.");
  r.counter("row_conflicts", row_conflicts, "accesses",
            "Accesses whose bank had another row open.");
  r.counter("refresh_stalls", refresh_stalls, "accesses", "Accesses that waited for a refresh.");
  r.counter("refresh_cycles", refresh_cycles, "cycles", "Time waited for refreshes.");
  r.counter("cycles", cycles, "cycles", "Sum of the latencies of all accesses.");
}

}  // namespace vapa

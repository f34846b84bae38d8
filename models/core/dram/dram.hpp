#pragma once
// Memory chips as state: which row each bank holds open, and refresh as a function of time.

#include <array>
#include <cstdint>
#include <vector>

#include "core/dram/config.hpp"
#include "core/dram/mapping.hpp"
#include "core/dram/timing.hpp"
#include "core/stats/registry.hpp"
#include "core/types.hpp"

namespace vapa {

struct DramStats {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::array<std::uint64_t, cause_count> accesses{};  ///< by Cause
  std::uint64_t row_hits = 0;
  std::uint64_t row_misses = 0;      ///< the bank had no row open
  std::uint64_t row_conflicts = 0;   ///< another row was open
  std::uint64_t refresh_stalls = 0;  ///< accesses that met a refresh
  std::uint64_t refresh_cycles = 0;  ///< waited for by them
  std::uint64_t cycles = 0;          ///< sum of all latencies

  void describe(Registry&) const;
};

/// Cores that run ahead of each other arrive with time that goes back and forth, so nothing queues
/// and no bank is busy: the latency of an access follows from its address, the row its bank holds
/// open and the place of `now` between two refreshes. What needs the time of the access before
/// (tRAS, tWR, tFAW, the data bus) is left out.
class Dram {
 public:
  /// frequency: GHz of the core, whose cycles are counted. Precondition: the configuration is
  /// valid.
  Dram(const DramConfig&, double frequency, std::uint64_t memory_bytes);

  /// Latency in core cycles of `bytes` (at least 1) from `pa` on: of a read until its data has
  /// arrived, of a write until its data has been sent. Every burst that the bytes lie in is moved;
  /// more than one is taken from the row of the first.
  Cycle access(PhysAddr pa, unsigned bytes, bool write, Cause, Cycle now) noexcept;

  const DramStats& stats() const noexcept { return stats_; }
  DramStats& stats() noexcept { return stats_; }
  void describe(Registry& r) const { stats_.describe(r); }

 private:
  /// The row that a bank holds open, and the refresh after which it was opened: a later refresh has
  /// closed it.
  struct Bank {
    std::uint64_t row = ~std::uint64_t{0};
    std::uint64_t refresh = 0;
  };
  /// Core cycles of the three cases, controller and one burst included.
  struct Latencies {
    Cycle hit = 0;
    Cycle miss = 0;
    Cycle conflict = 0;
  };

  Dram(const DramConfig&, const DramTiming&, double frequency, std::uint64_t memory_bytes);
  static Latencies latencies(const DramConfig&, const DramTiming&, std::uint32_t column_clocks,
                             double frequency);
  Cycle refresh_wait(Cycle since_refresh) noexcept;
  Cycle timed(PhysAddr pa, unsigned bytes, bool write, Cycle now) noexcept;
  Cycle row_access(Bank&, std::uint64_t row, std::uint64_t refresh, const Latencies&) noexcept;

  DramMap map_;
  bool fixed_;
  bool open_;
  Cycle fixed_latency_;
  Latencies read_;
  Latencies write_;
  Cycle burst_;          ///< of every burst after the first
  Cycle refresh_every_;  ///< tREFI; 0: no refresh
  Cycle refresh_takes_;  ///< tRFC
  std::vector<Bank> banks_;
  DramStats stats_;
};

}  // namespace vapa

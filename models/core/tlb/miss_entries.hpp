#pragma once
// Miss entries of the pipelined TLB, the requests that wait for them, and the draining of what a
// walk found (rtl/README.md, "A miss").

#include <cstdint>
#include <optional>
#include <vector>

#include "core/tlb/wires.hpp"

namespace vapa {

class MissEntries {
 public:
  enum class Step : std::uint8_t { blocked, merge, miss };
  /// Where a request that wants a walk would go.
  struct Place {
    Step step = Step::blocked;
    std::uint8_t entry = 0;
    std::uint8_t waiter = 0;
  };
  /// A walk's leaf, for the page of its miss entry.
  struct Found {
    VirtAddr page;
    Asid asid;
    bool overtaken = false;
  };
  /// What came of judging a waiter.
  enum class Judged : std::uint8_t { none, answered, again };

  /// ad_update: a bit that is still clear is asked for again, in the name of who wants it.
  MissEntries(unsigned entries, unsigned waiters, bool ad_update);
  void reset() noexcept;

  Place place(const TlbRequest&) const noexcept;
  void seat(const TlbRequest&, const Place&) noexcept;

  /// The entry that is on the miss channel; nothing when none asks.
  std::optional<std::uint8_t> asking() const noexcept;
  TlbMiss miss_of(std::uint8_t entry) const noexcept;
  /// The end of a cycle in which `entry` was on the channel.
  void offered(std::uint8_t entry, bool moved) noexcept;

  bool draining() const noexcept { return drained_ != none; }
  /// Takes what a walk found; nothing when no such entry is walked.
  std::optional<Found> fill(const TlbFill&) noexcept;
  /// Walks of these address spaces are overtaken.
  void overtake(std::optional<Asid>, std::optional<std::uint8_t> moving) noexcept;

  /// Judges the lowest waiter of the entry that is being drained. Precondition: draining().
  Judged judge(TlbResponse& answer) noexcept;

 private:
  static constexpr std::uint8_t none = 0xff;
  enum class State : std::uint8_t { free, asks, walked, drained };
  struct Entry {
    VirtAddr page;
    Asid asid;
    Op op = Op::load;
    State state = State::free;
    bool overtaken = false;
    RightsMode mode;
    bool again = false;  ///< asks a further time: nobody else joins it
  };
  struct Waiter {
    TlbRequest request;
    std::uint8_t entry = none;  ///< none: free
  };

  /// What the walk says to a request; nothing when it does not answer it.
  std::optional<TlbResponse> verdict(const TlbRequest&, const Entry&) const noexcept;

  std::vector<Entry> entries_;
  std::vector<Waiter> waiters_;
  TlbFill found_;
  std::uint8_t drained_ = none;
  std::uint8_t kept_ = none;  ///< on the miss channel since an earlier cycle
  bool ad_update_;
};

}  // namespace vapa

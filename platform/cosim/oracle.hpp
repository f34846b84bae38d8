#pragma once
// The architectural judge: which answers to a request are legal. It keeps nothing of what the
// device may hold; it walks the page tables anew for every answer, through every value that their
// entries may still have for a device that caches.

#include <vector>

#include "cosim/entry_rules.hpp"
#include "cosim/world.hpp"

namespace vapa::cosim {

/// When a request was taken by the device.
struct Accepted {
  TlbRequest request;
  Cycle at = 0;
};

class Oracle {
 public:
  Oracle(const World&, const Capabilities&);

  /// A flush that moved in cycle `moved` has ended: requests from `now` on are to see its effect.
  void flushed(const TlbFlush&, Cycle moved, Cycle now);

  /// After a change of an entry the old and the new value are legal, the old one until a flush that
  /// names the page has ended before the request. An access that is allowed has its accessed and
  /// dirty bits set in memory, where hardware sets them.
  bool legal(const Accepted&, const TlbResponse&);
  /// All legal answers, for a message; with those that lack an accessed or dirty bit in memory.
  std::vector<TlbResponse> answers(const Accepted&);

  /// What the page tables say now of the last request that legal() was asked about; for coverage.
  struct Now {
    bool mapped = false;
    unsigned level = 1;
    Grants grants;
  };
  const Now& now() const noexcept { return now_; }

 private:
  struct Flushed {
    TlbFlush flush;
    Cycle moved;
    Cycle ended;
  };
  static constexpr Cycle for_ever = ~Cycle{0};

  /// Walks on; true when an answer equals the wanted one (all of them are collected when none is
  /// wanted). until: when the first entry of the path lost the value taken.
  bool walk(unsigned level, std::uint64_t table, const Grants&, Cycle until);
  bool take(unsigned level, std::uint64_t value, const Grants&, Cycle until);
  bool answer(const TlbResponse&, unsigned level, const Grants&, Cycle until);
  bool marked(const TlbResponse&, unsigned level, const Grants&) const;
  /// The last cycle in which a flush moved that the request must have seen.
  Cycle fence(unsigned level, bool leaf, bool global) const;

  const World& world_;
  Rules rules_;
  unsigned va_bits_;
  std::vector<Flushed> flushes_;

  // of the question at hand
  const Accepted* asked_ = nullptr;
  const TlbResponse* wanted_ = nullptr;
  Cycle forgotten_ = 0;  ///< values lost until then are legal for nobody
  std::vector<TlbResponse> found_;
  Now now_;
};

}  // namespace vapa::cosim

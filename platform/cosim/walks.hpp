#pragma once
// The walker at the miss channel: walks the world's page tables, an entry at a time, with random
// waits between.

#include <optional>
#include <vector>

#include "core/walk/walk.hpp"
#include "cosim/random.hpp"
#include "cosim/world.hpp"

namespace vapa::cosim {

class Walks {
 public:
  /// longest_wait: cycles before an entry is read. noise: what does not count in a fill
  /// (rtl/README.md: the frame's bits inside the page, all of a fault) is random; and one world in
  /// sixteen has a careless walker.
  Walks(World&, const Capabilities&, unsigned longest_wait, bool noise, std::uint64_t seed);

  bool walked(std::uint8_t id) const noexcept { return walks_[id].has_value(); }
  /// Fills bring accessed and dirty bits that are not those in memory: what a TLB does then its
  /// contract says, but no oracle.
  bool careless() const noexcept { return careless_; }
  bool idle() const noexcept { return under_way_ == 0; }
  void begin(const TlbMiss&, Cycle now);
  /// Reads what is to be read in this cycle. The result of one walk that has ended, in random
  /// order; it is not given again.
  std::optional<TlbFill> step(Cycle now, bool wanted);

 private:
  struct OneWalk {
    TlbMiss miss;
    Context context;
    std::optional<Walk> walk;  ///< refers to context
    Cycle next = 0;            ///< when the next entry is read, or the result is given
    bool ended() const noexcept { return walk->step() != Walk::Step::read; }
  };

  void read(OneWalk&, Cycle now);
  TlbFill result(const OneWalk&);
  void add_noise(TlbFill&);
  Cycle wait() { return random_.below(longest_wait_ + 1); }

  World& world_;
  bool checks_rights_;  ///< false: they are not the walk's business either
  unsigned longest_wait_;
  bool noise_;
  bool careless_;
  Random random_;
  std::vector<std::optional<OneWalk>> walks_;
  unsigned under_way_ = 0;
};

}  // namespace vapa::cosim

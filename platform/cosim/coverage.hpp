#pragma once
// Which of the situations that matter have occurred, in crossed bins with names.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/tlb/device.hpp"
#include "cosim/oracle.hpp"

namespace vapa::cosim {

/// A dimension of a cross: a name for each of its values; "" where the name of a bin is to say
/// nothing.
struct Dimension {
  std::vector<std::string> values;
};

/// Bins of all combinations of the values.
class Cross {
 public:
  using Point = std::vector<unsigned>;  ///< a value of each dimension

  Cross(std::string name, std::vector<Dimension>);

  const std::string& name() const noexcept { return name_; }
  std::size_t bins() const noexcept { return hits_.size(); }
  /// Values in the order of the dimensions.
  template <class... Values>
  void hit(Values... values) noexcept {
    std::size_t bin = 0;
    std::size_t d = 0;
    ((bin = bin * dimensions_[d++].values.size() + static_cast<std::size_t>(values)), ...);
    ++hits_[bin];
  }
  std::uint64_t hits(std::size_t bin) const noexcept { return hits_[bin]; }
  Point point(std::size_t bin) const;
  std::string name_of(std::size_t bin) const;
  void add(const Cross&);

 private:
  std::string name_;
  std::vector<Dimension> dimensions_;
  std::vector<std::uint64_t> hits_;
};

class Coverage {
 public:
  Coverage();

  /// A request was answered.
  void answered(const TlbRequest&, const TlbResponse&, const Oracle::Now&);
  // The channels, each call in the cycle of the move; flushes after the others of their cycle.
  void asked(const TlbMiss&);
  void walked(const TlbMiss&);
  void filled(const TlbFill&);
  void flushed(const TlbFlush&);
  /// The end of a cycle.
  void tick();
  /// The end of an epoch.
  void forget();
  /// What the device itself watched for.
  void met(const TlbCover& cover) { covers_[cover.name] += cover.times; }

  void add(const Coverage&);
  struct Summary {
    std::size_t bins = 0;  ///< that can be hit
    std::size_t hit = 0;
    std::vector<std::string> missing;  ///< names of those that were not
    void note(bool was_hit, const std::string& name);
  };
  /// Of what these capabilities can reach.
  Summary summary(const Capabilities&) const;
  Summary summary(const std::vector<Capabilities>&) const;

 private:
  enum Phase : unsigned { held, filled_now, walked_on, walked_now, asks, phases };
  /// What flushes met a walk before its size was known.
  struct OneWalk {
    TlbMiss miss;
    Phase phase = asks;
    std::array<bool, std::size_t{phases} * 4 * 2> met{};
  };
  struct Held {
    VirtAddr va;
    Asid asid;
    unsigned level = 0;
    bool global = false;
  };

  void sample(const Held&, unsigned kind, bool same, Phase);
  static bool possible(const Capabilities&, const Cross&, const Cross::Point&);
  static bool possible(const Capabilities&, FaultKind);

  Cross rights_;
  Cross flushes_;
  Cross faults_;
  std::map<std::string, std::uint64_t> covers_;  ///< times, by the device's own names
  std::array<std::optional<OneWalk>, 256> walks_{};
  std::vector<unsigned> live_;  ///< ids in walks_
  static constexpr std::size_t remembered = 16;
  std::array<std::optional<Held>, remembered> held_{};
  std::size_t next_held_ = 0;
  std::optional<std::size_t> filled_now_;
};

}  // namespace vapa::cosim

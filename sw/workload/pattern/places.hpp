#pragma once
// Where the next access goes: an offset into the footprint that leaves room for the access.

#include "sw/workload/pattern/permutation.hpp"
#include "sw/workload/pattern/random.hpp"
#include "sw/workload/pattern/settings.hpp"
#include "sw/workload/pattern/zipf.hpp"

namespace vapa::pattern {

/// Both sequential and stride.
class Steps {
 public:
  Steps(const Settings& s, std::uint64_t step) : last_(s.footprint - s.size), step_(step) {}
  std::uint64_t operator()() noexcept {
    const std::uint64_t here = next_;
    next_ = step_ > last_ - here ? 0 : here + step_;
    return here;
  }

 private:
  std::uint64_t last_;
  std::uint64_t step_;
  std::uint64_t next_ = 0;
};

class Uniform {
 public:
  explicit Uniform(const Settings& s)
      : random_(s.seed), size_(s.size), places_(s.footprint / s.size) {}
  std::uint64_t operator()() noexcept { return random_.below(places_) * size_; }

 private:
  Random random_;
  std::uint64_t size_;
  std::uint64_t places_;
};

class Skewed {
 public:
  explicit Skewed(const Settings& s)
      : random_(s.seed),
        ranks_(s.footprint / s.granule, s.alpha),
        order_(s.footprint / s.granule, s.seed),
        granule_(s.granule),
        size_(s.size) {}
  std::uint64_t operator()() noexcept {
    const std::uint64_t granule = order_(ranks_(random_));
    return granule * granule_ + random_.below(granule_ / size_) * size_;
  }

 private:
  Random random_;
  Zipf ranks_;
  Permutation order_;
  std::uint64_t granule_;
  std::uint64_t size_;
};

class Chase {
 public:
  explicit Chase(const Settings& s)
      : nodes_(s.footprint / s.node), order_(nodes_, s.seed), node_(s.node) {}
  std::uint64_t operator()() noexcept {
    const std::uint64_t here = order_(step_);
    if (++step_ == nodes_) step_ = 0;
    return here * node_;
  }

 private:
  std::uint64_t nodes_;
  Permutation order_;
  std::uint64_t node_;
  std::uint64_t step_ = 0;
};

class Phased {
 public:
  explicit Phased(const Settings& s)
      : random_(s.seed),
        size_(s.size),
        places_(s.working_set / s.size),
        phases_(s.phases),
        shift_(s.phases > 1 ? (s.footprint - s.working_set) / (s.phases - 1) : 0),
        per_phase_(s.accesses / s.phases > 0 ? s.accesses / s.phases : 1) {}
  std::uint64_t operator()() noexcept {
    if (in_phase_++ == per_phase_) {
      in_phase_ = 1;
      phase_ = phase_ + 1 == phases_ ? 0 : phase_ + 1;
    }
    return phase_ * shift_ + random_.below(places_) * size_;
  }

 private:
  Random random_;
  std::uint64_t size_;
  std::uint64_t places_;
  std::uint64_t phases_;
  std::uint64_t shift_;
  std::uint64_t per_phase_;
  std::uint64_t in_phase_ = 0;
  std::uint64_t phase_ = 0;
};

}  // namespace vapa::pattern

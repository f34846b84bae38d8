#pragma once
// What a walk leaves behind; statistics are built from it and it can be written out.

#include <array>
#include <cstdint>

#include "core/paging/fault.hpp"
#include "core/paging/format.hpp"
#include "core/types.hpp"

namespace vapa {

/// Why a walk was begun. miss: the last TLB level missed; update: an entry was there, its accessed
/// or dirty bit was not; replay: the access is re-issued after a fault.
enum class WalkReason : std::uint8_t { miss, update, replay };
inline constexpr unsigned walk_reason_count = 3;

struct WalkRecord {
  struct Read {
    PhysAddr pa;
    std::uint64_t raw = 0;   ///< the entry as read
    std::uint64_t set = 0;   ///< accessed and dirty bits that the walk set in it
    std::uint8_t level = 0;  ///< of the page table
    Served served = Served::memory;
    Cycle latency = 0;
  };

  VirtAddr va;
  Asid asid;
  Op op = Op::load;
  WalkReason reason = WalkReason::miss;
  std::uint8_t begin_level = 0;  ///< level of the first entry read: below the root after a hit
  std::uint8_t reads = 0;
  std::array<Read, Format::max_levels> read{};
  Cycle start = 0;
  Cycle end = 0;
  bool faulted = false;
  Fault fault;  ///< when faulted
  Leaf leaf;    ///< when not
};

/// Sees every walk, in order.
class WalkObserver {
 public:
  virtual ~WalkObserver() = default;
  virtual void walked(const WalkRecord&) = 0;
};

}  // namespace vapa

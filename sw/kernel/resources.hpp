#pragma once
// What all parts of the kernel share, and the context of one piece of work on an address space.

#include <array>
#include <optional>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"
#include "sw/kernel/address_space.hpp"
#include "sw/kernel/config.hpp"
#include "sw/kernel/frames.hpp"
#include "sw/kernel/gather.hpp"
#include "sw/kernel/page_cache.hpp"
#include "sw/kernel/stats.hpp"

namespace vapa::kernel {

/// What the protections of areas come to in this format.
class Protection {
 public:
  explicit Protection(const Format&);

  /// Rights of a page's entry: what `prot` grants a user, without the accessed bit for none at all.
  /// An area that may only be written or not yet be written is readable, as in Linux.
  static std::uint8_t rights(std::uint8_t prot, bool writable) noexcept;
  /// Whether an area of this protection serves the access: what the format cannot withhold, it
  /// grants (reading on x86).
  bool allows(std::uint8_t prot, Op op) const noexcept;

 private:
  std::array<std::uint8_t, 8> effective_{};
};

struct Resources {
  /// Precondition: page_size is 4 KiB, which stands for the base page, or a page of the format.
  Resources(const KernelConfig&, const Format&, PhysicalMemory&);

  const KernelConfig& config;
  const Format& format;
  PhysicalMemory& memory;
  Protection protection;
  Frames frames;
  PageCache cache;
  Stats stats;
  std::uint64_t total_frames;    ///< that the format reaches
  unsigned largest_level;        ///< of pages of anonymous memory
  PageRange user;                ///< pages of user addresses
  Vpn mmap_base;                 ///< mappings are placed below
  std::uint64_t stack_pages;     ///< limit of the stack
  std::uint64_t window = 1;      ///< base pages of a fault-around window
  std::uint64_t read_pages = 1;  ///< base pages of a readahead window
  std::uint32_t last_space = 0;  ///< AddressSpace::id

  std::uint64_t page_bytes() const noexcept { return std::uint64_t{1} << format.page_shift(); }
  /// Base pages that hold so many bytes.
  std::uint64_t pages(std::uint64_t bytes) const noexcept {
    return (bytes >> format.page_shift()) + (bytes % page_bytes() != 0 ? 1 : 0);
  }
  PhysAddr address(Ppn frame) const noexcept {
    return PhysAddr{frame.value << format.page_shift()};
  }
  /// The zero page of a level, made at its first use, with a reference for the caller.
  Ppn zero_page(unsigned level, Bill&);

 private:
  std::array<std::optional<Ppn>, Format::max_levels + 1> zero_;
};

/// Free pages that stay below an area that grows down (Linux: stack_guard_gap).
inline constexpr std::uint64_t guard_pages = 256;

/// A piece of work on one address space: where its costs, invalidations and frames go.
struct Job {
  Resources& res;
  AddressSpace& space;
  Bill& bill;
  Gather gather;
  std::vector<Job> others = {};  ///< on other address spaces, which end with this one
};

}  // namespace vapa::kernel

#pragma once
// The configuration of a whole machine: one struct per block, defaults = the documented desktop
// core of docs/default-machine.md.

#include "core/cache/config.hpp"
#include "core/dram/config.hpp"
#include "core/paging/format.hpp"
#include "core/walk/config.hpp"
#include "platform/config/dtlb_config.hpp"
#include "sw/kernel/config.hpp"

namespace vapa {

/// hidden: a fetch that hits ITLB and L1I costs nothing beyond its cycle, any other pays in full;
/// full: every fetch does.
enum class FetchCost : std::uint8_t { hidden, full };

inline std::span<const std::string_view> enum_names(FetchCost) noexcept {
  static constexpr std::array<std::string_view, 2> names{"hidden", "full"};
  return names;
}

struct CpuConfig {
  double frequency = 4.3;         ///< GHz
  std::uint64_t quantum = 10000;  ///< cycles between synchronisations with the SystemC kernel
  FetchCost fetch_cost = FetchCost::hidden;

  void describe(Schema&);
  void validate(Problems&) const;
};

struct MmuConfig {
  std::uint32_t asid_bits = 12;
  TlbConfig itlb;
  DtlbConfig dtlb;
  TlbConfig l2tlb;
  WalkerConfig walker;

  MmuConfig();
  void describe(Schema&);
  void validate(Problems&) const;
};

struct MemoryConfig {
  Bytes size{std::uint64_t{16} << 30U};

  void describe(Schema&);
  void validate(Problems&) const;
};

struct SystemConfig {
  std::uint64_t seed = 1;  ///< of random replacement
  CpuConfig cpu;
  PagingConfig paging;
  MmuConfig mmu;
  CachesConfig cache;
  DramConfig dram;
  MemoryConfig memory;
  KernelConfig kernel;

  SystemConfig();
  void describe(Schema&);
  void validate(Problems&) const;

 private:
  /// What the blocks, each valid by itself, ask of the page-table format.
  void validate_against_paging(Problems&) const;
  void validate_page_sizes(Problems&) const;
};

}  // namespace vapa

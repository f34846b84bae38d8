#pragma once
// The configuration of the kernel model.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/config/schema.hpp"

namespace vapa {

/// How the kernel's work is charged: by the cost table, with its page-table edits and page copies
/// passing through the caches as traffic without time of their own; by the fixed part of the table
/// and the simulated latency of that traffic; or not at all, without traffic.
enum class Charge : std::uint8_t { table, traffic, off };

inline std::span<const std::string_view> enum_names(Charge) noexcept {
  static constexpr std::array<std::string_view, 3> names{"table", "traffic", "off"};
  return names;
}

/// Whether files are in the page cache when the run begins.
enum class FileCache : std::uint8_t { warm, cold };

inline std::span<const std::string_view> enum_names(FileCache) noexcept {
  static constexpr std::array<std::string_view, 2> names{"warm", "cold"};
  return names;
}

/// Times in ns of what the kernel does. The defaults are measured and published totals for a
/// 2.6 GHz core (docs/kernel.md), so those of faults contain the time of the memory traffic.
struct KernelCosts {
  double anonymous_fault = 1153.8;
  double zero_page_fault = 769.2;
  double huge_fault = 307692.3;  ///< of 2 MiB; other sizes in proportion
  double cow_copy = 2500.0;
  double make_writable = 769.2;
  double file_page = 230.8;
  double major_fault = 96154.0;
  double fork = 76923.1;
  double fork_page = 76.9;  ///< for each entry copied
  double mmap = 2500.0;
  double munmap = 2500.0;
  double mprotect = 3269.2;
  double syscall = 100.0;
  double local_flush = 100.0;
  double context_switch = 1500.0;

  void describe(Schema&);
  void validate(Problems&) const;
};

struct KernelConfig {
  /// The largest page that anonymous memory is mapped with: 4KiB stands for the format's base page.
  Bytes page_size{4096};
  bool zero_page = true;
  Charge charge = Charge::table;
  double time_slice = 3e6;  ///< ns
  Bytes stack_limit{std::uint64_t{8} << 20U};
  FileCache file_cache = FileCache::warm;
  Bytes fault_around{std::uint64_t{64} << 10U};
  Bytes readahead{std::uint64_t{128} << 10U};
  std::uint32_t flush_ceiling = 33;  ///< pages
  KernelCosts cost;

  void describe(Schema&);
  void validate(Problems&) const;
};

}  // namespace vapa

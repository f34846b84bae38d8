#pragma once
// What a scenario file says, line by line. docs/scenarios.md tells the language.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sw/scenario/world.hpp"

namespace vapa::scenario {

/// 100 · major + minor of a Linux: 6.18 is 618.
using Version = Strong<struct VersionTag, unsigned>;

/// The Linux that the kernel model imitates.
inline constexpr Version newest{618};

/// Where something stands in the file, from 1. Texts that differ in nothing else say the same.
struct Spot {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Spot&) const noexcept { return true; }
};

enum class Unit : std::uint8_t { bytes, pages, kib, mib, gib, tib };

struct Size {
  std::uint64_t count = 0;
  Unit unit = Unit::pages;

  /// The parser has seen that they fit.
  constexpr std::uint64_t bytes() const noexcept { return count << shift(unit); }
  static constexpr unsigned shift(Unit unit) noexcept {
    constexpr unsigned shifts[] = {0, page_shift, 10, 20, 30, 40};
    return shifts[static_cast<unsigned>(unit)];
  }
  bool operator==(const Size&) const noexcept = default;
};

/// Predefined: where the program break was at the start.
inline constexpr std::string_view heap_name = "heap";

/// `NAME`, `NAME[page]+offset`, or without a name the address `offset`.
struct Place {
  std::string name;
  std::uint64_t page = 0;
  std::uint64_t offset = 0;  ///< bytes
  bool operator==(const Place&) const = default;
};

/// `a[2..5]` counts its pages, `a[2] 50 bytes` has a size; with neither, all of the mapping.
struct Range {
  Place first;
  std::optional<std::uint64_t> pages;
  std::optional<Size> size;
  bool operator==(const Range&) const = default;
};

struct TouchStep {
  Op op = Op::load;
  Range range;
  std::uint64_t value = 1;  ///< stored
  bool counting = false;    ///< up, from page to page
  bool operator==(const TouchStep&) const = default;
};

struct MapStep {
  /// next_free: in the arena. fixed: MAP_FIXED, noreplace: MAP_FIXED_NOREPLACE.
  enum class Placing : std::uint8_t { next_free, anywhere, fixed, noreplace, hint };

  Size size;
  std::uint64_t prot = 0;
  std::uint64_t flags = 2;            ///< MAP_*, without those of place and file
  std::optional<std::uint32_t> file;  ///< of Scenario::files
  std::uint64_t from = 0;             ///< page of the file
  Placing placing = Placing::next_free;
  Place at;
  bool operator==(const MapStep&) const = default;
};

/// munmap, mprotect, madvise, msync, mlock, munlock.
struct RangeStep {
  Syscall name = Syscall::munmap;
  Range range;
  std::uint64_t argument = 0;  ///< the third, as in the ABI; of mlock: MLOCK_ONFAULT
  bool operator==(const RangeStep&) const = default;
};

struct RemapStep {
  Range range;
  Size to;
  std::uint64_t flags = 0;  ///< MREMAP_MAYMOVE, MREMAP_DONTUNMAP
  std::optional<Place> at;
  bool hint = false;  ///< `at` without MREMAP_FIXED
  bool operator==(const RemapStep&) const = default;
};

struct BreakStep {
  enum class Kind : std::uint8_t { grow, shrink, to };
  Kind kind = Kind::grow;
  Size by;
  Place to;
  bool operator==(const BreakStep&) const = default;
};

/// pread and pwrite of 8 bytes.
struct FileStep {
  bool write = false;
  std::uint32_t file = 0;
  std::uint64_t page = 0;
  std::uint64_t offset = 0;  ///< in the page
  std::uint64_t value = 1;   ///< written
  bool operator==(const FileStep&) const = default;
};

struct ForkStep {
  ActorId child;
  bool operator==(const ForkStep&) const = default;
};
struct ThreadStep {
  ActorId thread;
  bool operator==(const ThreadStep&) const = default;
};
struct ExitStep {
  std::uint8_t status = 0;
  bool operator==(const ExitStep&) const = default;
};
struct WaitStep {
  ActorId child;
  bool operator==(const WaitStep&) const = default;
};
struct SmapsStep {
  Range range;
  bool operator==(const SmapsStep&) const = default;
};
/// Without a range: all of the arena.
struct VmasStep {
  std::optional<Range> range;
  bool operator==(const VmasStep&) const = default;
};

using Command = std::variant<TouchStep, MapStep, RangeStep, RemapStep, BreakStep, FileStep,
                             ForkStep, ThreadStep, ExitStep, WaitStep, SmapsStep, VmasStep>;

/// A fact that the step must show: `head`, `place` and `tail` with blanks between.
struct Expectation {
  Spot spot;
  std::string head;
  std::optional<Range> place;
  std::string tail;
  std::optional<Version> since;   ///< holds for no older kernel
  std::optional<Version> before;  ///< holds for older kernels only
  bool operator==(const Expectation&) const = default;

  bool holds_for(Version v) const noexcept {
    return (!since || v >= *since) && (!before || v < *before);
  }
};

struct Step {
  Spot spot;
  ActorId actor;
  std::string name;  ///< that a mapping gets, or ""
  Command command;
  std::vector<Expectation> expected;
  bool operator==(const Step&) const = default;
};

struct NamedFile {
  std::string name;
  Size size;
  bool operator==(const NamedFile&) const = default;
};

struct Scenario {
  std::string description;  ///< lines of the first comment
  Version since;            ///< the oldest Linux whose rules it follows
  bool huge_pages = false;
  std::vector<NamedFile> files;
  std::vector<std::string> actors{"main"};  ///< by ActorId
  std::vector<Step> steps;
  bool operator==(const Scenario&) const = default;
};

}  // namespace vapa::scenario

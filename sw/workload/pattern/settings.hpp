#pragma once
// What a synthetic workload can be told, in one table: it drives parsing, help, errors and the
// canonical spelling.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace vapa::pattern {

struct Settings {
  std::uint64_t footprint = std::uint64_t{64} << 20U;
  std::uint64_t accesses = 1'000'000;
  std::uint64_t seed = 1;
  std::uint64_t size = 8;
  std::uint64_t base = 0x1000'0000;
  double write = 0;
  std::uint64_t stride = 4096;
  double alpha = 0.99;
  std::uint64_t granule = 4096;
  std::uint64_t node = 64;
  std::uint64_t phases = 8;
  std::uint64_t working_set = 0;
};

enum class Kind : std::uint8_t { sequential, stride, uniform, zipf, chase, phased, mix };

struct KindInfo {
  Kind kind;
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array kinds{
    KindInfo{Kind::sequential, "sequential",
             "one access after another, from the front again at the end"},
    KindInfo{Kind::stride, "stride", "every stride-th byte, from the front again at the end"},
    KindInfo{Kind::uniform, "uniform", "every place of the footprint equally likely"},
    KindInfo{Kind::zipf, "zipf", "places scattered at random, the k-th most likely by 1/k^alpha"},
    KindInfo{Kind::chase, "chase",
             "a list of nodes in random order, each load giving the next address"},
    KindInfo{Kind::phased, "phased", "uniform within a working set that moves over the footprint"},
    KindInfo{Kind::mix, "mix",
             "weighted choice among other patterns: mix:accesses=1M,3*[uniform],1*[chase]"},
};

/// How a value is written and judged.
enum class Unit : std::uint8_t { bytes, count, address, number, fraction };

constexpr unsigned in(Kind kind) { return 1U << static_cast<unsigned>(kind); }
inline constexpr unsigned in_single = in(Kind::mix)-1;  ///< every pattern but mix
inline constexpr unsigned in_all = in_single | in(Kind::mix);

struct Parameter {
  std::string_view name;
  std::variant<std::uint64_t Settings::*, double Settings::*> member;
  Unit unit;
  unsigned kinds;  ///< of in()
  std::string_view meaning;
};

inline constexpr std::array parameters{
    Parameter{"footprint", &Settings::footprint, Unit::bytes, in_single,
              "memory that is mapped and touched"},
    Parameter{"accesses", &Settings::accesses, Unit::count, in_all, "length"},
    Parameter{"seed", &Settings::seed, Unit::count, in_all, "of everything random in it"},
    Parameter{"size", &Settings::size, Unit::bytes, in_single, "of one access, 1 to 4096"},
    Parameter{"base", &Settings::base, Unit::address, in_single, "first address"},
    Parameter{"write", &Settings::write, Unit::fraction, in_single & ~in(Kind::chase),
              "part of the accesses that are stores"},
    Parameter{"stride", &Settings::stride, Unit::bytes, in(Kind::stride),
              "from one access to the next"},
    Parameter{"alpha", &Settings::alpha, Unit::number, in(Kind::zipf),
              "skew, above 0 and up to 10"},
    Parameter{"granule", &Settings::granule, Unit::bytes, in(Kind::zipf),
              "size of a place; within it accesses are uniform"},
    Parameter{"node", &Settings::node, Unit::bytes, in(Kind::chase), "size of a node of the list"},
    Parameter{"phases", &Settings::phases, Unit::count, in(Kind::phased),
              "positions of the working set, equally long"},
    Parameter{"working_set", &Settings::working_set, Unit::bytes, in(Kind::phased),
              "0: footprint / phases"},
};

/// The table as text for a help page.
std::string help();

/// "K", "M", "G" (thousands) behind a count, "KiB" … "TiB" or "B" behind bytes, "0x" before either.
/// Throws std::invalid_argument with a sentence that says the mend.
void set(Settings&, const Parameter&, std::string_view text);
/// In the spelling that set() reads back to the same value.
std::string get(const Settings&, const Parameter&);

}  // namespace vapa::pattern

#include "core/dram/config.hpp"

#include <fmt/format.h>

#include <bit>

namespace vapa {
namespace {

void check_power_of_two(Problems& p, const char* key, std::uint32_t value, std::uint32_t most) {
  if (!std::has_single_bit(value) || value > most) {
    p.add(key, fmt::format("must be a power of two from 1 to {}, is {}", most, value));
  }
}

void check_nanoseconds(Problems& p, const char* key, double value) {
  if (!(value >= 0 && value <= 1e6)) {
    p.add(key, fmt::format("must be from 0 to 1000000 ns, is {}", value));
  }
}

}  // namespace

void DramConfig::describe(Schema& s) {
  s.field("part", part, "",
          "ddr4_3200: 8 Gb x8, 22-22-22; ddr5_4800: 16 Gb x8, 40-39-39; fixed: every access takes "
          "dram.latency, and the other keys of dram do not count.");
  s.field("channels", channels, "channels",
          "Memory channels of 64 bits; a channel of ddr5_4800 is two subchannels of 32 bits.");
  s.field("ranks", ranks, "ranks", "Ranks of each channel; each has banks of its own.");
  s.field(
      "policy", policy, "",
      "open: a row stays open until another is needed; closed: it is closed after each access.");
  s.field("mapping", mapping, "",
          "Which address bits choose channel, rank, bank, row and column, most significant first.");
  s.field(
      "refresh", refresh, "",
      "Whether a rank is refreshed every tREFI, which closes its rows and makes accesses wait.");
  s.field("controller", controller, "ns",
          "Fixed part of an access outside the memory chips: interconnect behind the last cache, "
          "memory controller, wires of the board, there and back.");
  s.field("latency", latency, "ns", "Part fixed: time of an access.");
}

void DramConfig::validate(Problems& p) const {
  check_power_of_two(p, "channels", channels, 64);
  check_power_of_two(p, "ranks", ranks, 16);
  check_nanoseconds(p, "controller", controller);
  check_nanoseconds(p, "latency", latency);
}

}  // namespace vapa

#include "platform/run/walk_log.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace vapa {
namespace {

constexpr std::array<const char*, walk_reason_count> reasons{"miss", "update", "replay"};
constexpr std::array<const char*, 4> operations{"load", "store", "rmw", "fetch"};
constexpr std::array<const char*, served_count> places{"l1d", "l2", "l3", "dram"};
constexpr std::array<const char*, 7> faults{"none",   "non_canonical",  "not_present",  "reserved",
                                            "rights", "accessed_dirty", "beyond_memory"};

template <class E, std::size_t N>
const char* name(const std::array<const char*, N>& names, E e) {
  return names[static_cast<std::size_t>(e)];
}

}  // namespace

WalkLog::WalkLog(const std::string& path) : out_(path) {
  out_.write("start,end,reason,op,va,asid,begin_level,reads,served,outcome\n");
}

void WalkLog::walked(const WalkRecord& w) {
  fmt::memory_buffer row;
  const auto to = std::back_inserter(row);
  fmt::format_to(to, "{},{},{},{},{:#x},{},{},{},", w.start, w.end, name(reasons, w.reason),
                 name(operations, w.op), w.va.value, w.asid.value, w.begin_level, w.reads);
  for (unsigned i = 0; i < w.reads; ++i) {
    fmt::format_to(to, "{}{}", i == 0 ? "" : " ", name(places, w.read[i].served));
  }
  if (w.faulted) {
    fmt::format_to(to, ",{}\n", name(faults, w.fault.kind));
  } else {
    fmt::format_to(to, ",{:#x}/{}\n", w.leaf.pa.value, std::uint64_t{1} << w.leaf.shift);
  }
  out_.write(row.data(), row.size());
}

}  // namespace vapa

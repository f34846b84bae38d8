#include "platform/run/walk_log.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <iterator>

#include "core/error.hpp"

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

WalkLog::WalkLog(const std::string& path)
    : path_(path), unfinished_(path + ".unfinished"), out_(unfinished_, std::ios::trunc) {
  if (!out_) throw InputError(path + ": cannot be written; name a file in a folder of yours");
  out_ << "start,end,reason,op,va,asid,begin_level,reads,served,outcome\n";
}

WalkLog::~WalkLog() {
  if (!out_.is_open()) return;
  out_.close();
  std::remove(unfinished_.c_str());
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
  out_.write(row.data(), static_cast<std::streamsize>(row.size()));
}

void WalkLog::close() {
  out_.close();
  if (!out_ || std::rename(unfinished_.c_str(), path_.c_str()) != 0) {
    throw InputError(path_ + ": could not be written; is the disk full?");
  }
}

}  // namespace vapa

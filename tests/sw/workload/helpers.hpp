#pragma once
// What the tests of workloads share.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "sw/workload/native/reader.hpp"
#include "sw/workload/workload.hpp"

namespace vapa {

inline bool operator==(const Event& a, const Event& b) {
  return a.va == b.va && a.size == b.size && a.op == b.op && a.depends == b.depends;
}
inline std::ostream& operator<<(std::ostream& out, const Event& event) {
  return out << "{op " << static_cast<int>(event.op) << " va 0x" << std::hex << event.va.value
             << std::dec << " size " << event.size << "}";
}

namespace testing_workload {

/// A folder of its own that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "vapa-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(std::string_view name) const { return (path_ / name).string(); }
  std::string write(std::string_view name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary).write(content.data(), std::ssize(content));
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Drained {
  std::vector<Event> events;  ///< calls among them, Event::aux being their place in `calls`
  std::vector<TracedCall> calls;
};

/// All events of a program.
inline Drained drain(Program& program) {
  Drained all;
  auto* const traced = dynamic_cast<native::TracedProgram*>(&program);
  for (auto batch = program.next(); !batch.empty(); batch = program.next()) {
    for (Event event : batch) {
      if (event.op == Op::call) {
        TracedCall call;
        if (traced != nullptr) {
          call = traced->traced(event.aux);
        } else {
          call.call = program.call(event.aux);
        }
        event.aux = static_cast<std::uint32_t>(all.calls.size());
        all.calls.push_back(std::move(call));
      }
      all.events.push_back(event);
    }
  }
  return all;
}

inline Drained drain_only_process(std::string_view spec) {
  auto processes = open_workload(spec);
  EXPECT_EQ(processes.size(), 1U);
  return drain(*processes.front().program);
}

/// Accesses by kind: load, store, rmw, fetch, call.
inline std::array<std::uint64_t, 5> count(const std::vector<Event>& events) {
  std::array<std::uint64_t, 5> counts{};
  for (const Event& event : events) ++counts[static_cast<std::size_t>(event.op)];
  return counts;
}

/// The message of the InputError that `action` throws; "" when it throws none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// A page of a file.
inline TracedCall mmap_of(std::uint32_t file) {
  TracedCall traced;
  traced.call = {.name = Syscall::mmap,
                 .has_result = true,
                 .number = 9,
                 .args = {0, 4096, 1, 2, 3, 0},
                 .result = 0x5000000,
                 .file = file};
  return traced;
}

/// A run of a small program: loops over arrays, a stack, calls now and then.
inline std::vector<Event> sample_accesses(std::size_t count) {
  std::vector<Event> events;
  std::uint64_t x = 1;
  while (events.size() < count) {
    x = x * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t pc = 0x108000 + (events.size() % 96) * 4;
    events.push_back(
        {.va = VirtAddr{pc}, .size = static_cast<std::uint16_t>(1 + x % 15), .op = Op::fetch});
    if (x >> 63U != 0) {
      events.push_back(
          {.va = VirtAddr{0x1fff000000 + (x >> 40U & 0xfffU)}, .size = 8, .op = Op::store});
    }
    if (x >> 61U == 1) {
      events.push_back({.va = VirtAddr{x >> 3U},
                        .size = static_cast<std::uint16_t>(1U << (x >> 50U & 6U)),
                        .op = Op::rmw});
    }
    if (x >> 60U == 2)
      events.push_back({.va = VirtAddr{x}, .size = 4095, .op = Op::load, .depends = 1});
  }
  events.resize(count);
  return events;
}

}  // namespace testing_workload
}  // namespace vapa

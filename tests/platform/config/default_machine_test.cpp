// docs/default-machine.md against the program: its tables name every key of the hardware with its
// default.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <string>

#include "platform/config/system_config.hpp"

namespace vapa {
namespace {

std::string text(Bytes bytes) {
  static constexpr std::array<std::string_view, 4> units{"B", "KiB", "MiB", "GiB"};
  std::uint64_t value = bytes.value;
  std::size_t unit = 0;
  while (unit + 1 < units.size() && value != 0 && value % 1024 == 0) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", value, units[unit]);
}

struct Text {
  std::string operator()(const EnumRef& e) const { return std::string(e.names[*e.value]); }
  std::string operator()(const Bytes* value) const { return text(*value); }
  std::string operator()(const std::vector<Bytes>* list) const {
    std::vector<std::string> all;
    for (const Bytes bytes : *list) all.push_back(text(bytes));
    return fmt::format("{}", fmt::join(all, ", "));
  }
  template <class T>
  std::string operator()(const std::vector<T>* list) const {
    return fmt::format("{}", fmt::join(*list, ", "));
  }
  template <class T>
  std::string operator()(const T* value) const {
    return fmt::format("{}", *value);
  }
};

/// Key and default of every row whose first cell is a key.
std::map<std::string, std::string> documented() {
  std::ifstream file(VAPA_SOURCE_DIR "/docs/default-machine.md");
  static const std::regex row(R"(\| `([a-z0-9_.]+\.[a-z0-9_]+)` \| ([^|]+) \|.*)");
  std::map<std::string, std::string> rows;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_match(line, match, row)) rows[match[1]] = match[2];
  }
  return rows;
}

std::map<std::string, std::string> defaults() {
  SystemConfig config;
  Schema schema;
  config.describe(schema);
  std::map<std::string, std::string> values;
  for (const Field& field : schema.fields()) {
    static const std::regex hardware(R"((cpu|mmu|cache|dram|memory)\..*)");
    if (std::regex_match(field.key, hardware)) values[field.key] = std::visit(Text{}, field.ref);
  }
  return values;
}

TEST(DefaultMachine, IsTheDocumentedOne) { EXPECT_EQ(documented(), defaults()); }

TEST(DefaultMachine, IsValid) {
  const SystemConfig config;
  Problems problems;
  config.validate(problems);
  for (const auto& problem : problems.list()) ADD_FAILURE() << problem.key << problem.message;
}

TEST(DefaultMachine, ReachesMemoryInTheTimesTheDocumentNames) {
  const SystemConfig c;
  const double on_chip =
      (c.cache.l1d.latency + c.cache.l2.latency + c.cache.l3.latency) / c.cpu.frequency;
  EXPECT_NEAR(on_chip + c.dram.controller + 30, 65, 0.5);
  EXPECT_NEAR(on_chip + c.dram.controller + 43.75, 79, 0.5);
}

}  // namespace
}  // namespace vapa

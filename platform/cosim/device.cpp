#include "cosim/device.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/schema.hpp"
#include "core/error.hpp"

namespace vapa::cosim {
namespace {

constexpr unsigned longest_latency = 1000;

bool word(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

void within(Problems& p, std::string_view key, unsigned value, unsigned least, unsigned most) {
  if (value < least || value > most) {
    p.add(key, fmt::format("must be from {} to {}, is {}", least, most, value));
  }
}

void check_capabilities(const Capabilities& c, Problems& p) {
  if (c.va_bits != 39 && c.va_bits != 48 && c.va_bits != 57) {
    p.add("va_bits", fmt::format("must be 39, 48 or 57, is {}", c.va_bits));
  }
  within(p, "pa_bits", c.pa_bits, 32, 56);
  within(p, "page_sizes", c.page_sizes, 1, 31);
  if ((c.page_sizes & 1U) == 0) {
    p.add("page_sizes", "must have bit 0: every page table can map 4 KiB");
  }
  within(p, "asid_bits", c.asid_bits, 0, 16);
  within(p, "tag_bits", c.tag_bits, 0, 16);
  within(p, "miss_entries", c.miss_entries, 1, 256);
  if (c.entries == 0) p.add("entries", "must be at least 1, is 0");
  if (c.latency) within(p, "latency", *c.latency, 0, longest_latency);
}

void check_device(const Dut& dut, Problems& p) {
  if (!word(dut.name)) {
    p.add("name", "must be a word of letters, digits, '_', '-' and '.': files are called after it");
  }
  if (!dut.make) p.add("make", "is empty; give it a function that makes the device");
  check_capabilities(dut.capabilities, p);
}

}  // namespace

Capabilities capabilities_of(const PipelinedTlbConfig& config) {
  Capabilities c;
  c.va_bits = config.va_bits;
  c.pa_bits = config.pa_bits;
  c.asid_bits = config.asid_bits;
  c.tag_bits = config.tag_bits;
  c.miss_entries = config.miss_entries;
  c.entries = config.entries;
  c.debug_entries = config.entries;
  c.updates_ad = config.ad_update;
  c.latency = 2;
  return c;
}

void check(const std::vector<Dut>& devices) {
  std::string wrong;
  if (devices.empty()) wrong = "there is no device; give at least one\n";
  for (auto dut = devices.begin(); dut != devices.end(); ++dut) {
    Problems problems;
    check_device(*dut, problems);
    const auto same = [&](const Dut& other) { return other.name == dut->name; };
    if (std::any_of(devices.begin(), dut, same)) {
      problems.add("name", "is given to two devices; each needs its own");
    }
    for (const auto& [key, message] : problems.list()) {
      wrong += fmt::format("device {}: {}: {}\n", dut->name, key, message);
    }
  }
  if (wrong.empty()) return;
  wrong.pop_back();
  throw InputError(wrong);
}

}  // namespace vapa::cosim

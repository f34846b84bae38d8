#include "platform/config/dtlb_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "platform/config/value.hpp"
#include "rtl/builds.hpp"

namespace vapa {
namespace {

/// What the pipelined TLB can hold, by the bit of PipelinedTlbConfig::sizes.
constexpr std::array<Bytes, 3> page_sizes{Bytes{4U << 10U}, Bytes{2U << 20U}, Bytes{1U << 30U}};

std::string_view name_of(Replacement policy) {
  return enum_names(policy)[static_cast<std::size_t>(policy)];
}

/// A parameter as the --set that gives it.
using Settings = std::vector<std::string>;

std::string sizes_setting(std::uint32_t sizes) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < page_sizes.size(); ++i) {
    if (((sizes >> i) & 1U) != 0) names.push_back(format_bytes(page_sizes[i].value));
  }
  return fmt::format("mmu.dtlb.page_sizes={}", fmt::join(names, ","));
}

std::string_view name_of(FormatName format) {
  return enum_names(format)[static_cast<std::size_t>(format)];
}

bool is_riscv(FormatName format) { return name_of(format).starts_with("sv"); }

/// Of a machine of that family, where there is one with such addresses.
std::string format_setting(std::uint32_t va_bits, bool riscv) {
  FormatName format = FormatName::sv39;
  if (va_bits == 48) format = riscv ? FormatName::sv48 : FormatName::x86_64_4;
  if (va_bits == 57) format = riscv ? FormatName::sv57 : FormatName::x86_64_5;
  return fmt::format("paging.format={}", name_of(format));
}

Settings settings_of(const PipelinedTlbConfig& c, bool riscv) {
  return {fmt::format("mmu.dtlb.entries={}", c.entries),
          fmt::format("mmu.dtlb.ways={}", c.ways),
          sizes_setting(c.sizes),
          fmt::format("mmu.dtlb.replacement={}", name_of(c.replacement)),
          fmt::format("mmu.dtlb.miss_entries={}", c.miss_entries),
          fmt::format("mmu.dtlb.waiters={}", c.waiters),
          fmt::format("mmu.asid_bits={}", c.asid_bits),
          format_setting(c.va_bits, riscv),
          fmt::format("paging.pa_bits={}", c.pa_bits),
          fmt::format("paging.hardware_ad={}", c.ad_update)};
}

/// Of `wanted` what is not in `now`.
Settings changes(const Settings& now, const Settings& wanted) {
  Settings out;
  for (const std::string& setting : wanted) {
    if (std::find(now.begin(), now.end(), setting) == now.end()) out.push_back(setting);
  }
  return out;
}

/// Every build with its parameters, and what to change for the one that is nearest.
std::string not_built(const PipelinedTlbConfig& wanted, bool riscv) {
  const Settings now = settings_of(wanted, riscv);
  std::string list;
  Settings fewest;
  for (const RtlBuild& build : rtl_builds()) {
    const Settings its = settings_of(build.config, riscv);
    list += fmt::format("\n  {}: {}", build.name, fmt::join(its, " "));
    const Settings missing = changes(now, its);
    if (fewest.empty() || missing.size() < fewest.size()) fewest = missing;
  }
  return fmt::format(
      "the RTL was not built for {}; use --set {}, or --set mmu.dtlb.model=pipelined, the same TLB "
      "with any parameters, or add a line to rtl/CMakeLists.txt and build; built are:{}",
      fmt::join(now, " "), fmt::join(fewest, " --set "), list);
}

/// The key behind a parameter of the pipelined TLB.
std::string key_of(std::string_view parameter) {
  if (parameter == "pa_bits") return "paging.pa_bits";
  if (parameter == "va_bits") return "paging.format";
  if (parameter == "asid_bits") return "mmu.asid_bits";
  if (parameter == "sizes") return "mmu.dtlb.page_sizes";
  return fmt::format("mmu.dtlb.{}", parameter);
}

bool can_hold(Bytes size) {
  return std::find(page_sizes.begin(), page_sizes.end(), size) != page_sizes.end();
}

/// What the parameters alone do not say.
void validate_format(Problems& p, const Format& format) {
  constexpr std::array known{FormatName::x86_64_4, FormatName::x86_64_5, FormatName::sv39,
                             FormatName::sv48, FormatName::sv57};
  if (std::find(known.begin(), known.end(), format.name()) != known.end()) return;
  p.add("paging.format",
        fmt::format("the pipelined data TLB knows x86_64_4, x86_64_5, sv39, sv48 and sv57, not {}; "
                    "use --set paging.format={}, or --set mmu.dtlb.model=array",
                    name_of(format.name()), is_riscv(format.name()) ? "sv39" : "x86_64_4"));
}

void validate_sizes(Problems& p, const DtlbConfig& dtlb) {
  for (const Bytes size : dtlb.page_sizes) {
    if (can_hold(size)) continue;
    p.add("mmu.dtlb.page_sizes", fmt::format("the pipelined data TLB holds pages of 4KiB, 2MiB and "
                                             "1GiB, not {}; leave it out, or use --set "
                                             "mmu.dtlb.model=array",
                                             format_bytes(size.value)));
  }
}

}  // namespace

void DtlbConfig::describe(Schema& s) {
  s.field("model", model, "",
          "array: looked up in `latency` cycles. pipelined: the TLB of rtl/README.md in C++, "
          "clocked until it answers; a hit takes 2 cycles, and `latency` does not count. rtl: the "
          "same in SystemVerilog, for the parameters that it was built for. Neither says what it "
          "evicts: their evictions and invalidations stay 0.");
  TlbConfig::describe(s);
  s.field("miss_entries", miss_entries, "entries",
          "Walks that a pipelined or rtl TLB can have outstanding; accesses come one after the "
          "other, so that there is never more than one.",
          Effect::neutral);
  s.field("waiters", waiters, "entries",
          "Requests that can wait for these walks; likewise never more than one.", Effect::neutral);
}

void DtlbConfig::validate(Problems& p) const {
  TlbConfig::validate(p);
  PipelinedTlbConfig channels;
  channels.miss_entries = miss_entries;
  channels.waiters = waiters;
  channels.validate(p);
}

PipelinedTlbConfig pipelined_dtlb(const DtlbConfig& dtlb, std::uint32_t asid_bits,
                                  const Format& format) {
  PipelinedTlbConfig c;
  c.entries = dtlb.entries;
  c.ways = dtlb.ways;
  c.sizes = 0;
  for (std::size_t i = 0; i < page_sizes.size(); ++i) {
    const auto& held = dtlb.page_sizes;
    if (std::find(held.begin(), held.end(), page_sizes[i]) != held.end()) c.sizes |= 1U << i;
  }
  c.va_bits = format.va_bits();
  c.pa_bits = format.pa_bits();
  c.asid_bits = asid_bits;
  c.miss_entries = dtlb.miss_entries;
  c.waiters = dtlb.waiters;
  c.replacement = dtlb.replacement;
  c.ad_update = format.hardware_ad();
  return c;
}

void validate_pipelined_dtlb(Problems& p, const DtlbConfig& dtlb, std::uint32_t asid_bits,
                             const Format& format) {
  Problems found;
  validate_format(found, format);
  validate_sizes(found, dtlb);
  const PipelinedTlbConfig wanted = pipelined_dtlb(dtlb, asid_bits, format);
  if (found.list().empty()) {
    Problems parameters;
    wanted.validate(parameters);
    for (const Problems::Problem& problem : parameters.list()) {
      found.add(key_of(problem.key),
                fmt::format("of a pipelined data TLB {}; or use --set mmu.dtlb.model=array",
                            problem.message));
    }
  }
  for (const Problems::Problem& problem : found.list()) p.add(problem.key, problem.message);
  const bool lacks_build =
      found.list().empty() && dtlb.model == TlbModel::rtl && !rtl_build_of(wanted);
  if (lacks_build) p.add("mmu.dtlb.model", not_built(wanted, is_riscv(format.name())));
}

std::optional<std::string_view> rtl_build_of(const PipelinedTlbConfig& wanted) {
  for (const RtlBuild& build : rtl_builds()) {
    PipelinedTlbConfig its = build.config;
    its.tag_bits = wanted.tag_bits;
    if (its == wanted) return build.name;
  }
  return std::nullopt;
}

}  // namespace vapa

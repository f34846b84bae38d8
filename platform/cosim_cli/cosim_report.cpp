#include "cosim_cli/cosim_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "terminal/status_line.hpp"

namespace vapa {
namespace {

std::string rate_text(Cycle cycles, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(cycles) / seconds : 0;
  return rate < 1e6 ? fmt::format("{:.0f} k/s", rate / 1e3) : fmt::format("{:.2f} M/s", rate / 1e6);
}

/// sizes: a bit for each level.
std::string sizes_text(unsigned sizes) {
  constexpr std::array<std::string_view, 5> names{" 4KiB", " 2MiB", " 1GiB", " 512GiB", " 256TiB"};
  std::string text;
  for (unsigned i = 0; i < names.size(); ++i) {
    if ((sizes >> i & 1U) != 0) text += names[i];
  }
  return text;
}

std::string flushes_text(const cosim::Capabilities& c) {
  std::string text = "flush all";
  if (c.flush_va) text += " va";
  if (c.flush_asid) text += " asid";
  return text;
}

std::string xml_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string parameters_text(const PipelinedTlbConfig& c) {
  return fmt::format(
      "{} entries, {} ways,{}, VA {}, PA {}, ASID {}, tag {}, {} misses, {} waiters, "
      "{}{}",
      c.entries, c.ways, sizes_text(c.sizes), c.va_bits, c.pa_bits, c.asid_bits, c.tag_bits,
      c.miss_entries, c.waiters, enum_names(Replacement{})[static_cast<std::size_t>(c.replacement)],
      c.ad_update ? "" : ", A and D by software");
}

std::string capabilities_text(const cosim::Capabilities& c) {
  return fmt::format(
      "about {} entries,{}, VA {}, PA {}, ASID {}, tag {}, {} walks, {}, {}{}{}{}", c.entries,
      sizes_text(c.page_sizes), c.va_bits, c.pa_bits, c.asid_bits, c.tag_bits, c.miss_entries,
      c.latency ? fmt::format("latency {}", *c.latency) : "any latency", flushes_text(c),
      c.x86 ? "" : ", RISC-V", c.checks_rights ? "" : ", rights not checked",
      c.updates_ad ? "" : ", A and D by software");
}

std::string cosim_progress(const std::string& name, Cycle done, Cycle total, double seconds) {
  const double share = static_cast<double>(done) / static_cast<double>(total);
  const double left = done == 0 ? 0 : std::max(0.0, seconds / share - seconds);
  return fmt::format("{}: {:.1f} M of {:.1f} M cycles, {}, {} left", name,
                     static_cast<double>(done) / 1e6, static_cast<double>(total) / 1e6,
                     rate_text(done, seconds), clock_text(left));
}

std::string case_text(const CosimCase& c) {
  return fmt::format("{:<13} {} cycles in {} epochs, {}: no mismatch\n", c.name, c.cycles, c.epochs,
                     rate_text(c.cycles, c.seconds));
}

std::string coverage_text(const cosim::Coverage::Summary& summary) {
  std::string text = fmt::format("coverage: {} of {} bins were hit\n", summary.hit, summary.bins);
  constexpr std::size_t most = 20;
  for (std::size_t i = 0; i < std::min(most, summary.missing.size()); ++i) {
    text += fmt::format("  not hit: {}\n", summary.missing[i]);
  }
  if (summary.missing.size() > most) {
    text += fmt::format("  and {} more\n", summary.missing.size() - most);
  }
  return text;
}

std::string junit_text(const std::vector<CosimCase>& cases) {
  const auto failures =
      std::count_if(cases.begin(), cases.end(), [](const auto& c) { return !c.failure.empty(); });
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"vapa cosim\" tests=\"{}\" "
      "failures=\"{}\">\n",
      cases.size(), failures);
  for (const CosimCase& c : cases) {
    text += fmt::format("  <testcase classname=\"cosim\" name=\"{}\" time=\"{:.3f}\"",
                        xml_escaped(c.name), c.seconds);
    text += c.failure.empty() ? "/>\n"
                              : fmt::format(">\n    <failure message=\"{}\"/>\n  </testcase>\n",
                                            xml_escaped(c.failure));
  }
  return text + "</testsuite>\n";
}

}  // namespace vapa

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
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  }
  return escaped;
}

std::string end_of_testcase(const CosimCase& c) {
  switch (c.verdict) {
    case CosimCase::Verdict::no_mismatch:
      return "/>\n";
    case CosimCase::Verdict::mismatch:
      return fmt::format(">\n    <failure message=\"{}\"/>\n  </testcase>\n",
                         xml_escaped(c.failure));
    case CosimCase::Verdict::interrupted:
      break;
  }
  return fmt::format(">\n    <skipped message=\"interrupted after {} cycles\"/>\n  </testcase>\n",
                     c.cycles);
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

std::string cosim_progress(const std::string& name, const cosim::CampaignStatus& status,
                           double seconds, bool at_most) {
  const double share = static_cast<double>(status.epochs) / static_cast<double>(status.of);
  const std::string left = status.epochs == 0 ? "" : ", " + clock_text(seconds / share - seconds);
  return fmt::format("{}: {} of {}{} epochs, {:.1f} M cycles, {}{}{}", name, status.epochs,
                     at_most ? "at most " : "", status.of, static_cast<double>(status.cycles) / 1e6,
                     rate_text(status.cycles, seconds), left, left.empty() ? "" : " left");
}

std::string mismatch_begin(const std::string& device) {
  return fmt::format("{}: MISMATCH (", device);
}

std::string mismatch_place(const std::string& device, const cosim::Mismatch& mismatch) {
  return fmt::format("{}{}) in cycle {}:", mismatch_begin(device), cosim::name_of(mismatch.judge),
                     mismatch.cycle);
}

std::string mismatch_text(const std::string& device, const cosim::Mismatch& mismatch) {
  return fmt::format("{} {}\n", mismatch_place(device, mismatch), mismatch.what);
}

std::string case_text(const CosimCase& c) {
  const bool whole = c.verdict == CosimCase::Verdict::no_mismatch;
  return fmt::format("{:<13} {} cycles in {} epochs, {}: {}\n", c.name, c.cycles, c.epochs,
                     rate_text(c.cycles, c.seconds),
                     whole ? "no mismatch" : "interrupted, no mismatch until then");
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
  const auto count = [&](CosimCase::Verdict verdict) {
    return std::count_if(cases.begin(), cases.end(),
                         [&](const CosimCase& c) { return c.verdict == verdict; });
  };
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"vapa cosim\" tests=\"{}\" "
      "failures=\"{}\" skipped=\"{}\">\n",
      cases.size(), count(CosimCase::Verdict::mismatch), count(CosimCase::Verdict::interrupted));
  for (const CosimCase& c : cases) {
    text += fmt::format("  <testcase classname=\"cosim\" name=\"{}\" time=\"{:.3f}\"{}",
                        xml_escaped(c.name), c.seconds, end_of_testcase(c));
  }
  return text + "</testsuite>\n";
}

}  // namespace vapa

#include "platform/results/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <functional>
#include <map>

namespace vapa {
namespace {

constexpr unsigned bar_width = 50;

class Summary {
 public:
  Summary(const RunManifest& manifest, const RunResult& result, const Style& style)
      : manifest_(manifest), style_(style) {
    for (const Statistic& statistic : result.stats) {
      values_[statistic.name] =
          std::visit([](auto value) { return static_cast<double>(value); }, statistic.value);
    }
  }

  std::string text() {
    headline();
    cycles();
    translation();
    memory();
    kernel();
    return text_;
  }

 private:
  bool has(std::string_view name) const { return values_.contains(name); }
  double get(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? 0 : found->second;
  }
  /// a / b, or 0 without b.
  double per(double a, double b) const { return b == 0 ? 0 : a / b; }

  void line(std::string_view text) { text_.append(text) += '\n'; }
  void title(std::string_view text) { line(fmt::format("\n{}", style_.bold(text))); }
  void entry(std::string_view name, std::string_view text) {
    line(fmt::format("  {:<12} {}", name, text));
  }

  void headline();
  void cycles();
  void translation();
  void tlb(std::string_view name);
  void walks();
  void memory();
  void caches();
  void dram();
  void kernel();

  const RunManifest& manifest_;
  const Style& style_;
  std::map<std::string, double, std::less<>> values_;
  std::string text_;
};

void Summary::headline() {
  std::vector<std::string> names;
  for (const auto& workload : manifest_.workloads) names.push_back(workload.name);
  line(style_.bold(fmt::format("{}", fmt::join(names, " + "))));
  line(fmt::format("{} accesses in {} cycles, {:.2f} cycles per access",
                   short_count(get("cpu.accesses")), short_count(get("cpu.cycles")),
                   per(get("cpu.cycles"), get("cpu.accesses"))));
  if (!manifest_.ended_by.empty()) {
    line(style_.coloured("incomplete: " + manifest_.ended_by, 33));
  }
}

void Summary::cycles() {
  struct Part {
    const char* name;
    int colour;
  };
  if (get("cpu.cycles") == 0) return;
  title("Where the cycles went");
  for (const Part part : {Part{"base", 37}, Part{"translation", 31}, Part{"data", 34},
                          Part{"fetch", 36}, Part{"kernel", 35}}) {
    const std::string name = fmt::format("cpu.cycles.{}", part.name);
    if (!has(name)) continue;
    const double share = get(name) / get("cpu.cycles");
    entry(part.name, fmt::format("{:5.1f} %  {}", 100 * share,
                                 style_.coloured(style_.bar(share, bar_width), part.colour)));
  }
}

void Summary::translation() {
  if (!has("mmu.itlb.lookups") && !has("mmu.dtlb.lookups")) return;
  title(fmt::format("{:<14} {:>10} {:>10} {:>10} {:>12}", "Translation", "lookups", "misses",
                    "missed", get("cpu.instructions") > 0 ? "MPKI" : "per 1000"));
  for (const char* name : {"itlb", "dtlb", "l2tlb"}) tlb(name);
  walks();
}

/// Misses per 1000 instructions; of a workload without fetches, per 1000 accesses.
void Summary::tlb(std::string_view name) {
  const std::string prefix = fmt::format("mmu.{}.", name);
  const double lookups = get(prefix + "lookups");
  const double misses = get(prefix + "misses");
  if (lookups == 0) return;
  const double instructions = get("cpu.instructions");
  const double base = instructions > 0 ? instructions : get("cpu.accesses");
  line(fmt::format("  {:<12} {:>10} {:>10} {:>8.2f} % {:>12.2f}", name, short_count(lookups),
                   short_count(misses), 100 * per(misses, lookups), per(1000 * misses, base)));
}

void Summary::walks() {
  const double walks = get("mmu.walker.walks");
  if (!has("mmu.walker.walks")) return;
  entry("page walks", walks == 0 ? "none"
                                 : fmt::format("{}, each {:.2f} reads and {:.1f} cycles",
                                               short_count(walks), get("mmu.walker.reads") / walks,
                                               get("mmu.walker.cycles") / walks));
}

void Summary::memory() {
  const double accesses = get("cpu.accesses");
  if (accesses == 0 || !has("cpu.cycles.base")) return;
  title("Memory");
  const double translation = get("cpu.cycles.translation") / accesses;
  const double rest =
      (get("cpu.cycles.base") + get("cpu.cycles.data") + get("cpu.cycles.fetch")) / accesses;
  entry("AMAT",
        fmt::format("{:.2f} cycles, {:.2f} of them translation", rest + translation, translation));
  caches();
  dram();
}

void Summary::caches() {
  std::vector<std::string> parts;
  for (const char* name : {"l1i", "l1d", "l2", "l3"}) {
    double accesses = 0;
    double misses = 0;
    for (const char* cause : {"data", "fetch", "walk", "kernel"}) {
      accesses += get(fmt::format("cache.{}.accesses.{}", name, cause));
      misses += get(fmt::format("cache.{}.misses.{}", name, cause));
    }
    if (accesses > 0) parts.push_back(fmt::format("{} {:.1f} %", name, 100 * misses / accesses));
  }
  if (!parts.empty()) entry("cache misses", fmt::format("{}", fmt::join(parts, ", ")));
}

void Summary::dram() {
  const double all = get("dram.row_hits") + get("dram.row_misses") + get("dram.row_conflicts");
  if (all == 0) return;
  entry("DRAM",
        fmt::format("{} reads, {} writes, {:.1f} % row hits", short_count(get("dram.reads")),
                    short_count(get("dram.writes")), 100 * get("dram.row_hits") / all));
}

void Summary::kernel() {
  struct Count {
    const char* name;
    const char* meaning;
  };
  std::vector<std::string> parts;
  for (const Count count :
       {Count{"kernel.minor_faults", "minor faults"}, Count{"kernel.major_faults", "major faults"},
        Count{"kernel.deaths", "processes killed"}}) {
    if (has(count.name)) {
      parts.push_back(fmt::format("{} {}", short_count(get(count.name)), count.meaning));
    }
  }
  if (parts.empty()) return;
  title("Kernel");
  line(fmt::format("  {}", fmt::join(parts, ", ")));
}

}  // namespace

std::string summary(const RunManifest& manifest, const RunResult& result, const Style& style) {
  return Summary(manifest, result, style).text();
}

}  // namespace vapa

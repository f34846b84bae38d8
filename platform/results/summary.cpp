#include "platform/results/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace vapa {
namespace {

constexpr unsigned bar_width = 50;

constexpr std::size_t deaths_shown = 5;

class Summary {
 public:
  Summary(const RunManifest& manifest, const RunResult& result, const Style& style)
      : manifest_(manifest), deaths_(result.deaths), style_(style) {
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
  const std::vector<std::string>& deaths_;
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
                   get("cpu.cycles_per_access")));
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
                          Part{"fetch", 36}, Part{"kernel", 35}, Part{"idle", 90}}) {
    const std::string name = fmt::format("cpu.cycles.{}", part.name);
    if (get(name) == 0) continue;
    const double share = get(name) / get("cpu.cycles");
    entry(part.name, fmt::format("{:5.1f} %  {}", 100 * share,
                                 style_.coloured(style_.bar(share, bar_width), part.colour)));
  }
}

void Summary::translation() {
  if (!has("mmu.itlb.lookups") && !has("mmu.dtlb.lookups")) return;
  title(fmt::format("{:<14} {:>10} {:>10} {:>10} {:>12}", "Translation", "lookups", "misses",
                    "missed", "MPKI"));
  for (const char* name : {"itlb", "dtlb", "l2tlb"}) tlb(name);
  walks();
}

void Summary::tlb(std::string_view name) {
  const auto value = [&](std::string_view what) {
    return get(fmt::format("mmu.{}.{}", name, what));
  };
  if (value("lookups") == 0) return;
  line(fmt::format("  {:<12} {:>10} {:>10} {:>8.2f} % {:>12.2f}", name,
                   short_count(value("lookups")), short_count(value("misses")),
                   100 * value("miss_ratio"), value("mpki")));
}

void Summary::walks() {
  if (!has("mmu.walker.walks")) return;
  const double misses = get("mmu.walker.walks");
  const double updates = get("mmu.walker.update_walks");
  const double replays = get("mmu.walker.replay_walks");
  const double walks = misses + updates + replays;
  if (walks == 0) return entry("page walks", "none");
  std::vector<std::string> reasons;
  if (misses != walks) reasons.push_back(short_count(misses) + " after misses");
  if (updates != 0) reasons.push_back(short_count(updates) + " to set bits");
  if (replays != 0) reasons.push_back(short_count(replays) + " after faults");
  entry("page walks",
        fmt::format("{}{}, each {:.2f} reads and {:.1f} cycles", short_count(walks),
                    reasons.empty() ? "" : fmt::format(" ({})", fmt::join(reasons, ", ")),
                    get("mmu.walker.reads_per_walk"), get("mmu.walker.cycles_per_walk")));
}

void Summary::memory() {
  if (!has("cpu.amat")) return;
  title("Memory");
  entry("AMAT", fmt::format("{:.2f} cycles per data access, translation {:.2f} per access",
                            get("cpu.amat"), get("cpu.translation_per_access")));
  caches();
  dram();
}

void Summary::caches() {
  std::vector<std::string> parts;
  for (const char* name : {"l1i", "l1d", "l2", "l3"}) {
    const std::string ratio = fmt::format("cache.{}.miss_ratio", name);
    if (has(ratio)) parts.push_back(fmt::format("{} {:.1f} %", name, 100 * get(ratio)));
  }
  if (!parts.empty()) entry("cache misses", fmt::format("{}", fmt::join(parts, ", ")));
}

void Summary::dram() {
  if (get("dram.reads") + get("dram.writes") == 0) return;
  entry("DRAM",
        fmt::format("{} reads, {} writes, {:.1f} % row hits", short_count(get("dram.reads")),
                    short_count(get("dram.writes")), 100 * get("dram.row_hit_ratio")));
}

void Summary::kernel() {
  struct Count {
    const char* name;
    const char* meaning;
  };
  std::vector<std::string> parts;
  for (const Count count : {Count{"kernel.minor_faults", "minor faults"},
                            Count{"kernel.major_faults", "major faults"}}) {
    if (has(count.name)) {
      parts.push_back(fmt::format("{} {}", short_count(get(count.name)), count.meaning));
    }
  }
  if (parts.empty() && deaths_.empty()) return;
  title("Kernel");
  parts.push_back(
      fmt::format("{} process{} killed", deaths_.size(), deaths_.size() == 1 ? "" : "es"));
  line(fmt::format("  {}", fmt::join(parts, ", ")));
  for (std::size_t i = 0; i < std::min(deaths_.size(), deaths_shown); ++i) {
    line(style_.coloured("  " + deaths_[i], 31));
  }
}

}  // namespace

std::string summary(const RunManifest& manifest, const RunResult& result, const Style& style) {
  return Summary(manifest, result, style).text();
}

}  // namespace vapa

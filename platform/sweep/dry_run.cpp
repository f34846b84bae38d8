#include "platform/sweep/dry_run.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "platform/sweep/plan.hpp"
#include "platform/sweep/store.hpp"

namespace vapa {

namespace {

constexpr std::size_t points_shown = 5;

std::set<std::string> hashes(const SweepManifest& manifest) {
  std::set<std::string> out;
  for (const SweepPlace& place : manifest.places) out.insert(place.hash);
  return out;
}

std::string axis_text(const SweepAxis& axis) {
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < axis.size(); ++i) labels.push_back(axis.label(i));
  constexpr std::size_t shown = 12;
  const std::size_t total = labels.size();
  if (total > shown) {
    labels.resize(shown);
    labels.push_back(fmt::format("… {}", axis.label(total - 1)));
  }
  const std::string unit = axis.unit.empty() || axis.unit == "bytes" ? "" : " " + axis.unit;
  return fmt::format("  axis      {}: {}{} ({})\n", axis.name, fmt::join(labels, "; "), unit,
                     total);
}

std::string workload_text(const SweepWorkload& w) {
  std::string window;
  if (w.skip != 0) window += fmt::format(", skip {}", w.skip);
  if (w.warmup != 0) window += fmt::format(", warm-up {}", w.warmup);
  if (w.limit != 0) window += fmt::format(", limit {}", w.limit);
  return fmt::format("  workload  {}{}\n", w.name, window);
}

}  // namespace

std::size_t distinct_points(const SweepManifest& manifest) { return hashes(manifest).size(); }

KnownPoints known_points(const SweepManifest& manifest, const std::string& directory) {
  if (!std::filesystem::is_directory(directory)) return {};
  const SweepStore store = SweepStore::open(directory);
  KnownPoints known;
  for (const std::string& hash : hashes(manifest)) {
    if (store.result(hash)) {
      ++known.done;
    } else if (store.failure(hash)) {
      ++known.failed;
    }
  }
  return known;
}

std::string dry_run_text(const SweepManifest& manifest, const KnownPoints& known,
                         bool retry_failed) {
  const SweepDescription& d = manifest.description;
  std::string out = d.title + '\n';
  for (const SweepAxis& axis : d.axes) out += axis_text(axis);
  for (const SweepWorkload& workload : d.workloads) out += workload_text(workload);
  const std::size_t points = distinct_points(manifest);
  out += fmt::format("  points    {}", points);
  if (points != manifest.places.size()) {
    out += fmt::format(" (of {} combinations, some of which are equal)", manifest.places.size());
  }
  const std::size_t kept = known.done + (retry_failed ? 0 : known.failed);
  out += fmt::format(": {} done, {} failed{}, {} to run\n", known.done, known.failed,
                     known.failed == 0 ? ""
                     : retry_failed    ? " and run again"
                                       : " and left (--retry-failed)",
                     points - kept);
  for (std::size_t i = 0; i < manifest.places.size() && i < points_shown; ++i) {
    const SweepPlace& place = manifest.places[i];
    out += fmt::format("  {:<10}{} on {}\n", i == 0 ? "first" : "", place_text(d, place.at),
                       d.workloads[place.workload].name);
  }
  if (manifest.places.size() > points_shown) {
    out += fmt::format("  {:<10}… and {} more\n", "", manifest.places.size() - points_shown);
  }
  return out;
}

}  // namespace vapa

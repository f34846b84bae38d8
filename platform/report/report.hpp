#pragma once
// The report of a sweep: one HTML page with everything in it, readable without a network.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platform/sweep/results.hpp"

namespace vapa {

/// Makes DIR/results.csv, DIR/index.sqlite and DIR/report.html anew from the manifest and the
/// results; gives the path of the page. Throws InputError where DIR is not the folder of a sweep.
std::filesystem::path write_report(const std::filesystem::path& directory);

/// The page as a text.
std::string report_page(const SweepResults&);

/// What the page's script draws: axes with their scales, quantities with their units, points,
/// failures, findings, warnings, manifest.
nlohmann::json report_data(const SweepResults&);

/// What the results say, in sentences: best and worst machines, which axis matters, where the
/// knees are, who is on the Pareto front. Empty where nothing is finished.
std::vector<std::string> findings(const SweepResults&);

}  // namespace vapa

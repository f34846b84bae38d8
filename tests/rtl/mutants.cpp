// Holds every mutant of the RTL against the twin and the other judges, and says when each was
// found.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <thread>

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim/campaign.hpp"
#include "variants.hpp"

namespace vapa {
namespace {

struct Mutant {
  RtlVariant variant;
  unsigned number = 0;
  std::string what;
};

/// When a campaign found it, and by which judge; nothing when it did not.
struct Found {
  Cycle cycle = 0;
  cosim::Judge judge = cosim::Judge::lockstep;
};

struct Verdict {
  std::optional<Found> all;      ///< with all judges
  std::optional<Found> no_twin;  ///< by the oracle, the protocol and the RTL's own assertions
};

struct Arguments {
  Cycle cycles = 2'000'000;
  unsigned every = 1;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  unsigned least = 90;
  std::string survivors;
  std::string only;
};

/// Of the campaigns of one mutant, each with a part of its cycles; random replacement has them too.
constexpr std::array<std::uint64_t, 4> seeds{1, 2, 3, 4};

/// Of the declarations `localparam logic [7:0] Name = 8'dN;`.
std::vector<Mutant> named_mutants(const RtlVariant& variant) {
  static const std::regex declaration(R"(localparam logic \[7:0\] (\w+) = 8'd(\d+);)");
  std::vector<Mutant> out;
  std::ifstream in(variant.list);
  std::smatch match;
  for (std::string line; std::getline(in, line);) {
    if (!std::regex_search(line, match, declaration)) continue;
    out.push_back({variant, static_cast<unsigned>(std::stoul(match[2])), match[1]});
  }
  return out;
}

/// Of the commands of Yosys, what is changed where.
std::vector<Mutant> automatic_mutants(const RtlVariant& variant, unsigned every) {
  static const std::regex command("mutate -ctrl \\w+ \\d+ (\\d+) -mode (.*)");
  std::vector<Mutant> out;
  std::ifstream in(variant.list);
  std::smatch match;
  for (std::string line; std::getline(in, line);) {
    if (!std::regex_match(line, match, command)) continue;
    const auto number = static_cast<unsigned>(std::stoul(match[1]));
    if (number % every == 0) out.push_back({variant, number, match[2]});
  }
  return out;
}

std::optional<Found> hold(const Mutant& mutant, bool with_twin, Cycle cycles) {
  const PipelinedTlbConfig& config = mutant.variant.config;
  Cycle before = 0;
  for (const std::uint64_t seed : seeds) {
    cosim::Dut dut{mutant.variant.name,
                   cosim::capabilities_of(config),
                   [&] { return make_rtl_variant(mutant.variant.name, seed, mutant.number); },
                   {}};
    if (with_twin) dut.make_twin = [&] { return std::make_unique<PipelinedTlb>(config, seed); };
    cosim::CampaignSettings settings;
    settings.seed = seed;
    settings.cycles = cycles / seeds.size();
    const cosim::CampaignResult result = run_campaign(dut, settings, nullptr);
    if (result.failure) return Found{before + result.cycles, result.failure->mismatch.judge};
    before += result.cycles;
  }
  return std::nullopt;
}

/// A verdict for each, by several threads.
std::vector<Verdict> judge(const std::vector<Mutant>& mutants, const Arguments& arguments,
                           bool without_twin) {
  std::vector<Verdict> verdicts(mutants.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < mutants.size(); i = next++) {
      verdicts[i].all = hold(mutants[i], true, arguments.cycles);
      if (without_twin) verdicts[i].no_twin = hold(mutants[i], false, arguments.cycles);
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 1; i < arguments.jobs; ++i) workers.emplace_back(work);
  work();
  return verdicts;
}

std::string text(const std::optional<Found>& found) {
  if (!found) return "not found";
  return fmt::format("{} ({})", found->cycle, cosim::name_of(found->judge));
}

std::size_t killed(const std::vector<Verdict>& verdicts) {
  return static_cast<std::size_t>(
      std::count_if(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.all; }));
}

/// Whether all were found.
bool run_named(const RtlVariant& variant, const Arguments& arguments) {
  const auto mutants = named_mutants(variant);
  const auto verdicts = judge(mutants, arguments, true);
  fmt::print("{:>3} {:<24} {:<22} {}\n", "N", "named mutant", "found in cycle", "without the twin");
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    fmt::print("{:>3} {:<24} {:<22} {}\n", mutants[i].number, mutants[i].what,
               text(verdicts[i].all), text(verdicts[i].no_twin));
  }
  fmt::print("{}: {} of {} found\n", variant.name, killed(verdicts), mutants.size());
  return !mutants.empty() && killed(verdicts) == mutants.size();
}

/// Whether enough were found; those that were not go to `survivors` too.
bool run_automatic(const RtlVariant& variant, const Arguments& arguments, std::ostream& survivors) {
  const auto mutants = automatic_mutants(variant, arguments.every);
  const auto verdicts = judge(mutants, arguments, false);
  Cycle latest = 0;
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    if (verdicts[i].all) {
      latest = std::max(latest, verdicts[i].all->cycle);
    } else {
      fmt::print("{} {}: not found: {}\n", variant.name, mutants[i].number, mutants[i].what);
      survivors << variant.name << ' ' << mutants[i].number << '\n';
    }
  }
  fmt::print("{}: {} of {} found, the last after {} cycles\n", variant.name, killed(verdicts),
             mutants.size(), latest);
  return !mutants.empty() && 100 * killed(verdicts) >= arguments.least * mutants.size();
}

/// Nothing may be found where nothing is wrong.
bool run_original(const RtlVariant& variant, const Arguments& arguments) {
  const auto found = hold({variant, 0, ""}, true, arguments.cycles);
  fmt::print("{} without a mutant: {}\n", variant.name, found ? text(found) : "no mismatch");
  return !found;
}

int run(const Arguments& arguments) {
  bool good = true;
  std::ofstream survivors(arguments.survivors);
  for (const RtlVariant& variant : rtl_variants()) {
    if (!arguments.only.empty() && variant.name != arguments.only) continue;
    good &= run_original(variant, arguments);
    if (variant.mutants != 0) {
      good &= run_automatic(variant, arguments, survivors);
    } else if (!variant.list.empty()) {
      good &= run_named(variant, arguments);
    }
    std::fflush(stdout);
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace vapa

int main(int argc, char** argv) {
  vapa::Arguments arguments;
  CLI::App app{
      "Holds mutants of the RTL against its twin and the other judges.\n"
      "The exit status says whether all named mutants and enough automatic ones were found."};
  app.add_option("--cycles", arguments.cycles, "Given to each mutant")->capture_default_str();
  app.add_option("--every", arguments.every, "Only each such automatic mutant")
      ->check(CLI::Range(1, 255));
  app.add_option("--jobs", arguments.jobs, "Threads")->check(CLI::Range(1, 1024));
  app.add_option("--least", arguments.least,
                 "Percent of the automatic ones; those that change nothing count as not found")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  app.add_option("--only", arguments.only, "One variant of the RTL")->type_name("NAME");
  app.add_option("--survivors", arguments.survivors, "Write which were not found to FILE")
      ->type_name("FILE");
  CLI11_PARSE(app, argc, argv);
  return vapa::run(arguments);
}

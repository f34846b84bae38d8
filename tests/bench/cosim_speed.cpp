// What judging costs: cycles a second of the RTL in lockstep with all judges, beside the same RTL
// that is driven by the same inputs without any.

#include <fmt/format.h>

#include <ctime>

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim/bench.hpp"
#include "cosim/campaign.hpp"
#include "cosim/random_stimulus.hpp"
#include "rtl/builds.hpp"

namespace vapa {
namespace {

constexpr unsigned epochs = 20;
constexpr unsigned rounds = 5;

double now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// One epoch: its steps, and the inputs of each cycle that follow from them.
struct Epoch {
  cosim::EpochSettings settings;
  std::vector<cosim::Item> items;
  std::vector<TlbIn> inputs;
};

struct Kept final : cosim::Stimulus {
  Kept(cosim::Stimulus& from, std::vector<cosim::Item>& to) : source(from), items(to) {}
  std::optional<cosim::Item> next() override {
    const auto item = source.next();
    if (item) items.push_back(*item);
    return item;
  }
  cosim::Stimulus& source;
  std::vector<cosim::Item>& items;
};

Epoch record(const RtlBuild& build, TlbDevice& device, TlbDevice& twin, std::uint64_t seed) {
  Epoch epoch;
  epoch.settings.seed = seed;
  const auto capabilities = cosim::capabilities_of(build.config);
  cosim::Bench bench({&device, &twin}, capabilities, epoch.settings);
  cosim::RandomStimulus random(bench.world(), capabilities, seed + 1);
  Kept kept(random, epoch.items);
  bench.run(kept, nullptr, [&](const auto& view) { epoch.inputs.push_back(view.in); });
  return epoch;
}

void measure(const RtlBuild& build) {
  const auto device = make_rtl_tlb(build.name, 1);
  PipelinedTlb twin(build.config, 1);
  const auto capabilities = cosim::capabilities_of(build.config);
  std::vector<Epoch> all;
  for (unsigned i = 0; i < epochs; ++i) all.push_back(record(build, *device, twin, 100 + i));
  double bare = 0;
  double judged = 0;
  std::uint64_t cycles = 0;
  for (unsigned round = 0; round < rounds; ++round) {
    for (const Epoch& epoch : all) {
      double start = now();
      device->reset();
      for (const TlbIn& in : epoch.inputs) {
        device->eval(in);
        device->tick();
      }
      bare += now() - start;
      start = now();
      cosim::Bench bench({device.get(), &twin}, capabilities, epoch.settings);
      cosim::Script script(epoch.items);
      cosim::Coverage coverage;
      if (const auto mismatch = bench.run(script, &coverage, nullptr)) {
        fmt::print("{}: {}\n", build.name, mismatch->what);
      }
      judged += now() - start;
      cycles += epoch.inputs.size();
    }
  }
  const auto rate = [&](double seconds) { return static_cast<double>(cycles) / seconds / 1e3; };
  fmt::print("{:<13} bare {:6.0f} k/s, judged {:6.0f} k/s, ratio {:.2f}\n", build.name, rate(bare),
             rate(judged), bare / judged);
  std::fflush(stdout);
}

}  // namespace
}  // namespace vapa

int main() {
  for (const auto& build : vapa::rtl_builds()) vapa::measure(build);
}

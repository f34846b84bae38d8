#include "cosim/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <span>
#include <thread>

#include "core/error.hpp"
#include "cosim/pages.hpp"
#include "cosim/random_stimulus.hpp"

namespace vapa::cosim {
namespace {

constexpr std::uint64_t stimulus_seed = 0x571302;
constexpr Cycle cycles_of_a_lookup = 1'000;  // far more than it takes

/// Passes the steps on and keeps them.
class Recorder final : public Stimulus {
 public:
  explicit Recorder(Stimulus& source) : source_(source) {}
  std::optional<Item> next() override {
    auto item = source_.next();
    if (item) items_.push_back(*item);
    return item;
  }
  std::vector<Item> items() && { return std::move(items_); }

 private:
  Stimulus& source_;
  std::vector<Item> items_;
};

/// The lookups of an epoch.
std::span<const Lookup> window(const CampaignSettings& settings, std::uint64_t epoch) {
  const std::uint64_t first = epoch * settings.epoch_cycles;
  const std::uint64_t left = settings.lookups.size() - first;
  return std::span(settings.lookups).subspan(first, std::min(left, settings.epoch_cycles));
}

std::vector<Item> requests(std::span<const Lookup> lookups, const World& world) {
  std::vector<Item> items;
  for (const Lookup& lookup : lookups) {
    TlbRequest request;
    request.va = widened(lookup.va, world.format().va_bits());
    request.asid = world.spaces().front();
    request.op = lookup.op;
    items.push_back({0, request});
  }
  return items;
}

std::unique_ptr<Stimulus> stimulus(const CampaignSettings& settings, std::uint64_t epoch,
                                   const World& world, const Capabilities& c) {
  if (!settings.lookups.empty()) {
    return std::make_unique<Script>(requests(window(settings, epoch), world));
  }
  return std::make_unique<RandomStimulus>(world, c,
                                          epoch_seed(settings.seed, epoch) ^ stimulus_seed);
}

/// What the workers share.
struct Common {
  Common(const Dut& d, const CampaignSettings& s, std::uint64_t n)
      : dut(d), settings(s), epochs(n) {}

  const Dut& dut;
  const CampaignSettings& settings;
  const std::uint64_t epochs;
  std::atomic<std::uint64_t> next{0};
  std::atomic<Cycle> cycles{0};
  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> failed{~std::uint64_t{0}};  ///< the first epoch that did
  std::mutex lock;
  Mismatch mismatch;  ///< of that epoch
  Coverage coverage;
};

std::vector<VirtAddr> pages_of(std::span<const Lookup> lookups) {
  std::set<VirtAddr> pages;
  for (const Lookup& lookup : lookups) pages.insert(lookup.va.align_down(page_shift));
  return {pages.begin(), pages.end()};
}

EpochSettings settings_of(const CampaignSettings& campaign, std::uint64_t epoch) {
  EpochSettings settings;
  settings.seed = epoch_seed(campaign.seed, epoch);
  settings.cycles = campaign.epoch_cycles;
  if (!campaign.lookups.empty()) {
    settings.pages = pages_of(window(campaign, epoch));
    settings.cycles *= cycles_of_a_lookup;
  }
  return settings;
}

std::uint64_t epochs_of(const CampaignSettings& settings) {
  const auto epochs = [&](std::uint64_t n) {
    return (n + settings.epoch_cycles - 1) / settings.epoch_cycles;
  };
  const std::uint64_t wanted = epochs(settings.cycles);
  return settings.lookups.empty() ? wanted : std::min(wanted, epochs(settings.lookups.size()));
}

void note_failure(Common& common, std::uint64_t epoch, Mismatch mismatch) {
  const std::lock_guard guard(common.lock);
  if (epoch > common.failed) return;
  common.failed = epoch;
  common.mismatch = std::move(mismatch);
}

void work(Common& common, const CampaignProgress& progress) {
  const auto device = common.dut.make();
  const auto twin = common.dut.make_twin ? common.dut.make_twin() : nullptr;
  Coverage coverage;
  for (std::uint64_t epoch = common.next++; epoch < common.epochs && epoch < common.failed;
       epoch = common.next++) {
    Bench bench({device.get(), twin.get()}, common.dut.capabilities,
                settings_of(common.settings, epoch));
    const auto steps = stimulus(common.settings, epoch, bench.world(), common.dut.capabilities);
    if (auto wrong = bench.run(*steps, &coverage, nullptr)) {
      note_failure(common, epoch, std::move(*wrong));
    }
    common.cycles += bench.cycles();
    ++common.done;
    if (progress && !progress(common.cycles)) common.next = common.epochs;
  }
  for (const TlbCover& cover : device->covers()) coverage.met(cover);
  const std::lock_guard guard(common.lock);
  common.coverage.add(coverage);
}

/// The steps of an epoch that failed. A new device may not fail in it: `seen` did after others.
Failure record(const Dut& dut, const CampaignSettings& campaign, std::uint64_t epoch,
               Mismatch seen) {
  const EpochSettings settings = settings_of(campaign, epoch);
  const auto device = dut.make();
  const auto twin = dut.make_twin ? dut.make_twin() : nullptr;
  Bench bench({device.get(), twin.get()}, dut.capabilities, settings);
  const auto steps = stimulus(campaign, epoch, bench.world(), dut.capabilities);
  Recorder recorder(*steps);
  const auto mismatch = bench.run(recorder, nullptr, nullptr);
  if (mismatch) {
    seen = *mismatch;
  } else {
    seen.what += "; a new device does not do it: reset() leaves something of what was before";
  }
  return {settings, std::move(recorder).items(), std::move(seen)};
}

std::optional<std::string> objection(const Capabilities& c, const Item& item) {
  const auto* flush = std::get_if<TlbFlush>(&item.what);
  if (flush == nullptr) return std::nullopt;
  if (flush->va && !c.flush_va) return "the device has no flush by address; take `va …` away";
  if (flush->asid && !c.flush_asid) {
    return "the device has no flush by address space; take `asid …` away";
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t epoch_seed(std::uint64_t campaign_seed, std::uint64_t epoch) noexcept {
  std::uint64_t x = campaign_seed * 0x9E3779B97F4A7C15ULL + epoch;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

CampaignResult run_campaign(const Dut& dut, const CampaignSettings& settings,
                            const CampaignProgress& progress) {
  Common common(dut, settings, epochs_of(settings));
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < settings.jobs; ++i) {
      workers.emplace_back([&common] { work(common, nullptr); });
    }
    work(common, progress);
  }
  CampaignResult result;
  result.cycles = common.cycles;
  result.epochs = common.done;
  result.coverage = common.coverage;
  if (common.failed != ~std::uint64_t{0}) {
    result.failure = record(dut, settings, common.failed, common.mismatch);
  }
  return result;
}

std::optional<Mismatch> replay(const Dut& dut, const EpochSettings& settings,
                               const std::vector<Item>& items, const Observer& observer) {
  const auto device = dut.make();
  const auto twin = dut.make_twin ? dut.make_twin() : nullptr;
  Bench bench({device.get(), twin.get()}, dut.capabilities, settings);
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto wrong = objection(dut.capabilities, items[i]);
    if (!wrong) wrong = bench.world().objection(items[i]);
    if (wrong) {
      throw InputError(fmt::format("step {}: {}", i + 1, *wrong));
    }
  }
  Script script(items);
  return bench.run(script, nullptr, observer);
}

}  // namespace vapa::cosim

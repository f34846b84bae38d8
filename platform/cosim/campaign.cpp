#include "cosim/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "core/error.hpp"
#include "cosim/pages.hpp"
#include "cosim/random_stimulus.hpp"

namespace vapa::cosim {
namespace {

constexpr std::uint64_t stimulus_seed = 0x571302;
constexpr Cycle cycles_of_a_lookup = 1'000;  // far more than it takes
constexpr unsigned steps_between_looks = 4096;

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

/// Passes the steps on until the campaign is to stop; looks now and then.
class Heeding final : public Stimulus {
 public:
  Heeding(Stimulus& source, std::function<bool()> goes_on)
      : source_(source), goes_on_(std::move(goes_on)) {}
  std::optional<Item> next() override {
    if (++steps_ % steps_between_looks == 0 && !goes_on_()) stopped_ = true;
    return stopped_ ? std::nullopt : source_.next();
  }
  bool stopped() const noexcept { return stopped_; }

 private:
  Stimulus& source_;
  std::function<bool()> goes_on_;
  unsigned steps_ = 0;
  bool stopped_ = false;
};

struct Epoch {
  std::uint64_t number = 0;
  std::vector<Lookup> lookups;  ///< empty: random steps
};

std::vector<Item> requests(const std::vector<Lookup>& lookups, const World& world) {
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

std::unique_ptr<Stimulus> stimulus(const CampaignSettings& settings, const Epoch& epoch,
                                   const World& world, const Capabilities& c) {
  if (settings.lookups) return std::make_unique<Script>(requests(epoch.lookups, world));
  return std::make_unique<RandomStimulus>(world, c,
                                          epoch_seed(settings.seed, epoch.number) ^ stimulus_seed);
}

/// The first epoch that failed.
struct Failed {
  Epoch epoch;
  Mismatch mismatch;
};

/// What the workers share.
struct Common {
  Common(const Dut& d, const CampaignSettings& s, std::uint64_t n)
      : dut(d), settings(s), epochs(n) {}

  const Dut& dut;
  const CampaignSettings& settings;
  std::atomic<Cycle> cycles{0};
  std::atomic<std::uint64_t> done{0};
  std::atomic<std::uint64_t> epochs;  ///< of a program at most so many
  std::atomic<bool> stop{false};
  std::mutex lock;  ///< of all below
  std::uint64_t next = 0;
  std::optional<Failed> failed;
  std::exception_ptr error;
  Coverage coverage;
};

/// Epochs are given out in their order, so that a program is read once and never kept.
std::optional<Epoch> take(Common& common) {
  const std::lock_guard guard(common.lock);
  const bool goes_on = !common.stop && common.next < common.epochs;
  if (!goes_on || (common.failed && common.next > common.failed->epoch.number)) return std::nullopt;
  const CampaignSettings& settings = common.settings;
  Epoch epoch{common.next, {}};
  if (settings.lookups) {
    const std::uint64_t before = epoch.number * settings.epoch_cycles;
    epoch.lookups = settings.lookups(std::min(settings.epoch_cycles, settings.cycles - before));
    if (epoch.lookups.empty()) {
      common.epochs = epoch.number;
      return std::nullopt;
    }
  }
  ++common.next;
  return epoch;
}

std::vector<VirtAddr> pages_of(const std::vector<Lookup>& lookups) {
  std::set<VirtAddr> pages;
  for (const Lookup& lookup : lookups) pages.insert(lookup.va.align_down(page_shift));
  return {pages.begin(), pages.end()};
}

EpochSettings settings_of(const CampaignSettings& campaign, const Epoch& epoch) {
  EpochSettings settings;
  settings.seed = epoch_seed(campaign.seed, epoch.number);
  settings.cycles = campaign.epoch_cycles;
  if (campaign.lookups) {
    settings.pages = pages_of(epoch.lookups);
    settings.cycles *= cycles_of_a_lookup;
  }
  return settings;
}

std::uint64_t epochs_of(const CampaignSettings& settings) {
  const std::uint64_t whole = settings.cycles / settings.epoch_cycles;
  return settings.cycles % settings.epoch_cycles == 0 ? whole : whole + 1;
}

void note_failure(Common& common, Epoch epoch, Mismatch mismatch) {
  const std::lock_guard guard(common.lock);
  if (common.failed && epoch.number > common.failed->epoch.number) return;
  common.failed = Failed{std::move(epoch), std::move(mismatch)};
}

/// False: stop.
bool tell(Common& common, const CampaignProgress& progress) {
  if (progress && !progress({common.cycles, common.done, common.epochs})) common.stop = true;
  return !common.stop;
}

void work(Common& common, const CampaignProgress& progress) {
  const auto device = common.dut.make();
  const auto twin = common.dut.make_twin ? common.dut.make_twin() : nullptr;
  Coverage coverage;
  while (auto epoch = take(common)) {
    Bench bench({device.get(), twin.get()}, common.dut.capabilities,
                settings_of(common.settings, *epoch));
    const auto all = stimulus(common.settings, *epoch, bench.world(), common.dut.capabilities);
    Heeding steps(*all, [&] { return tell(common, progress); });
    auto wrong = bench.run(steps, &coverage, nullptr);
    common.cycles += bench.cycles();
    if (wrong || !steps.stopped()) ++common.done;
    if (wrong) note_failure(common, std::move(*epoch), std::move(*wrong));
    tell(common, progress);
  }
  for (const TlbCover& cover : device->covers()) coverage.met(cover);
  const std::lock_guard guard(common.lock);
  common.coverage.add(coverage);
}

/// What one throws ends all of them.
void work_and_catch(Common& common, const CampaignProgress& progress) noexcept {
  try {
    work(common, progress);
  } catch (...) {
    common.stop = true;
    const std::lock_guard guard(common.lock);
    if (!common.error) common.error = std::current_exception();
  }
}

/// Where threads run short, fewer do the same.
void work_in_threads(Common& common, const CampaignProgress& progress) {
  std::vector<std::jthread> workers;
  try {
    const std::uint64_t useful = std::min<std::uint64_t>(common.settings.jobs, common.epochs);
    for (std::uint64_t i = 1; i < useful; ++i) {
      workers.emplace_back([&common] { work_and_catch(common, nullptr); });
    }
  } catch (const std::system_error&) {
  }
  work_and_catch(common, progress);
}

/// The steps of an epoch that failed.
Failure record(const Dut& dut, const CampaignSettings& campaign, const Failed& failed) {
  const EpochSettings settings = settings_of(campaign, failed.epoch);
  const auto device = dut.make();
  const auto twin = dut.make_twin ? dut.make_twin() : nullptr;
  Bench bench({device.get(), twin.get()}, dut.capabilities, settings);
  const auto steps = stimulus(campaign, failed.epoch, bench.world(), dut.capabilities);
  Recorder recorder(*steps);
  const auto mismatch = bench.run(recorder, nullptr, nullptr);
  return {settings, std::move(recorder).items(), mismatch.value_or(failed.mismatch),
          mismatch.has_value()};
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
  work_in_threads(common, progress);
  if (common.error && !common.failed) std::rethrow_exception(common.error);
  CampaignResult result;
  result.cycles = common.cycles;
  result.epochs = common.done;
  result.stopped = !common.failed && common.done < common.epochs;
  result.coverage = common.coverage;
  if (common.failed) result.failure = record(dut, settings, *common.failed);
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

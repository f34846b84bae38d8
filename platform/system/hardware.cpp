#include "platform/system/hardware.hpp"

#include <numeric>

#include "platform/system/dtlb_device.hpp"

namespace vapa {
namespace {

MmuSettings mmu_settings(const SystemConfig& c, const MakeTlbDevice& dtlb) {
  return {c.mmu.itlb,  static_cast<const TlbConfig&>(c.mmu.dtlb),
          c.mmu.l2tlb, c.cache.l1i,
          c.cache.l1d, c.cpu.fetch_cost == FetchCost::hidden,
          c.seed,      dtlb ? dtlb : dtlb_device(c)};
}

std::unique_ptr<CacheLevel> cache_level(const char* name, const LowerCacheConfig& config,
                                        Served served, std::uint64_t seed, const Clock& clock) {
  if (!config.enabled) return nullptr;
  return std::make_unique<CacheLevel>(name, config, served, seed, clock);
}

}  // namespace

Hardware::Hardware(const SystemConfig& c, const MakeTlbDevice& dtlb)
    : clock_(c.cpu.frequency),
      format_(c.paging),
      memory_(c.memory.size.value),
      mmu_("mmu", mmu_settings(c, dtlb), format_, clock_),
      walker_("walker", c.mmu.walker, format_, &memory_, clock_),
      l2_(cache_level("l2", c.cache.l2, Served::l2, c.seed + 3, clock_)),
      l3_(cache_level("l3", c.cache.l3, Served::l3, c.seed + 4, clock_)),
      dram_("dram", c.dram, c.cpu.frequency, memory_, clock_),
      walker_enters_(c.mmu.walker.enters) {
  bind();
}

void Hardware::bind() {
  const auto to_dram = [this](auto& socket) { socket.bind(dram_.in); };
  const auto to_l3 = [&](auto& socket) { l3_ ? socket.bind(l3_->in) : to_dram(socket); };
  const auto to_l2 = [&](auto& socket) { l2_ ? socket.bind(l2_->in) : to_l3(socket); };
  mmu_.walker.bind(walker_.port);
  to_l2(mmu_.fetch_out());
  to_l2(mmu_.data_out());
  if (l2_) {
    to_l3(l2_->out());
    l2_->holders.bind(mmu_.holder);
  }
  if (l3_) {
    to_dram(l3_->out());
    l2_ ? l3_->holders.bind(*l2_) : l3_->holders.bind(mmu_.holder);
  }
  switch (walker_enters_) {
    case WalkerEntry::l1d:
      walker_.out().bind(mmu_.walk_side);
      break;
    case WalkerEntry::l2:
      to_l2(walker_.out());
      break;
    case WalkerEntry::l3:
      to_l3(walker_.out());
      break;
    case WalkerEntry::dram:
      to_dram(walker_.out());
      break;
  }
}

void Hardware::flush_local(CoreId, std::span<const Flush> flushes) {
  for (const Flush& f : flushes) mmu_.flush(f);
}

void Hardware::shootdown(CoreId, std::uint64_t, std::span<const Flush>, Ticket) {}

void Hardware::collect() {
  mmu_.collect();
  const auto& a = mmu_.accesses().accesses;
  accesses_ = std::accumulate(a.begin(), a.end(), std::uint64_t{0});
  translation_cycles_ =
      mmu_.accesses().data_translation_cycles + mmu_.accesses().fetch_translation_cycles;
}

void Hardware::describe(Registry& r) const {
  describe_accesses(r);
  r.section("mmu.itlb", mmu_.itlb_stats());
  r.section("mmu.dtlb", mmu_.dtlb_stats());
  r.section("mmu.l2tlb", mmu_.l2tlb_stats());
  r.section("mmu.walker", walker_);
  describe_caches(r);
  r.section("dram", dram_.dram());
}

void Hardware::describe_accesses(Registry& r) const {
  const AccessStats& a = mmu_.accesses();
  const auto count = [&](Op op) -> const std::uint64_t& {
    return a.accesses[static_cast<unsigned>(op)];
  };
  r.counter("cpu.accesses", accesses_, "accesses", "Loads, stores, read-modify-writes, fetches.");
  r.derived("cpu.instructions", "instructions",
            "Fetches; in a run that fetches nothing every access counts as one.",
            [](const Registry::Reader& read) {
              return read("cpu.fetches") != 0 ? "cpu.fetches" : "cpu.accesses";
            });
  r.counter("cpu.loads", count(Op::load), "accesses", "Loads.");
  r.counter("cpu.stores", count(Op::store), "accesses", "Stores.");
  r.counter("cpu.rmws", count(Op::rmw), "accesses", "Read-modify-writes.");
  r.counter("cpu.fetches", count(Op::fetch), "accesses", "Instruction fetches.");
  r.counter("cpu.page_crossings", a.page_crossings, "accesses",
            "Accesses that span more than one page.");
  r.counter("cpu.cycles.translation", translation_cycles_, "cycles",
            "Time in TLBs and walks that no cache lookup covers.");
  r.counter("cpu.cycles.translation.data", a.data_translation_cycles, "cycles",
            "Of it, for loads, stores and read-modify-writes.");
  r.counter("cpu.cycles.translation.fetch", a.fetch_translation_cycles, "cycles",
            "Of it, for fetches.");
  r.counter("cpu.cycles.data", a.data_cycles, "cycles", "Time of data in caches and memory.");
  r.counter("cpu.cycles.fetch", a.fetch_cycles, "cycles", "Time of fetches in caches and memory.");
}

void Hardware::describe_caches(Registry& r) const {
  static const CacheStats absent;
  const auto of = [](const CacheStage& stage) -> const CacheStats& {
    return stage.enabled() ? stage.cache().stats() : absent;
  };
  r.section("cache.l1i", of(mmu_.l1i()));
  r.section("cache.l1d", of(mmu_.l1d()));
  r.section("cache.l2", l2_ ? of(l2_->stage()) : absent);
  r.section("cache.l3", l3_ ? of(l3_->stage()) : absent);
}

}  // namespace vapa

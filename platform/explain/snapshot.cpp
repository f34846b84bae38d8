#include "platform/explain/snapshot.hpp"

namespace vapa {
namespace {

std::optional<Tlb> copy(const Tlb* tlb) {
  return tlb != nullptr ? std::optional<Tlb>(*tlb) : std::nullopt;
}

std::optional<Tlb> dtlb(Mmu& mmu) {
  ClockedTlb* device = mmu.dtlb_device();
  return device != nullptr ? std::optional<Tlb>(device->picture()) : copy(mmu.dtlb());
}

std::optional<Cache> copy(const CacheStage& stage) {
  return stage.enabled() ? std::optional<Cache>(stage.cache()) : std::nullopt;
}

std::optional<Cache> copy(const CacheLevel* level) {
  return level != nullptr ? copy(level->stage()) : std::nullopt;
}

}  // namespace

Snapshot take_snapshot(Computer& computer) {
  Hardware& hw = computer.hardware();
  hw.collect();
  Registry registry;
  computer.describe(registry);
  Snapshot s{copy(hw.mmu().itlb()), dtlb(hw.mmu()), copy(hw.mmu().l2tlb()), copy(hw.mmu().l1i()),
             copy(hw.mmu().l1d()),  copy(hw.l2()),  copy(hw.l3()),          {}};
  for (const auto& c : registry.counters()) s.counters.emplace(c.name, *c.value);
  return s;
}

}  // namespace vapa

#include "platform/system/dtlb_device.hpp"

#include "core/tlb/pipelined_tlb.hpp"
#include "rtl/builds.hpp"

namespace vapa {

MakeTlbDevice dtlb_device(const SystemConfig& c) {
  if (!c.mmu.dtlb.pipelined() || c.paging.format == FormatName::none) return {};
  const auto config = pipelined_dtlb(c.mmu.dtlb, c.mmu.asid_bits, Format(c.paging));
  if (c.mmu.dtlb.model == TlbModel::rtl) {
    return [name = *rtl_build_of(config)](std::uint64_t seed) { return make_rtl_tlb(name, seed); };
  }
  return [config](std::uint64_t seed) { return std::make_unique<PipelinedTlb>(config, seed); };
}

}  // namespace vapa

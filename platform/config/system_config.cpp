#include "platform/config/system_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "platform/config/value.hpp"

namespace vapa {

namespace {

/// The page sizes of a format, smallest first.
class PageSizes {
 public:
  explicit PageSizes(const Format& format) {
    for (unsigned level = 1; level <= format.levels(); ++level) {
      if (format.leaf_allowed(level)) bytes_.push_back(std::uint64_t{1} << format.shift(level));
    }
  }
  bool has(Bytes size) const {
    return std::find(bytes_.begin(), bytes_.end(), size.value) != bytes_.end();
  }
  std::string names() const {
    std::vector<std::string> out;
    out.reserve(bytes_.size());
    for (const std::uint64_t bytes : bytes_) out.push_back(format_bytes(bytes));
    return fmt::format("{}", fmt::join(out, ", "));
  }

 private:
  std::vector<std::uint64_t> bytes_;
};

}  // namespace

void CpuConfig::describe(Schema& s) {
  s.field("frequency", frequency, "GHz", "Core clock; times in ns are converted by it.");
  s.field("quantum", quantum, "cycles",
          "How far the core runs ahead before it synchronises with the SystemC kernel.",
          Effect::neutral);
  s.field("fetch_cost", fetch_cost, "",
          "hidden: a fetch that hits ITLB and L1I costs its cycle only, any other pays the "
          "latencies of both and of what it waits for; full: every fetch does.");
}

void CpuConfig::validate(Problems& p) const {
  if (!(frequency >= 0.001 && frequency <= 100))
    p.add("frequency", "must be from 0.001 to 100 GHz");
  if (quantum == 0) p.add("quantum", "must be at least 1 cycle");
}

MmuConfig::MmuConfig() {
  itlb.entries = 256;
  itlb.ways = 8;
  dtlb.entries = 96;
  dtlb.ways = 6;
  l2tlb.entries = 2048;
  l2tlb.ways = 16;
  l2tlb.latency = 7;
}

void MmuConfig::describe(Schema& s) {
  s.field("asid_bits", asid_bits, "bits",
          "Width of address-space identifiers; 0: a switch of the address space flushes the TLBs.");
  s.section("itlb", itlb);
  s.section("dtlb", dtlb);
  s.section("l2tlb", l2tlb);
  s.section("walker", walker);
}

void MmuConfig::validate(Problems& p) const {
  if (asid_bits > 16) p.add("asid_bits", "must be from 0 to 16");
  p.section("itlb", itlb);
  p.section("dtlb", dtlb);
  p.section("l2tlb", l2tlb);
  p.section("walker", walker);
}

void MemoryConfig::describe(Schema& s) {
  s.field("size", size, "bytes", "Installed physical memory; only what is touched costs anything.");
}

void MemoryConfig::validate(Problems& p) const {
  if (size.value == 0 || size.value % 4096 != 0) p.add("size", "must be a multiple of 4096 bytes");
}

SystemConfig::SystemConfig() = default;

void SystemConfig::describe(Schema& s) {
  s.field("seed", seed, "", "Seed of random replacement, and of patterns that name none.");
  s.section("cpu", cpu);
  s.section("paging", paging);
  s.section("mmu", mmu);
  s.section("cache", cache);
  s.section("dram", dram);
  s.section("memory", memory);
  s.section("kernel", kernel);
}

void SystemConfig::validate(Problems& p) const {
  p.section("cpu", cpu);
  p.section("paging", paging);
  p.section("mmu", mmu);
  p.section("cache", cache);
  p.section("dram", dram);
  p.section("memory", memory);
  p.section("kernel", kernel);
  if (p.list().empty() && paging.format != FormatName::none) validate_against_paging(p);
}

void SystemConfig::validate_against_paging(Problems& p) const {
  const unsigned pa_bits = paging.reachable_pa_bits();
  if (pa_bits < 64 && memory.size.value > std::uint64_t{1} << pa_bits) {
    p.add("memory.size",
          fmt::format("{} is more than the {} that the page table's entries reach with "
                      "{} physical address bits; install less or change paging.format or pa_bits",
                      format_bytes(memory.size.value), format_bytes(std::uint64_t{1} << pa_bits),
                      pa_bits));
  }
  const std::uint64_t page = std::uint64_t{1} << paging.page_bits();
  for (const auto& [key, l1] :
       std::array{std::pair{"l1i", &cache.l1i}, std::pair{"l1d", &cache.l1d}}) {
    if (!l1->enabled || l1->index != CacheIndex::vipt || l1->size.value / l1->ways <= page)
      continue;
    p.add(fmt::format("cache.{}.index", key),
          fmt::format("vipt needs ways of at most a page ({}), size / ways is {}; use more ways, a "
                      "smaller size or pipt",
                      format_bytes(page), format_bytes(l1->size.value / l1->ways)));
  }
  validate_page_sizes(p);
  if (p.list().empty() && mmu.dtlb.pipelined()) {
    validate_pipelined_dtlb(p, mmu.dtlb, mmu.asid_bits, Format(paging));
  }
}

// Where kernel.page_size says 4 KiB, it means the base page. A TLB that holds none of the format's
// page sizes holds nothing, or fragments that no machine has.
void SystemConfig::validate_page_sizes(Problems& p) const {
  const PageSizes sizes{Format(paging)};
  if (kernel.page_size != KernelConfig{}.page_size && !sizes.has(kernel.page_size)) {
    p.add("kernel.page_size",
          fmt::format("paging.format = {} has no page of {}; it has {}",
                      enum_names(paging.format)[static_cast<std::size_t>(paging.format)],
                      format_bytes(kernel.page_size.value), sizes.names()));
  }
  using Named = std::pair<const char*, const TlbConfig*>;
  for (const auto& [key, tlb] :
       {Named{"itlb", &mmu.itlb}, Named{"dtlb", &mmu.dtlb}, Named{"l2tlb", &mmu.l2tlb}}) {
    const auto& held = tlb->page_sizes;
    const auto fits = [&](Bytes size) { return sizes.has(size); };
    if (!tlb->enabled || std::any_of(held.begin(), held.end(), fits)) continue;
    p.add(fmt::format("mmu.{}.page_sizes", key),
          fmt::format("holds none of the page sizes of paging.format ({}); name one of them, or "
                      "switch this TLB off",
                      sizes.names()));
  }
}

}  // namespace vapa

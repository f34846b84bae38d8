#include "vapa/tlb_twin.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "core/replacement/replacement.hpp"
#include "core/tlb/pipelined_tlb.hpp"

namespace {

constexpr unsigned page_shift = vapa::PipelinedTlbConfig::page_shift;

/// The twin with the inputs of the cycle, which it refers to.
struct Twin {
  Twin(const vapa::PipelinedTlbConfig& config, std::uint64_t seed) : tlb(config, seed) { rest(); }

  /// Nothing on any channel.
  void rest() {
    in = {};
    shown = true;
    tlb.eval(in);
  }

  vapa::PipelinedTlb tlb;
  vapa::TlbIn in;
  bool shown = true;  ///< debug_index names an entry
};

/// Ends the program, with a message, when there is none.
Twin& twin_of(void* tlb, const char* function) {
  if (tlb == nullptr) {
    std::fprintf(stderr, "%s: no twin: vapa_tlb_new gave null and said why, or was not called\n",
                 function);
    std::exit(EXIT_FAILURE);
  }
  return *static_cast<Twin*>(tlb);
}

/// Of a port that names one of n.
unsigned index_bits(unsigned n) {
  return std::max(1U, static_cast<unsigned>(std::bit_width(n - 1)));
}

/// What stays of a value on a port of so many bits.
template <class Value>
constexpr Value low(Value value, unsigned bits) {
  return value & ((Value{1} << bits) - 1);
}

std::uint64_t page_number(const Twin& twin, std::uint64_t va) {
  return low(va, twin.tlb.config().va_bits) >> page_shift;
}

/// Whether the configuration is one; else says why not.
bool valid(const vapa::PipelinedTlbConfig& config) {
  vapa::Problems problems;
  config.validate(problems);
  for (const auto& [key, message] : problems.list()) {
    std::fprintf(stderr, "vapa_tlb_new: %s: %s\n", key.c_str(), message.c_str());
  }
  return problems.list().empty();
}

bool policy_of(unsigned number, vapa::Replacement& policy) {
  constexpr vapa::Replacement policies[] = {vapa::Replacement::plru, vapa::Replacement::lru,
                                            vapa::Replacement::random};
  if (number < std::size(policies)) {
    policy = policies[number];
    return true;
  }
  std::fprintf(stderr, "vapa_tlb_new: policy: must be from 0 to 2, is %u\n", number);
  return false;
}

}  // namespace

void* vapa_tlb_new(unsigned entries, unsigned ways, unsigned sizes, unsigned va_bits,
                   unsigned pa_bits, unsigned asid_bits, unsigned tag_bits, unsigned miss_entries,
                   unsigned waiters, unsigned policy, unsigned ad_update, unsigned seed) {
  vapa::PipelinedTlbConfig config{entries, ways,      sizes,         va_bits,
                                  pa_bits, asid_bits, tag_bits,      miss_entries,
                                  waiters, {},        ad_update != 0};
  try {
    if (!policy_of(policy, config.replacement) || !valid(config)) return nullptr;
    return std::make_unique<Twin>(config, seed).release();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "vapa_tlb_new: %s\n", error.what());
    return nullptr;
  }
}

void vapa_tlb_delete(void* tlb) { delete static_cast<Twin*>(tlb); }

unsigned vapa_tlb_seed(unsigned seed) { return vapa::first_random(seed); }

void vapa_tlb_reset(void* tlb) {
  Twin& twin = twin_of(tlb, __func__);
  twin.tlb.reset();
  twin.rest();
}

void vapa_tlb_eval(void* tlb, unsigned req_valid, unsigned req_tag, unsigned long long req_va,
                   unsigned req_op, unsigned req_asid, unsigned req_mode, unsigned fill_valid,
                   unsigned fill_id, unsigned fill_fault, unsigned fill_level,
                   unsigned long long fill_ppn, unsigned fill_rights, unsigned flush_valid,
                   unsigned flush_has_va, unsigned long long flush_va, unsigned flush_has_asid,
                   unsigned flush_asid, unsigned rsp_ready, unsigned miss_ready,
                   unsigned debug_index, unsigned* req_ready, unsigned* rsp_valid,
                   unsigned* rsp_tag, unsigned* rsp_fault, unsigned long long* rsp_pa,
                   unsigned* miss_valid, unsigned* miss_id, unsigned long long* miss_vpn,
                   unsigned* miss_op, unsigned* miss_asid, unsigned* miss_mode,
                   unsigned* fill_ready, unsigned* flush_ready, unsigned* flush_done) {
  Twin& twin = twin_of(tlb, __func__);
  const vapa::PipelinedTlbConfig& config = twin.tlb.config();
  const auto asid = [](unsigned value) { return vapa::Asid{static_cast<std::uint16_t>(value)}; };
  twin.in = {};
  if (req_valid != 0) {
    twin.in.request = vapa::TlbRequest{vapa::VirtAddr{req_va}, static_cast<std::uint16_t>(req_tag),
                                       asid(req_asid), static_cast<vapa::Op>(low(req_op, 2)),
                                       vapa::RightsMode::of(req_mode)};
  }
  if (fill_valid != 0) {
    twin.in.fill = vapa::TlbFill{
        static_cast<std::uint8_t>(low(fill_id, index_bits(config.miss_entries))),
        static_cast<vapa::FaultKind>(low(fill_fault, 3)),
        static_cast<std::uint8_t>(low(fill_level, 3)),
        static_cast<std::uint8_t>(low(fill_rights, 7)), vapa::PhysAddr{fill_ppn << page_shift}};
  }
  if (flush_valid != 0) {
    twin.in.flush.emplace();
    if (flush_has_va != 0) twin.in.flush->va = vapa::VirtAddr{flush_va};
    if (flush_has_asid != 0) twin.in.flush->asid = asid(flush_asid);
  }
  twin.in.response_ready = rsp_ready != 0;
  twin.in.miss_ready = miss_ready != 0;
  const unsigned index = low(debug_index, index_bits(config.entries));
  twin.shown = index < config.entries;
  twin.in.debug_index = twin.shown ? index : 0;
  const vapa::TlbOut& out = twin.tlb.eval(twin.in);
  const vapa::TlbResponse response = out.response.value_or(vapa::TlbResponse{});
  const vapa::TlbMiss miss =
      out.miss.value_or(vapa::TlbMiss{{}, 0, {}, {}, vapa::RightsMode::of(0)});
  *req_ready = out.request_ready;
  *rsp_valid = out.response.has_value();
  *rsp_tag = response.tag;
  *rsp_fault = static_cast<unsigned>(response.fault);
  *rsp_pa = response.pa.value;
  *miss_valid = out.miss.has_value();
  *miss_id = miss.id;
  *miss_vpn = page_number(twin, miss.page.value);
  *miss_op = static_cast<unsigned>(miss.op);
  *miss_asid = miss.asid.value;
  *miss_mode = miss.mode.bits();
  *fill_ready = out.fill_ready;
  *flush_ready = out.flush_ready;
  *flush_done = out.flush_done;
}

void vapa_tlb_debug(void* tlb, unsigned* debug_valid, unsigned long long* debug_vpn,
                    unsigned* debug_held, unsigned* debug_level, unsigned* debug_asid,
                    unsigned* debug_rights, unsigned long long* debug_ppn, unsigned* count_hit,
                    unsigned* count_miss, unsigned* count_merge, unsigned* count_again,
                    unsigned* count_flush) {
  const Twin& twin = twin_of(tlb, __func__);
  const auto found = twin.shown ? twin.tlb.entry() : std::nullopt;
  const vapa::TlbEntry entry = found.value_or(vapa::TlbEntry{});
  *debug_valid = found.has_value();
  *debug_vpn = page_number(twin, entry.va.value);
  *debug_held = entry.held;
  *debug_level = entry.mapped;
  *debug_asid = entry.asid.value;
  *debug_rights = entry.rights;
  *debug_ppn = entry.pa.value >> page_shift;
  const vapa::TlbCounts counts = twin.tlb.counts().value_or(vapa::TlbCounts{});
  *count_hit = static_cast<unsigned>(counts.hits);
  *count_miss = static_cast<unsigned>(counts.misses);
  *count_merge = static_cast<unsigned>(counts.merges);
  *count_again = static_cast<unsigned>(counts.agains);
  *count_flush = static_cast<unsigned>(counts.flushes);
}

void vapa_tlb_tick(void* tlb) { twin_of(tlb, __func__).tlb.tick(); }

// The imports of vapa/tlb_twin.h, which explains them.
package vapa_tlb_twin;
  import "DPI-C" function chandle vapa_tlb_new(
      input int unsigned entries, input int unsigned ways, input int unsigned sizes,
      input int unsigned va_bits, input int unsigned pa_bits, input int unsigned asid_bits,
      input int unsigned tag_bits, input int unsigned miss_entries, input int unsigned waiters,
      input int unsigned policy, input int unsigned ad_update, input int unsigned seed);
  import "DPI-C" function void vapa_tlb_delete(input chandle tlb);
  import "DPI-C" function int unsigned vapa_tlb_seed(input int unsigned seed);
  import "DPI-C" function void vapa_tlb_reset(input chandle tlb);
  import "DPI-C" function void vapa_tlb_eval(
      input chandle tlb,
      input int unsigned req_valid, input int unsigned req_tag, input longint unsigned req_va,
      input int unsigned req_op, input int unsigned req_asid, input int unsigned req_mode,
      input int unsigned fill_valid, input int unsigned fill_id, input int unsigned fill_fault,
      input int unsigned fill_level, input longint unsigned fill_ppn,
      input int unsigned fill_rights, input int unsigned flush_valid,
      input int unsigned flush_has_va, input longint unsigned flush_va,
      input int unsigned flush_has_asid, input int unsigned flush_asid,
      input int unsigned rsp_ready, input int unsigned miss_ready, input int unsigned debug_index,
      output int unsigned req_ready, output int unsigned rsp_valid, output int unsigned rsp_tag,
      output int unsigned rsp_fault, output longint unsigned rsp_pa,
      output int unsigned miss_valid, output int unsigned miss_id,
      output longint unsigned miss_vpn, output int unsigned miss_op,
      output int unsigned miss_asid, output int unsigned miss_mode,
      output int unsigned fill_ready, output int unsigned flush_ready,
      output int unsigned flush_done);
  import "DPI-C" function void vapa_tlb_debug(
      input chandle tlb,
      output int unsigned debug_valid, output longint unsigned debug_vpn,
      output int unsigned debug_held, output int unsigned debug_level,
      output int unsigned debug_asid, output int unsigned debug_rights,
      output longint unsigned debug_ppn, output int unsigned count_hit,
      output int unsigned count_miss, output int unsigned count_merge,
      output int unsigned count_again, output int unsigned count_flush);
  import "DPI-C" function void vapa_tlb_tick(input chandle tlb);
endpackage

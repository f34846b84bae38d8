// What rtl/README.md demands of one cycle and the next, as assertions, and the situations that a
// test should meet, as cover properties; bound to every vapa_tlb of a simulation that has this file.
`default_nettype none

module vapa_tlb_checks #(
    parameter int unsigned TAG_BITS = 8,
    parameter int unsigned PA_BITS = 52,
    parameter int unsigned VPN_BITS = 36,
    parameter int unsigned ID_BITS = 2,
    parameter int unsigned ASID_WIDTH = 16,
    parameter int unsigned MISS_ENTRIES = 4,
    parameter int unsigned WAITERS = 8,
    parameter int unsigned WAYS = 16,
    parameter int unsigned SIZES = 7,
    parameter int unsigned ASID_BITS = 16,
    parameter int unsigned AD_UPDATE = 1,
    parameter int unsigned ENTRIES = 16
) (
    input wire logic clk,
    input wire logic rst_n,

    input wire logic rsp_valid,
    input wire logic rsp_ready,
    input wire logic [TAG_BITS-1:0] rsp_tag,
    input wire logic [2:0] rsp_fault,
    input wire logic [PA_BITS-1:0] rsp_pa,
    input wire logic miss_valid,
    input wire logic miss_ready,
    input wire logic [ID_BITS-1:0] miss_id,
    input wire logic [VPN_BITS-1:0] miss_vpn,
    input wire logic [1:0] miss_op,
    input wire logic [ASID_WIDTH-1:0] miss_asid,
    input wire logic [vapa_tlb_pkg::ModeBits-1:0] miss_mode,
    input wire logic req_ready,
    input wire logic fill_valid,
    input wire logic fill_ready,
    input wire logic [2:0] fill_fault,
    input wire logic flush_valid,
    input wire logic flush_ready,
    input wire logic flush_has_va,
    input wire logic flush_has_asid,
    input wire logic flush_done,

    // inside
    input wire logic look,
    input wire logic look_valid,
    input wire logic [VPN_BITS-1:0] look_vpn,
    input wire logic [ASID_WIDTH-1:0] look_asid,
    input wire logic canonical,
    input wire logic hit,
    input wire logic refused,
    input wire logic found,
    input wire logic touch,
    input wire logic merges,
    input wire logic misses,
    input wire logic responds,
    input wire logic install,
    input wire logic draining,
    input wire logic again,
    input wire logic answer_valid,
    input wire logic [ENTRIES-1:0] matched,
    input wire logic [ENTRIES-1:0] overlaps,
    input wire logic [ENTRIES-1:0] flushed,  // named by what is on the channel
    // what is filled, as it is held
    input wire logic new_installed,
    input wire logic new_flushed,
    input wire logic [VPN_BITS-1:0] new_vpn,
    input wire logic [VPN_BITS-1:0] new_offset,
    input wire logic [ASID_WIDTH-1:0] new_asid,
    input wire logic new_global,
    input wire logic [MISS_ENTRIES-1:0] walked,
    input wire logic [MISS_ENTRIES-1:0] overtaken,
    input wire logic [MISS_ENTRIES-1:0] filled,
    input wire logic [MISS_ENTRIES-1:0] merge_hot,
    input wire logic [MISS_ENTRIES-1:0] asks,
    input wire logic [MISS_ENTRIES-1:0] is_free
);
  wire logic flush = flush_valid && flush_ready;
  wire logic walks = |walked;
  wire logic busy = !(&is_free);
  wire logic new_looked_up = new_installed && ((look_vpn ^ new_vpn) & ~new_offset) == '0 &&
      (ASID_BITS == 0 || new_global || look_asid == new_asid);

  // ---- rules --------------------------------------------------------------------------------
  response_stays :
  assert property (@(posedge clk) disable iff (!rst_n) rsp_valid && !rsp_ready |=>
                   rsp_valid && $stable({rsp_tag, rsp_fault, rsp_pa}));
  miss_stays :
  assert property (@(posedge clk) disable iff (!rst_n) miss_valid && !miss_ready |=>
                   miss_valid && $stable({miss_id, miss_vpn, miss_op, miss_asid, miss_mode}));
  fault_without_address :
  assert property (@(posedge clk) disable iff (!rst_n)
                   rsp_valid && rsp_fault != vapa_tlb_pkg::FaultNone |-> rsp_pa == '0);
  one_match : assert property (@(posedge clk) disable iff (!rst_n) $onehot0(matched));
  one_outcome :
  assert property (@(posedge clk) disable iff (!rst_n) $onehot0({responds, merges, misses}));
  walks_canonical_addresses :
  assert property (@(posedge clk) disable iff (!rst_n) merges || misses |-> look && canonical);
  installs_no_fault :
  assert property (@(posedge clk) disable iff (!rst_n) install |->
                   fill_valid && fill_ready && fill_fault == vapa_tlb_pkg::FaultNone);
  flush_ends : assert property (@(posedge clk) disable iff (!rst_n) flush |=> flush_done);
  flush_ends_once :
  assert property (@(posedge clk) disable iff (!rst_n) flush_done |-> $past(flush));
  fill_waits_for_draining :
  assert property (@(posedge clk) disable iff (!rst_n) draining |-> !fill_ready && !req_ready);
  reset_empties :
  assert property (@(posedge clk) !rst_n |=> !rsp_valid && !miss_valid && !flush_done && !busy);

  // ---- situations ---------------------------------------------------------------------------
  cover_hit : cover property (@(posedge clk) rst_n && touch);
  cover_hit_under_miss : cover property (@(posedge clk) rst_n && touch && walks);
  cover_hits_in_a_row : cover property (@(posedge clk) rst_n && touch && $past(touch));
  cover_refusal : cover property (@(posedge clk) rst_n && responds && canonical && refused);
  cover_not_canonical : cover property (@(posedge clk) rst_n && responds && !canonical);
  cover_miss : cover property (@(posedge clk) rst_n && misses);
  cover_blocked :
  cover property (@(posedge clk) rst_n && look && canonical && !hit && !merges && !misses);
  cover_lookup_held_by_response :
  cover property (@(posedge clk) rst_n && look_valid && rsp_valid && !rsp_ready);
  cover_lookup_held_by_answer :
  cover property (@(posedge clk) rst_n && look_valid && answer_valid && rsp_ready);
  cover_lookup_meets_fill : cover property (@(posedge clk) rst_n && look && new_looked_up);
  cover_lookup_meets_flush :
  cover property (@(posedge clk) rst_n && look && flush && |(matched & flushed));
  cover_miss_waits : cover property (@(posedge clk) rst_n && miss_valid && !miss_ready);
  cover_miss_waits_in_flush :
  cover property (@(posedge clk) rst_n && miss_valid && !miss_ready && flush);
  cover_miss_moves_in_flush :
  cover property (@(posedge clk) rst_n && miss_valid && miss_ready && flush);
  cover_fill_waits : cover property (@(posedge clk) rst_n && fill_valid && !fill_ready);
  cover_fault_filled :
  cover property (@(posedge clk) rst_n && fill_valid && fill_ready &&
                  fill_fault != vapa_tlb_pkg::FaultNone);
  cover_flush_overtakes_walk :
  cover property (@(posedge clk) rst_n && |(walked & overtaken & $past(walked & ~overtaken)));
  cover_overtaken_fill :
  cover property (@(posedge clk) rst_n && |(filled & overtaken) &&
                  fill_fault == vapa_tlb_pkg::FaultNone);
  cover_flush_meets_fill :
  cover property (@(posedge clk) rst_n && flush && new_installed && new_flushed &&
                  flush_has_va && flush_has_asid);
  cover_flush_spares_fill :
  cover property (@(posedge clk) rst_n && flush && new_installed && !new_flushed);
  cover_flush_of_all_meets_fill :
  cover property (@(posedge clk) rst_n && flush && new_installed &&
                  !flush_has_va && !flush_has_asid);
  cover_flushes_back_to_back :
  cover property (@(posedge clk) rst_n && flush_valid && !flush_ready);
  cover_answer_waits_for_response :
  cover property (@(posedge clk) rst_n && answer_valid && rsp_valid && !rsp_ready);

  if (WAITERS > 1) begin : g_waiters
    cover_merge : cover property (@(posedge clk) rst_n && merges);
    cover_merge_meets_fill :
    cover property (@(posedge clk) rst_n && merges && |(merge_hot & filled));
    cover_again : cover property (@(posedge clk) rst_n && again);
    cover_answers_in_a_row :
    cover property (@(posedge clk) rst_n && answer_valid && $past(answer_valid && rsp_ready));
  end
  if (MISS_ENTRIES > 1) begin : g_misses
    cover_all_entries_busy : cover property (@(posedge clk) rst_n && is_free == '0);
    cover_walks_beside_asking : cover property (@(posedge clk) rst_n && walks && |asks);
  end
  // one page of several address spaces, in ways of one set, or small pages in a large one
  if (ENTRIES > 1 && ((WAYS > 1 && ASID_BITS != 0) || (SIZES & (SIZES - 1)) != 0)) begin : g_several
    cover_fill_takes_several :
    cover property (@(posedge clk) rst_n && new_installed &&
                    (overlaps & (overlaps - 1'b1)) != '0);
  end
  cover_fill_replaces_overlap :
  cover property (@(posedge clk) rst_n && new_installed && |overlaps);
  if (AD_UPDATE != 0) begin : g_update
    cover_bit_wanted : cover property (@(posedge clk) rst_n && look && canonical && found && !hit);
  end

  // with parameters that leave a situation out
  wire logic unused = &{1'b0, again, asks, found, look_asid, merge_hot, new_asid, new_global};
endmodule

bind vapa_tlb vapa_tlb_checks #(
    .TAG_BITS(TAG_BITS),
    .PA_BITS(PA_BITS),
    .VPN_BITS(VpnBits),
    .ID_BITS(IdBits),
    .ASID_WIDTH(AsidWidth),
    .MISS_ENTRIES(MISS_ENTRIES),
    .WAITERS(WAITERS),
    .WAYS(WAYS),
    .SIZES(SIZES),
    .ASID_BITS(ASID_BITS),
    .AD_UPDATE(AD_UPDATE),
    .ENTRIES(ENTRIES)
) checks (
    .matched(array.matched),
    .overlaps(array.overlaps),
    .flushed(array.flushed),
    .new_installed(array.install),
    .new_flushed(array.new_flushed),
    .new_vpn(array.new_vpn),
    .new_offset(array.held_offset),
    .new_asid(array.fill_asid),
    .new_global(array.fill_rights[vapa_tlb_pkg::RightG]),
    .walked(miss.walked),
    .overtaken(miss.overtaken),
    .filled(miss.filled),
    .merge_hot(miss.merge_hot),
    .asks(miss.asks),
    .is_free(miss.is_free),
    .*
);

`default_nettype wire

// The pipelined TLB with its twin's outputs and the names of transactions beside its own ports, for
// a wave. Ports have the names of vapa_tlb's and the same width for every parameter set, so that
// one save file suits them all.
/* verilator lint_off UNUSEDSIGNAL */  // most signals are here to be looked at
`default_nettype none

module vapa_tlb_waves #(
    parameter int unsigned ENTRIES = 16,
    parameter int unsigned WAYS = 16,
    parameter int unsigned SIZES = 7,
    parameter int unsigned VA_BITS = 48,
    parameter int unsigned PA_BITS = 52,
    parameter int unsigned ASID_BITS = 16,
    parameter int unsigned TAG_BITS = 8,
    parameter int unsigned MISS_ENTRIES = 4,
    parameter int unsigned WAITERS = 8,
    parameter int unsigned POLICY = vapa_tlb_pkg::PolicyPlru,
    parameter int unsigned AD_UPDATE = 1,
    localparam int unsigned VpnBits = VA_BITS - 12,
    localparam int unsigned PpnBits = PA_BITS - 12,
    localparam int unsigned AsidWidth = ASID_BITS == 0 ? 1 : ASID_BITS,
    localparam int unsigned IdBits = MISS_ENTRIES == 1 ? 1 : $clog2(MISS_ENTRIES),
    localparam int unsigned IndexBits = ENTRIES == 1 ? 1 : $clog2(ENTRIES),
    localparam int unsigned LaneBits = 8 * 48  // a text, its last character lowest
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [31:0] seed,
    input wire logic [31:0] cycle,

    input wire logic [LaneBits-1:0] lane_request,
    input wire logic [LaneBits-1:0] lane_lookup,
    input wire logic [LaneBits-1:0] lane_response,
    input wire logic [LaneBits-1:0] lane_miss,
    input wire logic [LaneBits-1:0] lane_fill,
    input wire logic [LaneBits-1:0] lane_flush,
    input wire logic [LaneBits-1:0] lane_differs,

    input wire logic req_valid,
    output logic req_ready,
    input wire logic twin_req_ready,
    input wire logic [15:0] req_tag,
    input wire logic [63:0] req_va,
    input wire logic [1:0] req_op,
    input wire logic [15:0] req_asid,
    input wire logic [4:0] req_mode,

    output logic rsp_valid,
    input wire logic rsp_ready,
    output logic [15:0] rsp_tag,
    output logic [2:0] rsp_fault,
    output logic [63:0] rsp_pa,
    input wire logic twin_rsp_valid,
    input wire logic [15:0] twin_rsp_tag,
    input wire logic [2:0] twin_rsp_fault,
    input wire logic [63:0] twin_rsp_pa,

    output logic miss_valid,
    input wire logic miss_ready,
    output logic [2:0] miss_id,
    output logic [51:0] miss_vpn,
    output logic [1:0] miss_op,
    output logic [15:0] miss_asid,
    output logic [4:0] miss_mode,
    input wire logic twin_miss_valid,
    input wire logic [2:0] twin_miss_id,
    input wire logic [51:0] twin_miss_vpn,
    input wire logic [1:0] twin_miss_op,
    input wire logic [15:0] twin_miss_asid,
    input wire logic [4:0] twin_miss_mode,

    input wire logic fill_valid,
    output logic fill_ready,
    input wire logic twin_fill_ready,
    input wire logic [2:0] fill_id,
    input wire logic [2:0] fill_fault,
    input wire logic [2:0] fill_level,
    input wire logic [51:0] fill_ppn,
    input wire logic [6:0] fill_rights,

    input wire logic flush_valid,
    output logic flush_ready,
    input wire logic twin_flush_ready,
    input wire logic flush_has_va,
    input wire logic [63:0] flush_va,
    input wire logic flush_has_asid,
    input wire logic [15:0] flush_asid,
    output logic flush_done,
    input wire logic twin_flush_done,

    input wire logic [31:0] debug_index,
    output logic debug_valid,
    output logic [51:0] debug_vpn,
    output logic [1:0] debug_held,
    output logic [2:0] debug_level,
    output logic [15:0] debug_asid,
    output logic [6:0] debug_rights,
    output logic [51:0] debug_ppn,

    output logic [31:0] count_hit,
    output logic [31:0] count_miss,
    output logic [31:0] count_merge,
    output logic [31:0] count_again,
    output logic [31:0] count_flush,
    input wire logic [31:0] twin_count_hit,
    input wire logic [31:0] twin_count_miss,
    input wire logic [31:0] twin_count_merge,
    input wire logic [31:0] twin_count_again,
    input wire logic [31:0] twin_count_flush,

    // how the lookup ends its cycle, and of which request it is
    output logic [2:0] lookup,
    output logic [15:0] lookup_tag
);
  localparam logic [2:0] LookupNone = 3'd0;
  localparam logic [2:0] LookupHit = 3'd1;
  localparam logic [2:0] LookupRefused = 3'd2;
  localparam logic [2:0] LookupMiss = 3'd3;
  localparam logic [2:0] LookupMerge = 3'd4;
  localparam logic [2:0] LookupStays = 3'd5;

  logic [TAG_BITS-1:0] own_rsp_tag;
  logic [PA_BITS-1:0] own_rsp_pa;
  logic [IdBits-1:0] own_miss_id;
  logic [VpnBits-1:0] own_miss_vpn;
  logic [AsidWidth-1:0] own_miss_asid;
  logic [VpnBits-1:0] own_debug_vpn;
  logic [AsidWidth-1:0] own_debug_asid;
  logic [PpnBits-1:0] own_debug_ppn;

  assign rsp_tag = 16'(own_rsp_tag);
  assign rsp_pa = 64'(own_rsp_pa);
  assign miss_id = 3'(own_miss_id);
  assign miss_vpn = 52'(own_miss_vpn);
  assign miss_asid = 16'(own_miss_asid);
  assign debug_vpn = 52'(own_debug_vpn);
  assign debug_asid = 16'(own_debug_asid);
  assign debug_ppn = 52'(own_debug_ppn);

  // pages as addresses
  wire logic [63:0] miss_va = {miss_vpn, 12'b0};
  wire logic [63:0] twin_miss_va = {twin_miss_vpn, 12'b0};
  wire logic [63:0] fill_pa = {fill_ppn, 12'b0};

  vapa_tlb #(
      .ENTRIES(ENTRIES),
      .WAYS(WAYS),
      .SIZES(SIZES),
      .VA_BITS(VA_BITS),
      .PA_BITS(PA_BITS),
      .ASID_BITS(ASID_BITS),
      .TAG_BITS(TAG_BITS),
      .MISS_ENTRIES(MISS_ENTRIES),
      .WAITERS(WAITERS),
      .POLICY(POLICY),
      .AD_UPDATE(AD_UPDATE)
  ) tlb (
      .clk,
      .rst_n,
      .seed,
      .req_valid,
      .req_ready,
      .req_tag(req_tag[TAG_BITS-1:0]),
      .req_va,
      .req_op,
      .req_asid(req_asid[AsidWidth-1:0]),
      .req_mode,
      .rsp_valid,
      .rsp_ready,
      .rsp_tag(own_rsp_tag),
      .rsp_fault,
      .rsp_pa(own_rsp_pa),
      .miss_valid,
      .miss_ready,
      .miss_id(own_miss_id),
      .miss_vpn(own_miss_vpn),
      .miss_op,
      .miss_asid(own_miss_asid),
      .miss_mode,
      .fill_valid,
      .fill_ready,
      .fill_id(fill_id[IdBits-1:0]),
      .fill_fault,
      .fill_level,
      .fill_ppn(fill_ppn[PpnBits-1:0]),
      .fill_rights,
      .flush_valid,
      .flush_ready,
      .flush_has_va,
      .flush_va,
      .flush_has_asid,
      .flush_asid(flush_asid[AsidWidth-1:0]),
      .flush_done,
      .debug_index(debug_index[IndexBits-1:0]),
      .debug_valid,
      .debug_vpn(own_debug_vpn),
      .debug_held,
      .debug_level,
      .debug_asid(own_debug_asid),
      .debug_rights,
      .debug_ppn(own_debug_ppn),
      .count_hit,
      .count_miss,
      .count_merge,
      .count_again,
      .count_flush
  );

  assign lookup_tag = 16'(tlb.look_tag);
  always_comb begin
    lookup = LookupHit;
    if (!tlb.look_valid) lookup = LookupNone;
    else if (!tlb.leaves) lookup = LookupStays;
    else if (tlb.merges) lookup = LookupMerge;
    else if (tlb.misses) lookup = LookupMiss;
    else if (tlb.look_fault != vapa_tlb_pkg::FaultNone) lookup = LookupRefused;
  end

  // the miss entries: free, asks, walked, drained; those that are not there are free
  for (genvar i = 0; i < 8; i++) begin : g_walk
    logic [1:0] state;
    logic overtaken;
    logic [63:0] va;
    if (i < MISS_ENTRIES) begin : g_there
      assign state = tlb.miss.g_entry[i].state;
      assign overtaken = state == 2'd2 && tlb.miss.g_entry[i].late;
      assign va = state == 2'd0 ? '0 : 64'({tlb.miss.g_entry[i].vpn, 12'b0});
    end else begin : g_not_there
      assign state = 2'd0;
      assign overtaken = 1'b0;
      assign va = '0;
    end
  end
endmodule

`default_nettype wire

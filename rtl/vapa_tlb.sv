// The pipelined TLB: rtl/README.md is its contract.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb #(
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
    localparam int unsigned IndexBits = ENTRIES == 1 ? 1 : $clog2(ENTRIES)
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [31:0] seed,  // of random replacement, not 0; read during reset

    input wire logic req_valid,
    output logic req_ready,
    input wire logic [TAG_BITS-1:0] req_tag,
    input wire logic [63:0] req_va,
    input wire logic [1:0] req_op,
    input wire logic [AsidWidth-1:0] req_asid,
    input wire logic [vapa_tlb_pkg::ModeBits-1:0] req_mode,

    output logic rsp_valid,
    input wire logic rsp_ready,
    output logic [TAG_BITS-1:0] rsp_tag,
    output logic [2:0] rsp_fault,
    output logic [PA_BITS-1:0] rsp_pa,

    output logic miss_valid,
    input wire logic miss_ready,
    output logic [IdBits-1:0] miss_id,
    output logic [VpnBits-1:0] miss_vpn,
    output logic [1:0] miss_op,
    output logic [AsidWidth-1:0] miss_asid,
    output logic [vapa_tlb_pkg::ModeBits-1:0] miss_mode,

    input wire logic fill_valid,
    output logic fill_ready,
    input wire logic [IdBits-1:0] fill_id,
    input wire logic [2:0] fill_fault,
    input wire logic [2:0] fill_level,
    input wire logic [PpnBits-1:0] fill_ppn,
    input wire logic [vapa_tlb_pkg::RightBits-1:0] fill_rights,

    input wire logic flush_valid,
    output logic flush_ready,
    input wire logic flush_has_va,
    input wire logic [63:0] flush_va,
    input wire logic flush_has_asid,
    input wire logic [AsidWidth-1:0] flush_asid,
    output logic flush_done,

    input wire logic [IndexBits-1:0] debug_index,
    output logic debug_valid,
    output logic [VpnBits-1:0] debug_vpn,
    output logic [1:0] debug_held,
    output logic [2:0] debug_level,
    output logic [AsidWidth-1:0] debug_asid,
    output logic [vapa_tlb_pkg::RightBits-1:0] debug_rights,
    output logic [PpnBits-1:0] debug_ppn,

    output logic [31:0] count_hit,
    output logic [31:0] count_miss,
    output logic [31:0] count_merge,
    output logic [31:0] count_again,
    output logic [31:0] count_flush
);
`ifdef VAPA_MUTANTS
  initial begin
    if (!$value$plusargs("mutant=%d", vapa_tlb_mutants::active)) vapa_tlb_mutants::active = 8'd0;
  end
`endif

  // the request whose lookup this cycle makes
  logic look_valid;
  logic [TAG_BITS-1:0] look_tag;
  logic [63:0] look_va;
  logic [1:0] look_op;
  logic [AsidWidth-1:0] look_asid;
  logic [vapa_tlb_pkg::ModeBits-1:0] look_mode;

  logic answer_valid;
  logic [TAG_BITS-1:0] answer_tag;
  logic [2:0] answer_fault;
  logic [PA_BITS-1:0] answer_pa;
  logic draining;
  logic again;

  wire logic stalled = rsp_valid && !rsp_ready;
  wire logic look = look_valid && !stalled && !answer_valid;

  // the lookup
  localparam logic [vapa_tlb_pkg::ModeBits-1:0] MxrMask = 5'(1 << vapa_tlb_pkg::ModeMxr);
  wire logic canonical = &look_va[63:VA_BITS-1] || !(|look_va[63:VA_BITS-1]) ||
      `VAPA_MUTANT(UpperBitsLost);
  wire logic [VpnBits-1:0] look_vpn = look_va[VA_BITS-1:12];
  logic found;
  logic [1:0] found_held;
  logic [vapa_tlb_pkg::RightBits-1:0] found_rights;
  logic [PpnBits-1:0] found_ppn;
  logic denied;
  logic wants_bit;
  vapa_tlb_rights look_rights (
      .rights(found_rights),
      .op(look_op),
      .mode(`VAPA_MUTANT(HitIgnoresMxr) ? look_mode & ~MxrMask : look_mode),
      .denied,
      .wants_bit
  );
  wire logic hit = found && !(wants_bit && AD_UPDATE != 0);
  wire logic refused = denied || wants_bit;
  logic merges, misses;
  logic install;
  wire logic wants_walk = look && canonical && !hit;
  wire logic responds = look && (!canonical || hit);
  wire logic touch =
      look && canonical && hit && (!refused || `VAPA_MUTANT(RefusalTouches));
  wire logic leaves = responds || merges || misses;

  assign req_ready =
      (!look_valid || leaves) && !(answer_valid && stalled) && !draining;
  wire logic req_moves = req_valid && req_ready;

  always_ff @(posedge clk) begin
    if (!rst_n) look_valid <= 1'b0;
    else look_valid <= req_moves || (look_valid && !leaves);
  end
  always_ff @(posedge clk) begin
    if (req_moves) begin
      look_tag <= req_tag;
      look_va <= req_va;
      look_op <= req_op;
      look_asid <= req_asid;
      look_mode <= req_mode;
    end
  end

  // the response
  wire logic [VpnBits-1:0] held_offset = {
    {(VpnBits - 18) {1'b0}}, {9{found_held[1]}}, {9{found_held != 2'd0}}
  };
  wire logic [17:0] in_page = look_vpn[17:0] & held_offset[17:0];
  wire logic [PpnBits-1:0] hit_ppn =
      `VAPA_MUTANT(HitOfFillingFrame) && install ? fill_ppn : found_ppn;
  wire logic [PpnBits-1:0] frame = hit_ppn | {{(PpnBits - 18) {1'b0}}, in_page};
  logic [2:0] look_fault;
  always_comb begin
    look_fault = vapa_tlb_pkg::FaultNone;
    if (!canonical) look_fault = vapa_tlb_pkg::FaultNonCanonical;
    else if (denied)
      look_fault = `VAPA_MUTANT(CauseOfHitDiffers) ? vapa_tlb_pkg::FaultAccessedDirty :
          vapa_tlb_pkg::FaultRights;
    else if (wants_bit) look_fault = vapa_tlb_pkg::FaultAccessedDirty;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) rsp_valid <= 1'b0;
    else if (!stalled) rsp_valid <= answer_valid || responds;
  end
  always_ff @(posedge clk) begin
    if (!stalled) begin
      rsp_tag <= answer_valid ? answer_tag : look_tag;
      rsp_fault <= answer_valid ? answer_fault : look_fault;
      if (answer_valid) rsp_pa <= answer_pa;
      else if (look_fault == vapa_tlb_pkg::FaultNone) rsp_pa <= {frame, look_va[11:0]};
      else rsp_pa <= '0;
    end
  end

  // flushes
  assign flush_ready = !flush_done;
  wire logic flush = flush_valid && flush_ready;
  always_ff @(posedge clk) begin
    if (!rst_n) flush_done <= 1'b0;
    else flush_done <= flush;
  end

  logic [VpnBits-1:0] install_vpn;
  logic [AsidWidth-1:0] install_asid;

  vapa_tlb_array #(
      .ENTRIES(ENTRIES),
      .WAYS(WAYS),
      .SIZES(SIZES),
      .VPN_BITS(VpnBits),
      .PPN_BITS(PpnBits),
      .ASID_BITS(ASID_BITS),
      .POLICY(POLICY)
  ) array (
      .clk,
      .rst_n,
      .seed,
      .look_vpn,
      .look_asid,
      .look_found(found),
      .look_held(found_held),
      .look_rights(found_rights),
      .look_ppn(found_ppn),
      .touch,
      .fill(install),
      .fill_vpn(install_vpn),
      .fill_asid(install_asid),
      .fill_level,
      .fill_ppn,
      .fill_rights,
      .flush(`VAPA_MUTANT(FlushPulseLate) ? flush_done : flush),
      .flush_vpn(flush_va[VA_BITS-1:12]),
      .flush_has_vpn(flush_has_va),
      .flush_asid(`VAPA_MUTANT(FlushOfCurrentAsid) ? look_asid : flush_asid),
      .flush_has_asid,
      .debug_index,
      .debug_valid,
      .debug_vpn,
      .debug_held,
      .debug_level,
      .debug_asid,
      .debug_rights,
      .debug_ppn
  );

  vapa_tlb_miss #(
      .MISS_ENTRIES(MISS_ENTRIES),
      .WAITERS(WAITERS),
      .VPN_BITS(VpnBits),
      .PPN_BITS(PpnBits),
      .ASID_BITS(ASID_BITS),
      .TAG_BITS(TAG_BITS),
      .AD_UPDATE(AD_UPDATE)
  ) miss (
      .clk,
      .rst_n,
      .look(wants_walk),
      .look_tag,
      .look_vpn,
      .look_offset(look_va[11:0]),
      .look_op,
      .look_asid,
      .look_mode,
      .merges,
      .misses,
      .miss_valid,
      .miss_ready,
      .miss_id,
      .miss_vpn,
      .miss_op,
      .miss_asid,
      .miss_mode,
      .fill_valid,
      .fill_ready,
      .fill_id,
      .fill_fault,
      .fill_level,
      .fill_ppn,
      .fill_rights,
      .install,
      .install_vpn,
      .install_asid,
      .flush(`VAPA_MUTANT(WalkFlushedLate) ? flush_done : flush),
      .flush_asid,
      .flush_has_asid,
      .draining,
      .again,
      .answer_valid,
      .answer_ready(!stalled),
      .answer_tag,
      .answer_fault,
      .answer_pa
  );

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      count_hit <= '0;
      count_miss <= '0;
      count_merge <= '0;
      count_again <= '0;
      count_flush <= '0;
    end else begin
      count_hit <= count_hit + 32'(responds && canonical);
      count_miss <= count_miss + 32'(misses);
      count_merge <= count_merge + 32'(merges);
      count_again <= count_again + 32'(again);
      count_flush <= count_flush + 32'(flush);
    end
  end

  wire logic unused = &{1'b0, flush_va[63:VA_BITS], flush_va[11:0], held_offset};

`ifdef FORMAL
`include "formal/vapa_tlb_props.svh"
`ifdef RESPONSE_BOUND
`include "formal/vapa_tlb_response_props.svh"
`endif
`endif
endmodule

`default_nettype wire

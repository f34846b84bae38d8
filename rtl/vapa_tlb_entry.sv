// One entry: what it holds, and its comparisons with a lookup, with the page being filled and with
// a flush. A page number is compared from the lowest 9-bit chunk that its size leaves in it.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_entry #(
    parameter int unsigned VPN_BITS = 36,
    parameter int unsigned PPN_BITS = 40,
    parameter int unsigned ASID_BITS = 16,
    localparam int unsigned AsidWidth = ASID_BITS == 0 ? 1 : ASID_BITS
) (
    input wire logic clk,
    input wire logic rst_n,

    input wire logic [VPN_BITS-1:0] look_vpn,
    input wire logic [AsidWidth-1:0] look_asid,
    output logic look_match,

    // the page being filled, cut to the size that is held
    input wire logic [VPN_BITS-1:0] new_vpn,
    input wire logic [1:0] new_held,
    input wire logic [2:0] new_level,
    input wire logic [AsidWidth-1:0] new_asid,
    input wire logic [vapa_tlb_pkg::RightBits-1:0] new_rights,
    input wire logic [PPN_BITS-1:0] new_ppn,
    output logic overlaps,
    output logic same_page,  // overlaps, and is of the same size

    input wire logic [VPN_BITS-1:0] flush_vpn,
    input wire logic flush_has_vpn,
    input wire logic [AsidWidth-1:0] flush_asid,
    input wire logic flush_has_asid,
    output logic flush_match,

    // at the clock edge; a write wins
    input wire logic write,
    input wire logic write_valid,
    input wire logic remove,

    output logic valid,
    output logic [VPN_BITS-1:0] vpn,
    output logic [1:0] held,   // size: 0 4 KiB, 1 2 MiB, 2 1 GiB
    output logic [2:0] level,  // of the page that it is a fragment of
    output logic [AsidWidth-1:0] asid,
    output logic [vapa_tlb_pkg::RightBits-1:0] rights,
    output logic [PPN_BITS-1:0] ppn
);
  /* verilator no_inline_module */  // one body for all entries: a tenth of the code to compile
  wire logic is_global = rights[vapa_tlb_pkg::RightG];
  wire logic new_global = new_rights[vapa_tlb_pkg::RightG];

  // lookup
  wire logic [VPN_BITS-1:0] look_diff = vpn ^ look_vpn;
  wire logic look_in_page = !(|look_diff[VPN_BITS-1:18]) &&
      (held[1] || !(|look_diff[17:9])) && (held != 2'd0 || !(|look_diff[8:0]));
  wire logic look_in_space = ASID_BITS == 0 || asid == look_asid ||
      (is_global && !`VAPA_MUTANT(LookupIgnoresGlobal)) || `VAPA_MUTANT(LookupIgnoresAsid);
  assign look_match = valid && look_in_page && look_in_space;

  // fill: the larger of the two pages decides
  wire logic [VPN_BITS-1:0] new_diff = vpn ^ new_vpn;
  wire logic new_meets = !(|new_diff[VPN_BITS-1:18]) &&
      (held[1] || new_held[1] || !(|new_diff[17:9])) &&
      (held != 2'd0 || new_held != 2'd0 || !(|new_diff[8:0]));
  wire logic new_in_space = ASID_BITS == 0 || is_global || asid == new_asid ||
      (new_global && !`VAPA_MUTANT(GlobalBesideSpace));
  assign overlaps =
      valid && new_meets && new_in_space && !`VAPA_MUTANT(FillKeepsOverlaps);
  assign same_page = overlaps && held == new_held;

  // flush: by the page as it was mapped
  vapa_tlb_flush_match #(
      .VPN_BITS(VPN_BITS),
      .ASID_BITS(ASID_BITS)
  ) flush (
      .vpn,
      .level(`VAPA_MUTANT(FlushByHeldSize) ? {1'b0, held} : level),
      .asid,
      .is_global,
      .flush_vpn,
      .flush_has_vpn,
      .flush_asid,
      .flush_has_asid,
      .named(flush_match)
  );

  always_ff @(posedge clk) begin
    if (!rst_n) valid <= 1'b0;
    else if (write) valid <= write_valid;
    else if (remove) valid <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (write) begin
      vpn <= new_vpn;
      held <= `VAPA_MUTANT(HeldOverwritten) ? new_level[1:0] : new_held;
      level <= `VAPA_MUTANT(LevelTruncated) ? {2'b00, new_level[0]} : new_level;
      asid <= new_asid;
      rights <= new_rights;
      ppn <= new_ppn;
    end
  end
endmodule

`default_nettype wire

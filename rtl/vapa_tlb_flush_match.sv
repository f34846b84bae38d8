// Whether a flush names a page.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_flush_match #(
    parameter int unsigned VPN_BITS = 36,
    parameter int unsigned ASID_BITS = 16,
    localparam int unsigned AsidWidth = ASID_BITS == 0 ? 1 : ASID_BITS
) (
    input wire logic [VPN_BITS-1:0] vpn,
    input wire logic [2:0] level,  // as mapped
    input wire logic [AsidWidth-1:0] asid,
    input wire logic is_global,
    input wire logic [VPN_BITS-1:0] flush_vpn,
    input wire logic flush_has_vpn,
    input wire logic [AsidWidth-1:0] flush_asid,
    input wire logic flush_has_asid,
    output logic named
);
  localparam int unsigned Levels = VPN_BITS / 9;

  wire logic [VPN_BITS-1:0] diff = vpn ^ flush_vpn;
  logic [Levels-1:0] chunk_differs;
  for (genvar i = 0; i < Levels; i++) begin : g_chunk
    assign chunk_differs[i] = i >= level && |diff[9*i+:9];
  end
  wire logic in_page = !(|chunk_differs) &&
      !(`VAPA_MUTANT(FlushMissesLargeGlobal) && is_global && level != 3'd0);
  // Without ASIDs there is one address space, and naming it spares its global pages all the same.
  wire logic in_space = !is_global && (ASID_BITS == 0 || asid == flush_asid);
  assign named = (!flush_has_vpn || in_page) && (!flush_has_asid || in_space);
endmodule

`default_nettype wire

// In place of vapa_tlb_array where it does not matter what the entries hold: a lookup finds
// anything.
`default_nettype none

module vapa_tlb_array #(
    parameter int unsigned ENTRIES = 16,
    parameter int unsigned WAYS = 16,
    parameter int unsigned SIZES = 7,
    parameter int unsigned VPN_BITS = 36,
    parameter int unsigned PPN_BITS = 40,
    parameter int unsigned ASID_BITS = 16,
    parameter int unsigned POLICY = 0,
    localparam int unsigned AsidWidth = ASID_BITS == 0 ? 1 : ASID_BITS,
    localparam int unsigned IndexBits = ENTRIES == 1 ? 1 : $clog2(ENTRIES)
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [31:0] seed,

    input wire logic [VPN_BITS-1:0] look_vpn,
    input wire logic [AsidWidth-1:0] look_asid,
    output logic look_found,
    output logic [1:0] look_held,
    output logic [vapa_tlb_pkg::RightBits-1:0] look_rights,
    output logic [PPN_BITS-1:0] look_ppn,
    input wire logic touch,

    input wire logic fill,
    input wire logic [VPN_BITS-1:0] fill_vpn,
    input wire logic [AsidWidth-1:0] fill_asid,
    input wire logic [2:0] fill_level,
    input wire logic [PPN_BITS-1:0] fill_ppn,
    input wire logic [vapa_tlb_pkg::RightBits-1:0] fill_rights,

    input wire logic flush,
    input wire logic [VPN_BITS-1:0] flush_vpn,
    input wire logic flush_has_vpn,
    input wire logic [AsidWidth-1:0] flush_asid,
    input wire logic flush_has_asid,

    input wire logic [IndexBits-1:0] debug_index,
    output logic debug_valid,
    output logic [VPN_BITS-1:0] debug_vpn,
    output logic [1:0] debug_held,
    output logic [2:0] debug_level,
    output logic [AsidWidth-1:0] debug_asid,
    output logic [vapa_tlb_pkg::RightBits-1:0] debug_rights,
    output logic [PPN_BITS-1:0] debug_ppn
);
  (* anyseq *) logic any_found;
  (* anyseq *) logic [1:0] any_held;
  (* anyseq *) logic [vapa_tlb_pkg::RightBits-1:0] any_rights;
  (* anyseq *) logic [PPN_BITS-1:0] any_ppn;
  assign {look_found, look_held, look_rights, look_ppn} =
      {any_found, any_held, any_rights, any_ppn};
  assign {debug_valid, debug_vpn, debug_held, debug_level, debug_asid, debug_rights, debug_ppn} =
      '0;
endmodule

`default_nettype wire

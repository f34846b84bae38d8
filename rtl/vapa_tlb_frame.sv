// The 4 KiB frame of a page number inside a leaf: the leaf's number above its size, the page's below.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_frame #(
    parameter int unsigned OFFSET_BITS = 27,  // of the largest leaf, in pages of 4 KiB
    parameter int unsigned PPN_BITS = 40
) (
    input wire logic [OFFSET_BITS-1:0] offset,  // the lowest bits of the page number
    input wire logic [2:0] level,
    input wire logic [PPN_BITS-1:0] ppn,
    output logic [PPN_BITS-1:0] frame
);
  for (genvar i = 0; i < PPN_BITS; i++) begin : g_bit
    if (i < OFFSET_BITS) begin : g_below
      wire logic by_page = level > 3'(i / 9) && !(`VAPA_MUTANT(FragmentTruncated) && i >= 9);
      assign frame[i] = by_page ? offset[i] || (`VAPA_MUTANT(MisalignedLeaks) && ppn[i]) : ppn[i];
    end else begin : g_above
      assign frame[i] = ppn[i];
    end
  end
  if (OFFSET_BITS > PPN_BITS) begin : g_beyond
    wire logic unused = &{1'b0, offset[OFFSET_BITS-1:PPN_BITS]};
  end
endmodule

`default_nettype wire

// The lowest bit that is set, as one-hot and as a number; 0 when none is.
`default_nettype none

module vapa_tlb_lowest #(
    parameter int unsigned BITS = 4,
    localparam int unsigned NumberBits = BITS == 1 ? 1 : $clog2(BITS)
) (
    input wire logic [BITS-1:0] bits,
    output logic any,
    output logic [BITS-1:0] one_hot,
    output logic [NumberBits-1:0] number
);
  assign any = |bits;
  assign one_hot = bits & (~bits + 1'b1);
  always_comb begin
    number = '0;
    for (int i = BITS - 1; i >= 0; i--) begin
      if (bits[i]) number = NumberBits'(i);
    end
  end
endmodule

`default_nettype wire

// Random replacement: one generator for all sets, xorshift of 32 bits (Marsaglia 2003).
`default_nettype none

module vapa_tlb_random #(
    parameter int unsigned WAYS = 4  // a power of two, at least 2
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [31:0] seed,  // not 0; read during reset
    input wire logic draw,
    output logic [WAYS-1:0] victim  // one-hot: the draw of this cycle
);
  logic [31:0] state;
  wire logic [31:0] step1 = state ^ (state << 13);
  wire logic [31:0] step2 = step1 ^ (step1 >> 17);
  wire logic [31:0] next = step2 ^ (step2 << 5);

  always_ff @(posedge clk) begin
    if (!rst_n) state <= seed;
    else if (draw) state <= next;
  end

  wire logic [$clog2(WAYS)-1:0] way = next[31-:$clog2(WAYS)];
  for (genvar w = 0; w < WAYS; w++) begin : g_victim
    assign victim[w] = way == w;
  end
endmodule

`default_nettype wire

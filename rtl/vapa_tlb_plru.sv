// Tree pseudo-LRU of one set. Node n has the children 2n and 2n + 1; its bit points to the half that
// was used longer ago.
`default_nettype none

module vapa_tlb_plru #(
    parameter int unsigned WAYS = 4  // a power of two, at least 2
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [WAYS-1:0] insert,  // one-hot or 0; comes before touch
    input wire logic [WAYS-1:0] touch,   // one-hot or 0
    output logic [WAYS-1:0] victim       // one-hot, by the state before both
);
  logic [WAYS-1:1] node;
  logic [2*WAYS-1:1] reached;  // by following the bits from the root; from WAYS on: the ways

  for (genvar n = 1; n < WAYS; n++) begin : g_node
    localparam int unsigned Depth = $clog2(n + 1) - 1;
    localparam int unsigned Half = (WAYS >> Depth) / 2;
    localparam int unsigned First = (n - (1 << Depth)) * 2 * Half;

    wire logic insert_left = |insert[First+:Half];
    wire logic insert_right = |insert[First+Half+:Half];
    wire logic touch_left = |touch[First+:Half];
    wire logic touch_right = |touch[First+Half+:Half];
    always_ff @(posedge clk) begin
      if (!rst_n) node[n] <= 1'b0;
      else if (touch_left || touch_right) node[n] <= touch_left;
      else if (insert_left || insert_right) node[n] <= insert_left;
    end
  end
  always_comb begin
    reached = '0;
    reached[1] = 1'b1;
    for (int n = 1; n < WAYS; n++) begin
      reached[2*n] = reached[n] && !node[n];
      reached[2*n+1] = reached[n] && node[n];
    end
  end
  assign victim = reached[2*WAYS-1:WAYS];
endmodule

`default_nettype wire

// Tree pseudo-LRU. In each set node n has the children 2n and 2n + 1; its bit points to the half that
// was used longer ago.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_plru #(
    parameter int unsigned SETS = 1,
    parameter int unsigned WAYS = 4  // a power of two, at least 2
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [SETS-1:0] insert_set,  // one-hot or 0; insertion comes before touching
    input wire logic [WAYS-1:0] insert_way,  // one-hot
    input wire logic [SETS-1:0] touch_set,   // one-hot or 0
    input wire logic [WAYS-1:0] touch_way,   // one-hot
    input wire logic [SETS-1:0] victim_set,  // one-hot
    output logic [WAYS-1:0] victim           // one-hot, by the state before both
);
  localparam int unsigned Nodes = WAYS - 1;

  logic [SETS*Nodes-1:0] nodes;  // from node 1 of each set

  for (genvar n = 1; n < WAYS; n++) begin : g_node
    localparam int unsigned Depth = $clog2(n + 1) - 1;
    localparam int unsigned Half = (WAYS >> Depth) / 2;
    localparam int unsigned First = (n - (1 << Depth)) * 2 * Half;
    wire logic insert_left = |insert_way[First+:Half];
    wire logic insert_right = |insert_way[First+Half+:Half];
    wire logic touch_left = |touch_way[First+:Half];
    wire logic touch_right = |touch_way[First+Half+:Half];
    for (genvar s = 0; s < SETS; s++) begin : g_set
      always_ff @(posedge clk) begin
        if (!rst_n) nodes[s*Nodes+n-1] <= 1'b0;
        else if (touch_set[s] && (touch_left || touch_right)) nodes[s*Nodes+n-1] <= touch_left;
        else if (insert_set[s] && (insert_left || insert_right)) nodes[s*Nodes+n-1] <= insert_left;
      end
    end
  end

  logic [WAYS-1:1] full;
  logic [2*WAYS-1:1] reached;  // by following the bits from node 1; from WAYS on: the ways
  logic right;
  always_comb begin
    right = 1'b0;
    full = '0;
    for (int s = 0; s < SETS; s++) begin
      if (victim_set[s]) full = full | nodes[s*Nodes+:Nodes];
    end
    reached = '0;
    reached[1] = 1'b1;
    for (int n = 1; n < WAYS; n++) begin
      right = full[`VAPA_MUTANT(PlruWrongNode) && n > 1 ? n ^ 1 : n];
      reached[2*n] = reached[n] && !right;
      reached[2*n+1] = reached[n] && right;
    end
  end
  assign victim = reached[2*WAYS-1:WAYS];
endmodule

`default_nettype wire

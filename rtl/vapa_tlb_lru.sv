// True LRU of one set: every way has an age, the ages are a permutation, the oldest goes.
`default_nettype none

module vapa_tlb_lru #(
    parameter int unsigned WAYS = 4  // at least 2
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [WAYS-1:0] insert,  // one-hot or 0; comes before touch
    input wire logic [WAYS-1:0] touch,   // one-hot or 0
    output logic [WAYS-1:0] victim       // one-hot, by the state before both
);
  localparam int unsigned AgeBits = $clog2(WAYS);

  logic [WAYS*AgeBits-1:0] ages;

  // The way becomes the youngest; those that were younger grow older.
  function automatic logic [WAYS*AgeBits-1:0] used(input logic [WAYS*AgeBits-1:0] was,
                                                   input logic [WAYS-1:0] way);
    logic [AgeBits-1:0] age;
    age = '0;
    for (int w = 0; w < WAYS; w++) begin
      if (way[w]) age = age | was[w*AgeBits+:AgeBits];
    end
    used = was;
    for (int w = 0; w < WAYS; w++) begin
      if (way[w]) used[w*AgeBits+:AgeBits] = '0;
      else if (was[w*AgeBits+:AgeBits] < age)
        used[w*AgeBits+:AgeBits] = was[w*AgeBits+:AgeBits] + 1'b1;
    end
  endfunction

  logic [WAYS*AgeBits-1:0] after_insert;
  logic [WAYS*AgeBits-1:0] after_touch;
  always_comb begin
    after_insert = ages;
    if (|insert) after_insert = used(ages, insert);
    after_touch = after_insert;
    if (|touch) after_touch = used(after_insert, touch);
  end

  always_ff @(posedge clk) begin
    for (int w = 0; w < WAYS; w++) begin
      if (!rst_n) ages[w*AgeBits+:AgeBits] <= AgeBits'(w);
      else ages[w*AgeBits+:AgeBits] <= after_touch[w*AgeBits+:AgeBits];
    end
  end

  for (genvar w = 0; w < WAYS; w++) begin : g_victim
    assign victim[w] = ages[w*AgeBits+:AgeBits] == AgeBits'(WAYS - 1);
  end
endmodule

`default_nettype wire

// True LRU: within a set every way has an age, the ages are a permutation, the oldest goes. One set
// is inserted into and one touched in a cycle, so that two comparisons of ages serve all sets.
`default_nettype none

module vapa_tlb_lru #(
    parameter int unsigned SETS = 1,
    parameter int unsigned WAYS = 4  // at least 2
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
  localparam int unsigned AgeBits = $clog2(WAYS);
  localparam int unsigned SetBits = WAYS * AgeBits;

  logic [SETS*SetBits-1:0] ages;

  // The way becomes the youngest; those that were younger grow older.
  function automatic logic [SetBits-1:0] used(input logic [SetBits-1:0] was,
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

  logic [SetBits-1:0] inserted;
  logic [SetBits-1:0] touched;
  logic [SetBits-1:0] full;
  always_comb begin
    inserted = '0;
    touched = '0;
    full = '0;
    for (int s = 0; s < SETS; s++) begin
      if (insert_set[s]) inserted = inserted | ages[SetBits*s+:SetBits];
      if (touch_set[s]) touched = touched | ages[SetBits*s+:SetBits];
      if (victim_set[s]) full = full | ages[SetBits*s+:SetBits];
    end
    inserted = used(inserted, insert_way);
    touched = used(|(insert_set & touch_set) ? inserted : touched, touch_way);
  end

  for (genvar w = 0; w < WAYS; w++) begin : g_way
    assign victim[w] = full[w*AgeBits+:AgeBits] == AgeBits'(WAYS - 1);
    for (genvar s = 0; s < SETS; s++) begin : g_set
      always_ff @(posedge clk) begin
        if (!rst_n) ages[s*SetBits+w*AgeBits+:AgeBits] <= AgeBits'(w);
        else if (touch_set[s]) ages[s*SetBits+w*AgeBits+:AgeBits] <= touched[w*AgeBits+:AgeBits];
        else if (insert_set[s]) ages[s*SetBits+w*AgeBits+:AgeBits] <= inserted[w*AgeBits+:AgeBits];
      end
    end
  end
endmodule

`default_nettype wire

// Properties of the miss entries: docs/proofs.md. Included by vapa_tlb_miss under FORMAL. Every
// input is free, but for a reset in the first cycle.

logic started = 1'b0;
always_ff @(posedge clk) started <= 1'b1;
always_comb assume (started || !rst_n);

logic answered_one;  // this draining has answered a waiter
always_ff @(posedge clk) answered_one <= draining && (answered_one || answered);

logic [MISS_ENTRIES-1:0] closed;
for (genvar i = 0; i < MISS_ENTRIES; i++) begin : g_formal
  assign closed[i] = g_entry[i].closed;
end

logic [MISS_ENTRIES-1:0] needed;  // has a waiter
logic [MISS_ENTRIES-1:0] own;     // and its lowest waiter is the one in whose name it walks
logic [WAITERS-1:0] lost;         // waits for an entry that is free
always_comb begin
  needed = '0;
  own = '0;
  lost = '0;
  for (int w = 0; w < WAITERS; w++) begin
    for (int i = 0; i < MISS_ENTRIES; i++) begin
      if (waits[w] && waiters[WaitBits*w+WaitBits-1-:IdBits] == IdBits'(i)) begin
        if (!needed[i]) own[i] = waiters[WaitBits*w+:7] == walks[WalkBits*i+:7];
        needed[i] = 1'b1;
        lost[w] = is_free[i];
      end
    end
  end
end

always_comb begin
  if (started && rst_n) begin
    // Whoever waits waits for an entry that asks, is walked or is drained.
    prove_not_lost : assert (lost == '0);
    // What asks, is walked or is drained does so for a waiter.
    prove_needed : assert ((~is_free & ~needed) == '0);
    // Draining never idles: when the answer before has left, a waiter leaves or the draining ends.
    prove_drains : assert (!draining || (answer_valid && !answer_ready) || answered || again);
    // A walk that is made again answers a waiter before its entry asks once more.
    prove_again_ends : assert (!again || answered_one || (drained & closed) == '0);
  end
end

// Helpers
always_comb begin
  if (started) begin
    helper_one_drained : assert ((drained & (drained - 1'b1)) == '0);
    helper_kept : assert ((kept & ~asks) == '0);
    helper_lost : assert (lost == '0);
    helper_needed : assert ((~is_free & ~needed) == '0);
    helper_own :
    assert ((closed & ~is_free & ~own & ~(answered_one ? drained : '0)) == '0);
  end
end

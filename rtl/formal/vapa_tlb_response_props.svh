// A bound for the response, in cycles: docs/proofs.md. Included by vapa_tlb under FORMAL with
// RESPONSE_BOUND; it is for two miss entries. Requests, flushes, and what lookups and walks find,
// are free; the surroundings are quick: a response and a miss move at once, a walk is filled in the
// cycle after its miss moved or as soon as fills are taken, the oldest first.

(* anyconst *) logic [TAG_BITS-1:0] watched;
logic pending;
logic [$clog2(`RESPONSE_BOUND + 1)-1:0] age;
wire logic asked = req_valid && req_ready && req_tag == watched;
wire logic answered = rsp_valid && rsp_tag == watched;
always_ff @(posedge clk) begin
  pending <= rst_n && (asked || (pending && !answered));
  age <= rst_n && pending && !answered ? age + 1'b1 : '0;
end

logic newest;  // the walk whose miss moved last
always_ff @(posedge clk) if (miss_moves) newest <= miss_id[0];

always_comb begin
  assume (rst_n || !started);
  assume (!(pending && req_valid && req_tag == watched));
  assume (rsp_ready && miss_ready);
  assume (fill_valid == (on_way != '0));
  assume (!fill_valid || (fill_id == (on_way == 2'b11 ? !newest : on_way[1])));
end

// Where a request can be.
logic [WAITERS-1:0] entry_waits;
localparam int unsigned WaitBits = IdBits + TAG_BITS + 12 + 2 + vapa_tlb_pkg::ModeBits;
logic [WAITERS*WaitBits-1:0] entry_waiters;
logic [2:0] places;
always_comb begin
  places = 3'd0;
  for (int w = 0; w < WAITERS; w++) begin
    if (entry_waits[w] && entry_waiters[WaitBits*w+19+:TAG_BITS] == watched) places = places + 3'd1;
  end
  if (look_valid && look_tag == watched) places = places + 3'd1;
  if (answer_valid && answer_tag == watched) places = places + 3'd1;
  if (rsp_valid && rsp_tag == watched) places = places + 3'd1;
end

always_comb begin
  if (started) begin
    // The request of a tag is answered in fewer cycles.
    prove_response : assert (age < `RESPONSE_BOUND);
    // It is in one place until then.
    prove_place : assert (places == {2'b00, pending});
  end
end

// Properties of the whole TLB, told in terms of its channels: docs/proofs.md. Included by vapa_tlb
// under FORMAL.

logic started = 1'b0;
always_ff @(posedge clk) started <= 1'b1;
always_comb assume (started || !rst_n);

// What the walker has seen, for each number: a walk on its way, of which page, and whether a flush
// of its address space has moved since it began.
logic [MISS_ENTRIES-1:0] on_way;
logic [MISS_ENTRIES-1:0] fresh;
logic [MISS_ENTRIES*VpnBits-1:0] way_vpn;
logic [MISS_ENTRIES*AsidWidth-1:0] way_asid;

wire logic miss_moves = rst_n && miss_valid && miss_ready;
wire logic fill_moves = rst_n && fill_valid && fill_ready;
wire logic flush_moves = rst_n && flush_valid && flush_ready;

logic [MISS_ENTRIES-1:0] way_filled;
logic fill_known;  // of a walk on its way
logic fill_fresh;
logic [VpnBits-1:0] fill_page;
logic [AsidWidth-1:0] fill_space;
always_comb begin
  {fill_known, fill_fresh, fill_page, fill_space} = '0;
  for (int i = 0; i < MISS_ENTRIES; i++) begin
    way_filled[i] = fill_moves && on_way[i] && fill_id == IdBits'(i);
    if (way_filled[i]) begin
      fill_known = 1'b1;
      fill_fresh = fresh[i];
      fill_page = way_vpn[VpnBits*i+:VpnBits];
      fill_space = way_asid[AsidWidth*i+:AsidWidth];
    end
  end
end

for (genvar i = 0; i < MISS_ENTRIES; i++) begin : g_way
  wire logic begins = miss_moves && miss_id == IdBits'(i);
  wire logic [AsidWidth-1:0] asid = begins ? miss_asid : way_asid[AsidWidth*i+:AsidWidth];
  wire logic flushed = flush_moves &&
      (!flush_has_asid || ASID_BITS == 0 || flush_asid == asid);
  always_ff @(posedge clk) begin
    on_way[i] <= rst_n && (begins || (on_way[i] && !way_filled[i]));
    fresh[i] <= (begins || fresh[i]) && !flushed;
    way_asid[AsidWidth*i+:AsidWidth] <= asid;
    if (begins) way_vpn[VpnBits*i+:VpnBits] <= miss_vpn;
  end
end

// What the array does, and what stands in the miss entries; scripts/prove connects these.
logic array_flush;
logic [MISS_ENTRIES-1:0] entry_walked;
logic [MISS_ENTRIES-1:0] entry_late;
logic [MISS_ENTRIES-1:0] entry_asks;
logic [MISS_ENTRIES-1:0] entry_kept;  // on the miss channel since an earlier cycle
localparam int unsigned WalkBits = VpnBits + AsidWidth + 2 + vapa_tlb_pkg::ModeBits;
logic [MISS_ENTRIES*WalkBits-1:0] entry_walks;  // vpn, asid, op, mode

always_comb begin
  if (started && rst_n) begin
    // What a walk found is installed only when no flush of its address space has moved since.
    prove_overtaken : assert (!install || fill_fresh);
    // A walk that ended in a fault is not installed.
    prove_fault : assert (!install || fill_fault == vapa_tlb_pkg::FaultNone);
    // A leaf is installed for the page and the address space of its walk.
    prove_page :
    assert (!install || (fill_known && install_vpn == fill_page &&
                         (ASID_BITS == 0 || install_asid == fill_space)));
    // Every other leaf is installed: the array's proofs are about what the channel fill says.
    prove_installed :
    assert (install || !fill_fresh || fill_fault != vapa_tlb_pkg::FaultNone);
    // What waits for a fill has a walk on its way.
    prove_asked : assert ((entry_walked & ~on_way) == '0);
    // The array sees a flush in the cycle in which it moves.
    prove_flush_moves : assert (flush_moves == array_flush);
  end
end

// Helpers: an entry that is being walked is a walk on its way.
logic [MISS_ENTRIES-1:0] of_page;
for (genvar i = 0; i < MISS_ENTRIES; i++) begin : g_of_page
  assign of_page[i] =
      {way_vpn[VpnBits*i+:VpnBits], way_asid[AsidWidth*i+:AsidWidth]} ==
      entry_walks[WalkBits*i+7+:VpnBits+AsidWidth];
end
always_comb begin
  if (started) begin
    helper_walked : assert (on_way == entry_walked);
    helper_kept : assert ((entry_kept & ~entry_asks) == '0);
    helper_fresh : assert ((on_way & ~(fresh ^ entry_late)) == '0);
    helper_of_page : assert ((on_way & ~of_page) == '0);
  end
end

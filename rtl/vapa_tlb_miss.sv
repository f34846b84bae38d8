// Miss entries, the requests that wait for them, and the draining of what a walk found.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_miss #(
    parameter int unsigned MISS_ENTRIES = 4,
    parameter int unsigned WAITERS = 8,
    parameter int unsigned VPN_BITS = 36,
    parameter int unsigned PPN_BITS = 40,
    parameter int unsigned ASID_BITS = 16,
    parameter int unsigned TAG_BITS = 8,
    parameter int unsigned AD_UPDATE = 1,
    localparam int unsigned AsidWidth = ASID_BITS == 0 ? 1 : ASID_BITS,
    localparam int unsigned IdBits = MISS_ENTRIES == 1 ? 1 : $clog2(MISS_ENTRIES)
) (
    input wire logic clk,
    input wire logic rst_n,

    // a lookup that wants a walk; it is taken when it merges or misses
    input wire logic look,
    input wire logic [TAG_BITS-1:0] look_tag,
    input wire logic [VPN_BITS-1:0] look_vpn,
    input wire logic [11:0] look_offset,
    input wire logic [1:0] look_op,
    input wire logic [AsidWidth-1:0] look_asid,
    input wire logic [vapa_tlb_pkg::ModeBits-1:0] look_mode,
    output logic merges,
    output logic misses,

    output logic miss_valid,
    input wire logic miss_ready,
    output logic [IdBits-1:0] miss_id,
    output logic [VPN_BITS-1:0] miss_vpn,
    output logic [1:0] miss_op,
    output logic [AsidWidth-1:0] miss_asid,
    output logic [vapa_tlb_pkg::ModeBits-1:0] miss_mode,

    input wire logic fill_valid,
    output logic fill_ready,
    input wire logic [IdBits-1:0] fill_id,
    input wire logic [2:0] fill_fault,
    input wire logic [2:0] fill_level,
    input wire logic [PPN_BITS-1:0] fill_ppn,
    input wire logic [vapa_tlb_pkg::RightBits-1:0] fill_rights,
    output logic install,  // the leaf of this fill, for the page of the miss entry
    output logic [VPN_BITS-1:0] install_vpn,
    output logic [AsidWidth-1:0] install_asid,

    input wire logic flush,
    input wire logic [AsidWidth-1:0] flush_asid,
    input wire logic flush_has_asid,

    // answers of waiters, a cycle after they were judged
    output logic draining,
    output logic again,
    output logic answer_valid,
    input wire logic answer_ready,
    output logic [TAG_BITS-1:0] answer_tag,
    output logic [2:0] answer_fault,
    output logic [PPN_BITS+11:0] answer_pa
);
  localparam int unsigned WaiterBits = WAITERS == 1 ? 1 : $clog2(WAITERS);
  localparam logic [1:0] Free = 2'd0;
  localparam logic [1:0] Asks = 2'd1;
  localparam logic [1:0] Walked = 2'd2;
  localparam logic [1:0] Drained = 2'd3;
  // what stands in a miss entry, and what in a waiter
  localparam int unsigned WalkBits = VPN_BITS + AsidWidth + 2 + vapa_tlb_pkg::ModeBits;
  localparam int unsigned WaitBits = IdBits + TAG_BITS + 12 + 2 + vapa_tlb_pkg::ModeBits;

  logic [MISS_ENTRIES-1:0] is_free;
  logic [MISS_ENTRIES-1:0] asks;
  logic [MISS_ENTRIES-1:0] walked;
  logic [MISS_ENTRIES-1:0] drained;
  logic [MISS_ENTRIES-1:0] overtaken;
  logic [MISS_ENTRIES-1:0] mergeable;
  logic [MISS_ENTRIES*WalkBits-1:0] walks;
  logic [WAITERS-1:0] waits;
  logic [WAITERS*WaitBits-1:0] waiters;

  // a lookup: merge with the lowest entry of its page, else take the lowest free one
  logic merge_any, free_any, waiter_any;
  logic [MISS_ENTRIES-1:0] merge_hot, free_hot;
  logic [IdBits-1:0] merge_number, free_number;
  logic [WAITERS-1:0] waiter_hot;
  vapa_tlb_lowest #(
      .BITS(MISS_ENTRIES)
  ) lowest_mergeable (
      .bits(mergeable),
      .any(merge_any),
      .one_hot(merge_hot),
      .number(merge_number)
  );
  vapa_tlb_lowest #(
      .BITS(MISS_ENTRIES)
  ) lowest_free (
      .bits(is_free),
      .any(free_any),
      .one_hot(free_hot),
      .number(free_number)
  );
  logic [WaiterBits-1:0] waiter_number;
  vapa_tlb_lowest #(
      .BITS(WAITERS)
  ) lowest_waiter (
      .bits(~waits),
      .any(waiter_any),
      .one_hot(waiter_hot),
      .number(waiter_number)
  );
  assign merges = look && merge_any && waiter_any;
  assign misses = look && !merge_any && free_any &&
      (`VAPA_MUTANT(MissWithoutWaiter) ? 1'b1 : waiter_any);
  wire logic [WAITERS-1:0] seated = merges || misses ? waiter_hot : '0;
  wire logic [MISS_ENTRIES-1:0] taken = misses ? free_hot : '0;

  // the entry on the miss channel: the lowest that asks, kept until it moves
  logic [MISS_ENTRIES-1:0] kept;
  logic lowest_asks;
  logic [MISS_ENTRIES-1:0] asking_hot;
  logic [IdBits-1:0] asking_number;
  vapa_tlb_lowest #(
      .BITS(MISS_ENTRIES)
  ) lowest_asking (
      .bits(|kept ? kept : asks),
      .any(lowest_asks),
      .one_hot(asking_hot),
      .number(asking_number)
  );
  assign miss_valid = lowest_asks && !(`VAPA_MUTANT(MissWithdrawnByFlush) && flush);
  assign miss_id = asking_number;
  always_comb begin
    {miss_vpn, miss_asid, miss_op, miss_mode} = '0;
    for (int i = 0; i < MISS_ENTRIES; i++) begin
      if (asking_hot[i])
        {miss_vpn, miss_asid, miss_op, miss_mode} =
            {miss_vpn, miss_asid, miss_op, miss_mode} | walks[WalkBits*i+:WalkBits];
    end
  end
  always_ff @(posedge clk) begin
    if (!rst_n) kept <= '0;
    else kept <= miss_ready ? '0 : asking_hot;
  end
  wire logic [MISS_ENTRIES-1:0] asked = miss_ready ? asking_hot : '0;

  // a fill: into the buffer, and on to the entries of the TLB
  assign draining = |drained;
  assign fill_ready = !draining;
  logic [MISS_ENTRIES-1:0] filled;
  always_comb begin
    {install_vpn, install_asid} = '0;
    for (int i = 0; i < MISS_ENTRIES; i++) begin
      filled[i] = fill_valid && fill_ready && walked[i] && fill_id == IdBits'(i);
      if (filled[i])
        {install_vpn, install_asid} = `VAPA_MUTANT(FillOfCurrentAsid) ?
            {walks[WalkBits*i+7+AsidWidth+:VPN_BITS], look_asid} :
            walks[WalkBits*i+7+:VPN_BITS+AsidWidth];
    end
  end
  assign install = |(filled & ~overtaken) &&
      (fill_fault == vapa_tlb_pkg::FaultNone || `VAPA_MUTANT(FaultInstalls));

  logic [2:0] found_fault;
  logic [2:0] found_level;
  logic [PPN_BITS-1:0] found_ppn;
  logic [vapa_tlb_pkg::RightBits-1:0] found_rights;
  always_ff @(posedge clk) begin
    if (|filled) begin
      found_fault <= fill_fault;
      found_level <= fill_level;
      found_ppn <= fill_ppn;
      found_rights <= fill_rights;
    end
  end

  // the miss entries
  logic [MISS_ENTRIES-1:0] asks_again;
  logic [MISS_ENTRIES-1:0] finished;
  logic [1:0] judged_op;
  logic [vapa_tlb_pkg::ModeBits-1:0] judged_mode;
  for (genvar i = 0; i < MISS_ENTRIES; i++) begin : g_entry
    logic [1:0] state;
    logic [VPN_BITS-1:0] vpn;
    logic [AsidWidth-1:0] asid;
    logic [1:0] op;
    logic [vapa_tlb_pkg::ModeBits-1:0] mode;
    logic late;  // a flush has overtaken the walk
    logic closed;  // asks again: only those that wait already

    assign is_free[i] = state == Free;
    assign asks[i] = state == Asks;
    assign walked[i] = state == Walked;
    assign drained[i] = state == Drained;
    assign overtaken[i] = late;
    assign walks[WalkBits*i+:WalkBits] = {vpn, asid, op, mode};
    wire logic joinable = !closed || `VAPA_MUTANT(AgainIsJoined);
    assign mergeable[i] = (asks[i] || (walked[i] && !late)) && joinable && vpn == look_vpn &&
        (ASID_BITS == 0 || asid == look_asid || `VAPA_MUTANT(MergeIgnoresAsid));

    always_ff @(posedge clk) begin
      if (!rst_n) state <= Free;
      else if (taken[i] || asks_again[i]) state <= Asks;
      else if (asked[i]) state <= Walked;
      else if (filled[i]) state <= Drained;
      else if (finished[i]) state <= Free;
    end
    always_ff @(posedge clk) begin
      if (taken[i]) begin
        vpn <= look_vpn;
        asid <= look_asid;
        op <= `VAPA_MUTANT(StoreWalksAsLoad) && look_op == vapa_tlb_pkg::OpStore ?
            vapa_tlb_pkg::OpLoad : look_op;
        mode <= look_mode;
        closed <= 1'b0;
      end else if (asks_again[i]) begin
        op <= judged_op;
        mode <= judged_mode;
        closed <= 1'b1;
      end
      if (asks[i] && !asked[i]) late <= 1'b0;
      else if (flush && (!flush_has_asid || ASID_BITS == 0 || asid == flush_asid)) late <= 1'b1;
      else if (asks[i]) late <= 1'b0;
    end
  end

  // draining: the lowest waiter is judged
  logic [WAITERS-1:0] of_drained;
  logic judge_any;
  logic [WAITERS-1:0] judged;
  logic [WaiterBits-1:0] judged_number;
  vapa_tlb_lowest #(
      .BITS(WAITERS)
  ) lowest_drained (
      .bits(of_drained),
      .any(judge_any),
      .one_hot(judged),
      .number(judged_number)
  );
  logic [IdBits-1:0] judged_id;
  logic [TAG_BITS-1:0] judged_tag;
  logic [11:0] judged_offset;
  logic [VPN_BITS-1:0] judged_vpn;
  logic [AsidWidth-1:0] judged_asid;
  logic [1:0] walk_op;
  logic [vapa_tlb_pkg::ModeBits-1:0] walk_mode;
  always_comb begin
    {judged_id, judged_tag, judged_offset, judged_op, judged_mode} = '0;
    for (int i = 0; i < WAITERS; i++) begin
      if (judged[i])
        {judged_id, judged_tag, judged_offset, judged_op, judged_mode} =
            {judged_id, judged_tag, judged_offset, judged_op, judged_mode} |
            waiters[WaitBits*i+:WaitBits];
    end
    {judged_vpn, judged_asid, walk_op, walk_mode} = '0;
    for (int i = 0; i < MISS_ENTRIES; i++) begin
      if (drained[i])
        {judged_vpn, judged_asid, walk_op, walk_mode} =
            {judged_vpn, judged_asid, walk_op, walk_mode} | walks[WalkBits*i+:WalkBits];
    end
  end

  logic denied, wants_bit;
  vapa_tlb_rights judge_rights (
      .rights(found_rights),
      .op(judged_op),
      .mode(judged_mode),
      .denied,
      .wants_bit
  );
  logic [PPN_BITS-1:0] frame;
  vapa_tlb_frame #(
      .OFFSET_BITS(VPN_BITS - 9),
      .PPN_BITS(PPN_BITS)
  ) in_leaf (
      .offset(judged_vpn[VPN_BITS-10:0]),
      .level(`VAPA_MUTANT(LevelOfNextFill) ? fill_level : found_level),
      .ppn(found_ppn),
      .frame
  );
  // Whether the walk was made in the name of this waiter: its verdict then is the waiter's.
  wire logic both_fetch =
      (judged_op == vapa_tlb_pkg::OpFetch) == (walk_op == vapa_tlb_pkg::OpFetch);
  wire logic both_load = (judged_op == vapa_tlb_pkg::OpLoad) == (walk_op == vapa_tlb_pkg::OpLoad);
  wire logic own_walk = both_fetch && both_load && judged_mode == walk_mode;

  logic [2:0] verdict;
  logic unanswered;
  always_comb begin
    verdict = found_fault;
    // what comes after the rights were judged holds for the same access in the same mode only
    unanswered = !own_walk && found_fault >= vapa_tlb_pkg::FaultRights;
    if (found_fault == vapa_tlb_pkg::FaultNone) begin
      if (denied) verdict = vapa_tlb_pkg::FaultRights;
      else if (wants_bit) verdict = vapa_tlb_pkg::FaultAccessedDirty;
      unanswered = AD_UPDATE != 0 && wants_bit && !own_walk;
    end
  end

  wire logic judge = judge_any && (!answer_valid || answer_ready);
  assign again = judge && unanswered;
  wire logic answered = judge && !unanswered;
  assign asks_again = again ? drained : '0;
  assign finished =
      answered && (`VAPA_MUTANT(DrainsFirstOnly) ? 1'b1 : of_drained == judged) ? drained : '0;

  always_ff @(posedge clk) begin
    if (!rst_n) answer_valid <= 1'b0;
    else if (answered) answer_valid <= 1'b1;
    else if (answer_ready) answer_valid <= 1'b0;
  end
  always_ff @(posedge clk) begin
    if (answered) begin
      answer_tag <= judged_tag;
      answer_fault <= verdict;
      answer_pa <= verdict == vapa_tlb_pkg::FaultNone ? {frame, judged_offset} : '0;
    end
  end

  // the waiters
  for (genvar i = 0; i < WAITERS; i++) begin : g_waiter
    logic valid;
    logic [WaitBits-1:0] data;
    logic [IdBits-1:0] id;

    assign id = data[WaitBits-1-:IdBits];
    assign waits[i] = valid;
    assign waiters[WaitBits*i+:WaitBits] = data;
    always_comb begin
      of_drained[i] = 1'b0;
      for (int m = 0; m < MISS_ENTRIES; m++) begin
        if (drained[m] && valid && id == IdBits'(m)) of_drained[i] = 1'b1;
      end
    end

    always_ff @(posedge clk) begin
      if (!rst_n) valid <= 1'b0;
      else if (seated[i]) valid <= 1'b1;
      else if (answered && judged[i]) valid <= 1'b0;
    end
    always_ff @(posedge clk) begin
      if (seated[i])
        data <= {merges ? merge_number : free_number, look_tag, look_offset, look_op, look_mode};
    end
  end

  wire logic unused = &{1'b0, judged_id, judged_asid, judged_vpn[VPN_BITS-1-:9], judged_number, waiter_number, merge_hot};

`ifdef FORMAL
`include "formal/vapa_tlb_miss_props.svh"
`endif
endmodule

`default_nettype wire

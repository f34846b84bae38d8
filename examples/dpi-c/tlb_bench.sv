// A bench of one's own that holds the RTL of the pipelined TLB against its twin, through DPI-C:
// random requests, walks and flushes; every output is compared in every cycle. +cycles=N, +seed=N.
// The twin's package says what its functions do; build shows how Verilator builds this.
module tlb_bench;
  localparam int unsigned Entries = 8;
  localparam int unsigned VaBits = 39;
  localparam int unsigned PaBits = 40;
  localparam int unsigned AsidBits = 4;
  localparam int unsigned TagBits = 6;
  localparam int unsigned MissEntries = 2;
  localparam int unsigned Policy = 2;  // random
  localparam int unsigned Seed = 7;

  // ---- the device, by its ports
  logic clk = 1'b0;
  logic rst_n = 1'b0;
  logic [31:0] seed;
  logic req_valid = 1'b0, req_ready;
  logic [TagBits-1:0] req_tag = '0;
  logic [63:0] req_va = '0;
  logic [1:0] req_op = '0;
  logic [AsidBits-1:0] req_asid = '0;
  logic [4:0] req_mode = '0;
  logic rsp_valid, rsp_ready = 1'b1;
  logic [TagBits-1:0] rsp_tag;
  logic [2:0] rsp_fault;
  logic [PaBits-1:0] rsp_pa;
  logic miss_valid, miss_ready = 1'b1;
  logic [0:0] miss_id;
  logic [VaBits-13:0] miss_vpn;
  logic [1:0] miss_op;
  logic [AsidBits-1:0] miss_asid;
  logic [4:0] miss_mode;
  logic fill_valid = 1'b0, fill_ready;
  logic [0:0] fill_id = '0;
  logic [2:0] fill_fault = '0, fill_level = '0;
  logic [PaBits-13:0] fill_ppn = '0;
  logic [6:0] fill_rights = '0;
  logic flush_valid = 1'b0, flush_ready, flush_has_va = 1'b0, flush_has_asid = 1'b0, flush_done;
  logic [63:0] flush_va = '0;
  logic [AsidBits-1:0] flush_asid = '0;
  logic [$clog2(Entries)-1:0] debug_index = '0;
  logic debug_valid;
  logic [VaBits-13:0] debug_vpn;
  logic [1:0] debug_held;
  logic [2:0] debug_level;
  logic [AsidBits-1:0] debug_asid;
  logic [6:0] debug_rights;
  logic [PaBits-13:0] debug_ppn;
  logic [31:0] count_hit, count_miss, count_merge, count_again, count_flush;

  vapa_tlb #(
      .ENTRIES(Entries), .WAYS(Entries), .SIZES(7), .VA_BITS(VaBits), .PA_BITS(PaBits),
      .ASID_BITS(AsidBits), .TAG_BITS(TagBits), .MISS_ENTRIES(MissEntries), .WAITERS(4),
      .POLICY(Policy), .AD_UPDATE(1)
  ) dut (.*);

  // ---- the twin, by the same names
  chandle twin;
  int unsigned t_req_ready, t_rsp_valid, t_rsp_tag, t_rsp_fault, t_miss_valid, t_miss_id, t_miss_op;
  int unsigned t_miss_asid, t_miss_mode, t_fill_ready, t_flush_ready, t_flush_done;
  int unsigned t_debug_valid, t_debug_held, t_debug_level, t_debug_asid, t_debug_rights;
  int unsigned t_hit, t_miss, t_merge, t_again, t_flush;
  longint unsigned t_rsp_pa, t_miss_vpn, t_debug_vpn, t_debug_ppn;

  task automatic settle_twin();
    vapa_tlb_twin::vapa_tlb_eval(
        twin, 32'(req_valid), 32'(req_tag), req_va, 32'(req_op), 32'(req_asid), 32'(req_mode),
        32'(fill_valid), 32'(fill_id), 32'(fill_fault), 32'(fill_level), 64'(fill_ppn),
        32'(fill_rights), 32'(flush_valid), 32'(flush_has_va), flush_va, 32'(flush_has_asid),
        32'(flush_asid), 32'(rsp_ready), 32'(miss_ready), 32'(debug_index), t_req_ready,
        t_rsp_valid, t_rsp_tag, t_rsp_fault, t_rsp_pa, t_miss_valid, t_miss_id, t_miss_vpn,
        t_miss_op, t_miss_asid, t_miss_mode, t_fill_ready, t_flush_ready, t_flush_done);
    vapa_tlb_twin::vapa_tlb_debug(
        twin, t_debug_valid, t_debug_vpn, t_debug_held, t_debug_level, t_debug_asid,
        t_debug_rights, t_debug_ppn, t_hit, t_miss, t_merge, t_again, t_flush);
  endtask

  longint unsigned cycle = 0;
  bit differs = 1'b0;

  function automatic void equal(string what, longint unsigned device, longint unsigned twins);
    if (device == twins) return;
    $display("cycle %0d: %s is %0h, of the twin %0h", cycle, what, device, twins);
    differs = 1'b1;
  endfunction

  // A payload counts while its channel is valid.
  function automatic void compare();
    equal("req_ready", 64'(req_ready), 64'(t_req_ready));
    equal("rsp_valid", 64'(rsp_valid), 64'(t_rsp_valid));
    if (rsp_valid) begin
      equal("rsp_tag", 64'(rsp_tag), 64'(t_rsp_tag));
      equal("rsp_fault", 64'(rsp_fault), 64'(t_rsp_fault));
      equal("rsp_pa", 64'(rsp_pa), t_rsp_pa);
    end
    equal("miss_valid", 64'(miss_valid), 64'(t_miss_valid));
    if (miss_valid) begin
      equal("miss_id", 64'(miss_id), 64'(t_miss_id));
      equal("miss_vpn", 64'(miss_vpn), t_miss_vpn);
      equal("miss_op", 64'(miss_op), 64'(t_miss_op));
      equal("miss_asid", 64'(miss_asid), 64'(t_miss_asid));
      equal("miss_mode", 64'(miss_mode), 64'(t_miss_mode));
    end
    equal("fill_ready", 64'(fill_ready), 64'(t_fill_ready));
    equal("flush_ready", 64'(flush_ready), 64'(t_flush_ready));
    equal("flush_done", 64'(flush_done), 64'(t_flush_done));
    equal("debug_valid", 64'(debug_valid), 64'(t_debug_valid));
    equal("debug_vpn", 64'(debug_vpn), t_debug_vpn);
    equal("debug_held", 64'(debug_held), 64'(t_debug_held));
    equal("debug_level", 64'(debug_level), 64'(t_debug_level));
    equal("debug_asid", 64'(debug_asid), 64'(t_debug_asid));
    equal("debug_rights", 64'(debug_rights), 64'(t_debug_rights));
    equal("debug_ppn", 64'(debug_ppn), t_debug_ppn);
    equal("count_hit", 64'(count_hit), 64'(t_hit));
    equal("count_miss", 64'(count_miss), 64'(t_miss));
    equal("count_merge", 64'(count_merge), 64'(t_merge));
    equal("count_again", 64'(count_again), 64'(t_again));
    equal("count_flush", 64'(count_flush), 64'(t_flush));
  endfunction

  // ---- the stimulus
  bit [MissEntries-1:0] walked = '0;
  bit [VaBits-13:0] walked_vpn[MissEntries];

  // 16 pages whose numbers differ in four bits; now and then an address that is not canonical.
  function automatic logic [63:0] some_va();
    logic [63:0] va = 64'h0000_0010_4000_0000;
    va[13:0] = 14'($urandom);
    va[21]   = 1'($urandom);
    va[30]   = 1'($urandom);
    if ($urandom % 32 == 0) va[60] = 1'b1;
    return va;
  endfunction

  // The page table: what a walk for a page finds is a matter of its number, but for two rights,
  // which change: W and D.
  function automatic void walk(logic [VaBits-13:0] vpn);
    fill_fault  = vpn[1:0] == 2'd1 && vpn[9] ? 3'd2 : 3'd0;  // not present
    fill_level  = vpn[18] ? 3'd2 : vpn[9] ? 3'd1 : 3'd0;
    fill_ppn    = {1'b0, vpn} ^ 28'h5a5_a5a5;
    fill_rights = {vpn[1:0] == 2'd2, 1'($urandom), 1'b1, vpn[0], vpn[1], 1'($urandom), 1'b1};
  endfunction

  task automatic drive();
    rsp_ready   = $urandom % 4 != 0;
    miss_ready  = $urandom % 4 != 0;
    debug_index = $clog2(Entries)'($urandom);
    if (!req_valid && $urandom % 4 != 0) begin
      req_valid = 1'b1;
      req_tag   = req_tag + 1'b1;
      req_va    = some_va();
      req_op    = 2'($urandom);
      req_asid  = AsidBits'($urandom % 2);
      req_mode  = 5'($urandom);
    end
    if (!fill_valid && walked != 0 && $urandom % 8 == 0) begin
      fill_id    = walked[0] ? 1'b0 : 1'b1;
      fill_valid = 1'b1;
      walk(walked_vpn[fill_id]);
    end
    if (!flush_valid && $urandom % 16 == 0) begin
      flush_valid    = 1'b1;
      flush_has_va   = 1'($urandom);
      flush_has_asid = 1'($urandom);
      flush_va       = some_va();
      flush_asid     = AsidBits'($urandom % 2);
    end
  endtask

  // What moved at the edge.
  bit req_moves, fill_moves, flush_moves, miss_moves;
  bit [0:0] miss_moved_id;
  bit [VaBits-13:0] miss_moved_vpn;
  task automatic note_moves();
    req_moves      = req_valid && req_ready;
    fill_moves     = fill_valid && fill_ready;
    flush_moves    = flush_valid && flush_ready;
    miss_moves     = miss_valid && miss_ready;
    miss_moved_id  = miss_id;
    miss_moved_vpn = miss_vpn;
  endtask

  task automatic move();
    if (req_moves) req_valid = 1'b0;
    if (fill_moves) begin
      fill_valid      = 1'b0;
      walked[fill_id] = 1'b0;
    end
    if (flush_moves) flush_valid = 1'b0;
    if (miss_moves) begin
      walked[miss_moved_id]     = 1'b1;
      walked_vpn[miss_moved_id] = miss_moved_vpn;
    end
  endtask

  longint unsigned cycles = 100000;
  int unsigned random_seed = 1;
  initial begin
    if ($value$plusargs("cycles=%d", cycles)) $display("%0d cycles", cycles);
    if ($value$plusargs("seed=%d", random_seed)) $display("seed %0d", random_seed);
    void'($urandom(random_seed));
    twin = vapa_tlb_twin::vapa_tlb_new(
        Entries, Entries, 7, VaBits, PaBits, AsidBits, TagBits, MissEntries, 4, Policy, 1, Seed);
    if (twin == null) $fatal(1, "no twin for these parameters");
    seed = vapa_tlb_twin::vapa_tlb_seed(Seed);
    #1 clk = 1'b1;
    #1 clk = 1'b0;
    rst_n = 1'b1;
    vapa_tlb_twin::vapa_tlb_reset(twin);
    while (cycle < cycles && !differs) begin
      cycle = cycle + 1;
      drive();
      #1 settle_twin();
      compare();
      note_moves();
      clk = 1'b1;
      vapa_tlb_twin::vapa_tlb_tick(twin);
      #1 clk = 1'b0;
      move();
    end
    vapa_tlb_twin::vapa_tlb_delete(twin);
    if (differs) $fatal(1, "MISMATCH in cycle %0d", cycle);
    $display("%0d cycles: no mismatch; %0d hits, %0d misses, %0d merges, %0d again, %0d flushes",
             cycle, count_hit, count_miss, count_merge, count_again, count_flush);
    $finish;
  end
endmodule

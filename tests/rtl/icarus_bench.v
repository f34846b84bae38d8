// Drives a netlist of the pipelined TLB with a recorded stimulus, and compares. For each cycle a line
// of inputs, expected outputs, and which of these count.
`timescale 1ns / 1ns

module icarus_bench;
  parameter VPN = 27, PPN = 32, ASID = 4, TAG = 4, ID = 1, INDEX = 2;
  localparam IN = 1 + 1 + TAG + 64 + 2 + ASID + 5 + 1 + 1 + 1 + ID + 3 + 3 + PPN + 7 + 1 + 1 + 64 + 1 + ASID + INDEX;
  localparam OUT = 1 + 1 + TAG + 3 + PPN + 12 + 1 + ID + VPN + 2 + ASID + 5 + 1 + 1 + 1 + 1 + VPN + 2 + 3 + ASID + 7 + PPN + 160;

  reg clk = 0;
  reg [IN-1:0] in;
  reg [OUT-1:0] expected, counts;
  wire [OUT-1:0] out;

  wire rst_n, req_valid, req_ready, rsp_valid, rsp_ready, miss_valid, miss_ready, fill_valid, fill_ready;
  wire flush_valid, flush_ready, flush_has_va, flush_has_asid, flush_done, debug_valid;
  wire [TAG-1:0] req_tag, rsp_tag;
  wire [63:0] req_va, flush_va;
  wire [1:0] req_op, miss_op, debug_held;
  wire [ASID-1:0] req_asid, miss_asid, flush_asid, debug_asid;
  wire [4:0] req_mode, miss_mode;
  wire [2:0] rsp_fault, fill_fault, fill_level, debug_level;
  wire [PPN+11:0] rsp_pa;
  wire [ID-1:0] miss_id, fill_id;
  wire [VPN-1:0] miss_vpn, debug_vpn;
  wire [PPN-1:0] fill_ppn, debug_ppn;
  wire [6:0] fill_rights, debug_rights;
  wire [INDEX-1:0] debug_index;
  wire [31:0] count_hit, count_miss, count_merge, count_again, count_flush;

  assign {rst_n, req_valid, req_tag, req_va, req_op, req_asid, req_mode, rsp_ready, miss_ready,
          fill_valid, fill_id, fill_fault, fill_level, fill_ppn, fill_rights,
          flush_valid, flush_has_va, flush_va, flush_has_asid, flush_asid, debug_index} = in;
  assign out = {req_ready, rsp_valid, rsp_tag, rsp_fault, rsp_pa,
                miss_valid, miss_id, miss_vpn, miss_op, miss_asid, miss_mode,
                fill_ready, flush_ready, flush_done,
                debug_valid, debug_vpn, debug_held, debug_level, debug_asid, debug_rights, debug_ppn,
                count_hit, count_miss, count_merge, count_again, count_flush};

  vapa_tlb dut (
      .clk(clk), .rst_n(rst_n), .seed(32'd1),
      .req_valid(req_valid), .req_ready(req_ready), .req_tag(req_tag), .req_va(req_va),
      .req_op(req_op), .req_asid(req_asid), .req_mode(req_mode),
      .rsp_valid(rsp_valid), .rsp_ready(rsp_ready), .rsp_tag(rsp_tag), .rsp_fault(rsp_fault),
      .rsp_pa(rsp_pa),
      .miss_valid(miss_valid), .miss_ready(miss_ready), .miss_id(miss_id), .miss_vpn(miss_vpn),
      .miss_op(miss_op), .miss_asid(miss_asid), .miss_mode(miss_mode),
      .fill_valid(fill_valid), .fill_ready(fill_ready), .fill_id(fill_id), .fill_fault(fill_fault),
      .fill_level(fill_level), .fill_ppn(fill_ppn), .fill_rights(fill_rights),
      .flush_valid(flush_valid), .flush_ready(flush_ready), .flush_has_va(flush_has_va),
      .flush_va(flush_va), .flush_has_asid(flush_has_asid), .flush_asid(flush_asid),
      .flush_done(flush_done),
      .debug_index(debug_index), .debug_valid(debug_valid), .debug_vpn(debug_vpn),
      .debug_held(debug_held), .debug_level(debug_level), .debug_asid(debug_asid),
      .debug_rights(debug_rights), .debug_ppn(debug_ppn),
      .count_hit(count_hit), .count_miss(count_miss), .count_merge(count_merge),
      .count_again(count_again), .count_flush(count_flush)
  );

  integer file, cycle;
  reg differs;
  initial begin
    file = $fopen("stimulus.txt", "r");
    cycle = 0;
    differs = 0;
    while (!differs && $fscanf(file, "%b %b %b\n", in, expected, counts) == 3) begin
      #1 differs = ((expected ^ out) & counts) !== {OUT{1'b0}};
      if (differs) begin
        $display("cycle %0d differs", cycle);
        $display("expected %b", expected);
        $display("is       %b", out);
      end
      #1 clk = 1;
      #1 clk = 0;
      cycle = cycle + 1;
    end
    if (!differs) $display("%0d cycles agree", cycle);
    $finish;
  end
endmodule

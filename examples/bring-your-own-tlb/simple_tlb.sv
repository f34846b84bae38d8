// A data TLB of a small RISC-V core, as one meets them: Sv39, fully associative, looked up
// combinationally, flushed as a whole. It holds pages of 4 KiB and 2 MiB. Walks, rights and faults
// are the business of the memory-management unit around it.
//
// With BUG_... defined it has a bug, for the tutorial.
module simple_tlb #(
    parameter int unsigned NR_ENTRIES = 8
) (
    input  logic        clk_i,
    input  logic        rst_i,    // synchronous
    input  logic        flush_i,  // everything is gone after the edge

    // lookup: the answer belongs to the same cycle
    input  logic        lu_access_i,
    input  logic [38:0] lu_vaddr_i,
    output logic        lu_hit_o,
    output logic [63:0] lu_pte_o,  // as it was given with the update
    output logic        lu_is_2M_o,

    // update, after a walk
    input  logic        update_i,
    input  logic [26:0] update_vpn_i,
    input  logic [63:0] update_pte_i,  // as it lies in memory: 0, ppn[43:0], rsw, D A G U X W R V
    input  logic        update_is_2M_i
);
  localparam int unsigned IndexBits = $clog2(NR_ENTRIES);

  logic [NR_ENTRIES-1:0] valid_q;
  logic [NR_ENTRIES-1:0] is_2M_q;
  logic [26:0] vpn_q[NR_ENTRIES];
  logic [63:0] pte_q[NR_ENTRIES];
  logic [IndexBits-1:0] next_q;  // that is replaced, in turn

  always_comb begin
    lu_hit_o   = 1'b0;
    lu_pte_o   = '0;
    lu_is_2M_o = 1'b0;
    for (int unsigned i = 0; i < NR_ENTRIES; i++) begin
      if (lu_access_i && valid_q[i] && vpn_q[i][26:9] == lu_vaddr_i[38:21] &&
          (is_2M_q[i] || vpn_q[i][8:0] == lu_vaddr_i[20:12])) begin
        lu_hit_o   = 1'b1;
        lu_pte_o   = pte_q[i];
        lu_is_2M_o = is_2M_q[i];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (update_i) begin
      valid_q[next_q] <= 1'b1;
      is_2M_q[next_q] <= update_is_2M_i;
      vpn_q[next_q]   <= update_vpn_i;
      pte_q[next_q]   <= update_pte_i;
      next_q          <= next_q + 1'b1;
    end
    if (flush_i) begin
      valid_q <= '0;
`ifdef BUG_FLUSH_FORGETS_THE_LAST
      valid_q[NR_ENTRIES-1] <= valid_q[NR_ENTRIES-1];
`endif
`ifdef BUG_UPDATE_SURVIVES_FLUSH
      if (update_i) valid_q[next_q] <= 1'b1;
`endif
    end
    if (rst_i) begin
      valid_q <= '0;
      next_q  <= '0;
    end
  end
endmodule

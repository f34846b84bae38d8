// The entries: lookup, and the place of a fill. What a cycle does to them has the order lookup, fill,
// flush, touch.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_array #(
    parameter int unsigned ENTRIES = 16,
    parameter int unsigned WAYS = 16,
    parameter int unsigned SIZES = 7,
    parameter int unsigned VPN_BITS = 36,
    parameter int unsigned PPN_BITS = 40,
    parameter int unsigned ASID_BITS = 16,
    parameter int unsigned POLICY = vapa_tlb_pkg::PolicyPlru,
    localparam int unsigned AsidWidth = ASID_BITS == 0 ? 1 : ASID_BITS,
    localparam int unsigned IndexBits = ENTRIES == 1 ? 1 : $clog2(ENTRIES)
) (
    input wire logic clk,
    input wire logic rst_n,
    input wire logic [31:0] seed,

    input wire logic [VPN_BITS-1:0] look_vpn,
    input wire logic [AsidWidth-1:0] look_asid,
    output logic look_found,
    output logic [1:0] look_held,
    output logic [vapa_tlb_pkg::RightBits-1:0] look_rights,
    output logic [PPN_BITS-1:0] look_ppn,
    input wire logic touch,  // the way that was found

    input wire logic fill,
    input wire logic [VPN_BITS-1:0] fill_vpn,  // that missed
    input wire logic [AsidWidth-1:0] fill_asid,
    input wire logic [2:0] fill_level,
    input wire logic [PPN_BITS-1:0] fill_ppn,  // of the leaf
    input wire logic [vapa_tlb_pkg::RightBits-1:0] fill_rights,

    input wire logic flush,
    input wire logic [VPN_BITS-1:0] flush_vpn,
    input wire logic flush_has_vpn,
    input wire logic [AsidWidth-1:0] flush_asid,
    input wire logic flush_has_asid,

    input wire logic [IndexBits-1:0] debug_index,
    output logic debug_valid,
    output logic [VPN_BITS-1:0] debug_vpn,
    output logic [1:0] debug_held,
    output logic [2:0] debug_level,
    output logic [AsidWidth-1:0] debug_asid,
    output logic [vapa_tlb_pkg::RightBits-1:0] debug_rights,
    output logic [PPN_BITS-1:0] debug_ppn
);
  localparam int unsigned Sets = ENTRIES / WAYS;
  localparam int unsigned FoundBits = 2 + vapa_tlb_pkg::RightBits + PPN_BITS;
  localparam int unsigned ShownBits =
      1 + VPN_BITS + 2 + 3 + AsidWidth + vapa_tlb_pkg::RightBits + PPN_BITS;

  // what comes, cut to the largest size that is held and not larger than the leaf
  wire logic hold_1g = SIZES[2] && fill_level >= 3'd2;
  wire logic hold_2m = !hold_1g && SIZES[1] && fill_level >= 3'd1;
  wire logic hold_4k = !hold_1g && !hold_2m && SIZES[0];
  wire logic install = fill && (hold_1g || hold_2m || hold_4k);
  wire logic [1:0] new_held = {hold_1g, hold_2m};
  wire logic [VPN_BITS-1:0] held_offset = {
    {(VPN_BITS - 18) {1'b0}}, {9{hold_1g}}, {9{hold_1g || hold_2m}}
  };
  wire logic [VPN_BITS-1:0] new_vpn = fill_vpn & ~held_offset;
  logic [PPN_BITS-1:0] new_ppn;
  vapa_tlb_frame #(
      .OFFSET_BITS(VPN_BITS - 9),
      .PPN_BITS(PPN_BITS)
  ) cut (
      .offset(new_vpn[VPN_BITS-10:0]),
      .level(fill_level),
      .ppn(fill_ppn),
      .frame(new_ppn)
  );
  logic new_flushed;
  vapa_tlb_flush_match #(
      .VPN_BITS(VPN_BITS),
      .ASID_BITS(ASID_BITS)
  ) new_flush (
      .vpn(new_vpn),
      .level(fill_level),
      .asid(fill_asid),
      .is_global(fill_rights[vapa_tlb_pkg::RightG]),
      .flush_vpn,
      .flush_has_vpn,
      .flush_asid,
      .flush_has_asid,
      .named(new_flushed)
  );

  // the entries, each by its bit or its slice
  logic [ENTRIES-1:0] matched;
  logic [ENTRIES-1:0] overlaps;
  logic [ENTRIES-1:0] same_page;
  logic [ENTRIES-1:0] flushed;
  logic [ENTRIES-1:0] valid;
  logic [ENTRIES-1:0] place;  // of the fill, one-hot

  for (genvar i = 0; i < ENTRIES; i++) begin : g_entry
    logic [VPN_BITS-1:0] vpn;
    logic [1:0] held;
    logic [2:0] level;
    logic [AsidWidth-1:0] asid;
    logic [vapa_tlb_pkg::RightBits-1:0] rights;
    logic [PPN_BITS-1:0] ppn;

    vapa_tlb_entry #(
        .VPN_BITS(VPN_BITS),
        .PPN_BITS(PPN_BITS),
        .ASID_BITS(ASID_BITS)
    ) entry (
        .clk,
        .rst_n,
        .look_vpn,
        .look_asid,
        .look_match(matched[i]),
        .new_vpn,
        .new_held,
        .new_level(fill_level),
        .new_asid(fill_asid),
        .new_rights(fill_rights),
        .new_ppn,
        .overlaps(overlaps[i]),
        .same_page(same_page[i]),
        .flush_vpn,
        .flush_has_vpn,
        .flush_asid,
        .flush_has_asid,
        .flush_match(flushed[i]),
        .write(install && place[i]),
        .write_valid(!(flush && new_flushed) || `VAPA_MUTANT(FlushMissesFill)),
        .remove((install && overlaps[i]) || (flush && flushed[i] &&
            !(`VAPA_MUTANT(FlushTakesOneFragment) && flush_has_vpn &&
              |(flushed << (ENTRIES - i))))),
        .valid(valid[i]),
        .vpn,
        .held,
        .level,
        .asid,
        .rights,
        .ppn
    );

    // what the entries up to this one answer: at most one of them matches
    logic [FoundBits-1:0] found;
    logic [ShownBits-1:0] shown;
    wire logic [FoundBits-1:0] own_found = matched[i] ? {held, rights, ppn} : '0;
    wire logic [ShownBits-1:0] own_shown = valid[i] && debug_index == IndexBits'(i) ?
        {1'b1, vpn, held, level, asid, rights, ppn} : '0;
    if (i == 0) begin : g_first
      assign found = own_found;
      assign shown = own_shown;
    end else begin : g_further
      assign found = g_entry[i-1].found | own_found;
      assign shown = g_entry[i-1].shown | own_shown;
    end
  end
  assign look_found = |matched;
  assign {look_held, look_rights, look_ppn} = g_entry[ENTRIES-1].found;
  assign {debug_valid, debug_vpn, debug_held, debug_level, debug_asid, debug_rights, debug_ppn} =
      g_entry[ENTRIES-1].shown;

  // fill: the entry of the very page, else the lowest free way of the set, else the policy's victim
  logic [Sets-1:0] fill_set;
  if (Sets == 1) begin : g_one_set
    assign fill_set = 1'b1;
  end else begin : g_sets
    localparam int unsigned SetBits = $clog2(Sets);
    wire logic [SetBits-1:0] set = hold_1g ? new_vpn[18+:SetBits] :
        hold_2m ? new_vpn[9+:SetBits] : new_vpn[0+:SetBits];
    for (genvar s = 0; s < Sets; s++) begin : g_set
      assign fill_set[s] = set == SetBits'(s);
    end
  end

  logic [WAYS-1:0] same;
  logic [WAYS-1:0] free;
  logic [WAYS-1:0] fill_way;
  logic [WAYS-1:0] victim;
  always_comb begin
    same = '0;
    free = '0;
    for (int s = 0; s < Sets; s++) begin
      if (fill_set[s]) begin
        same = same | same_page[WAYS*s+:WAYS];
        free = free | ~valid[WAYS*s+:WAYS] | overlaps[WAYS*s+:WAYS];
      end
    end
    if (|same) fill_way = same & (~same + 1'b1);
    else if (|free) fill_way = free & (~free + 1'b1);
    else fill_way = victim;
  end
  for (genvar s = 0; s < Sets; s++) begin : g_place
    assign place[WAYS*s+:WAYS] = fill_set[s] ? fill_way : '0;
  end

  // replacement
  if (WAYS == 1) begin : g_direct
    assign victim = 1'b1;
    wire logic unused = &{1'b0, seed, touch};
  end else if (POLICY == vapa_tlb_pkg::PolicyRandom) begin : g_random
    vapa_tlb_random #(
        .WAYS(WAYS)
    ) policy (
        .clk,
        .rst_n,
        .seed,
        .draw(install && !(|same) && !(|free)),
        .victim
    );
    wire logic unused = touch;
  end else begin : g_tracked
    wire logic [Sets-1:0] insert_set = install ? fill_set : '0;
    logic [Sets-1:0] touch_set;
    logic [WAYS-1:0] touch_way;
    always_comb begin
      touch_way = '0;
      for (int s = 0; s < Sets; s++) begin
        touch_set[s] = touch && |matched[WAYS*s+:WAYS];
        touch_way = touch_way | matched[WAYS*s+:WAYS];
      end
    end
    wire logic unused = &{1'b0, seed};
    if (POLICY == vapa_tlb_pkg::PolicyLru) begin : g_lru
      vapa_tlb_lru #(
          .SETS(Sets),
          .WAYS(WAYS)
      ) policy (
          .clk,
          .rst_n,
          .insert_set,
          .insert_way(fill_way),
          .touch_set,
          .touch_way,
          .victim_set(fill_set),
          .victim
      );
    end else begin : g_plru
      vapa_tlb_plru #(
          .SETS(Sets),
          .WAYS(WAYS)
      ) policy (
          .clk,
          .rst_n,
          .insert_set,
          .insert_way(fill_way),
          .touch_set,
          .touch_way,
          .victim_set(fill_set),
          .victim
      );
    end
  end

`ifdef FORMAL
`include "formal/vapa_tlb_array_props.svh"
`endif
endmodule

`default_nettype wire

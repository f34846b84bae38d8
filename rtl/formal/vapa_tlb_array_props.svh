// Properties of the array of entries: docs/proofs.md. Included by vapa_tlb_array under FORMAL.
// Every input is free, but for a reset in the first cycle.

logic started = 1'b0;
always_ff @(posedge clk) started <= 1'b1;
always_comb assume (started || !rst_n);

// One page of 4 KiB in one address space, both any.
(* anyconst *) logic [VPN_BITS-1:0] page;
(* anyconst *) logic [AsidWidth-1:0] space;

// What the contract says about them: the last leaf that was filled for the page, unless a flush has
// named that since.
logic known;
logic [2:0] known_level;
logic [1:0] known_held;
logic [vapa_tlb_pkg::RightBits-1:0] known_rights;
logic [PPN_BITS-1:0] known_frame;  // of the page of 4 KiB
logic [ENTRIES-1:0] known_place;

// The bits of a page number that a page of this level compares.
function automatic logic [VPN_BITS-1:0] compared(input logic [2:0] level);
  for (int i = 0; i < VPN_BITS; i++) compared[i] = i / 9 >= level;
endfunction

// the fill of this cycle, at the size at which it is held
wire logic [1:0] fill_held = fill_level >= 3'd2 && SIZES[2] ? 2'd2 :
    fill_level >= 3'd1 && SIZES[1] ? 2'd1 : 2'd0;
wire logic fill_global = fill_rights[vapa_tlb_pkg::RightG];
wire logic fill_for_page = fill && SIZES[fill_held] &&
    ((fill_vpn ^ page) & compared({1'b0, fill_held})) == '0 &&
    (ASID_BITS == 0 || fill_global || fill_asid == space);
logic [PPN_BITS-1:0] fill_frame;
always_comb begin
  fill_frame = fill_ppn;
  for (int i = 0; i < VPN_BITS - 9 && i < PPN_BITS; i++) begin
    if (fill_level > i / 9) fill_frame[i] = page[i];
  end
end

// after the fill of this cycle, before its flush
wire logic now_known = known || fill_for_page;
wire logic [2:0] now_level = fill_for_page ? fill_level : known_level;
wire logic [vapa_tlb_pkg::RightBits-1:0] now_rights = fill_for_page ? fill_rights : known_rights;
wire logic flush_names =
    (!flush_has_vpn || ((flush_vpn ^ page) & compared(now_level)) == '0) &&
    (!flush_has_asid || (!now_rights[vapa_tlb_pkg::RightG] &&
                         (ASID_BITS == 0 || flush_asid == space)));

always_ff @(posedge clk) begin
  known <= rst_n && now_known && !(flush && flush_names);
  known_level <= now_level;
  known_rights <= now_rights;
  if (fill_for_page) known_held <= fill_held;
  if (fill_for_page) known_frame <= fill_frame;
  if (!rst_n) known_place <= '0;
  else if (fill_for_page) known_place <= place;
end

logic [ENTRIES-1:0] foreign;  // filled for another address space than that of the lookup, not global

wire logic look_at_page = look_vpn == page && (ASID_BITS == 0 || look_asid == space);
wire logic hit = look_found && look_at_page;
wire logic [PPN_BITS-1:0] page_offset = PPN_BITS'(page & ~compared({1'b0, look_held}));

always_comb begin
  if (started) begin
    // At most one entry matches a lookup.
    prove_one_match : assert (!look_at_page || (matched & (matched - 1'b1)) == '0);
    // After a flush that names it a page does not hit until it is filled again.
    prove_flush : assert (!hit || known);
    // An entry answers the address space that it was filled for, or it is global.
    prove_space : assert ((matched & foreign) == '0);
    // A hit answers as the last leaf that was filled for the page.
    prove_leaf :
    assert (!hit || (look_rights == known_rights && (look_ppn | page_offset) == known_frame));
  end
end

// Helpers: invariants that make the above inductive.
logic [ENTRIES-1:0] of_page;  // the entries that a lookup of the page matches
for (genvar i = 0; i < ENTRIES; i++) begin : g_helper
  wire logic [1:0] held = g_entry[i].held;
  wire logic [VPN_BITS-1:0] in_page = ~compared({1'b0, held});
  assign of_page[i] = valid[i] && ((g_entry[i].vpn ^ page) & ~in_page) == '0 &&
      (ASID_BITS == 0 || g_entry[i].rights[vapa_tlb_pkg::RightG] || g_entry[i].asid == space);

  // what the channel said when the entry was filled
  logic [AsidWidth-1:0] filled_asid;
  logic filled_global;
  always_ff @(posedge clk) begin
    if (install && place[i]) {filled_asid, filled_global} <= {fill_asid, fill_global};
  end
  assign foreign[i] = ASID_BITS != 0 && !filled_global && filled_asid != look_asid;

  vapa_tlb_entry_helper helper (
      .started,
      // No other size is held, and none is larger than the page it is of.
      .held_fits(!valid[i] || (held != 2'd3 && held <= g_entry[i].level)),
      // The array's comparison and the one above agree.
      .same_match(!look_at_page || matched[i] == of_page[i]),
      // An entry of the page is its last leaf, and that is known.
      .is_known(!of_page[i] || known),
      .is_last(!of_page[i] || (held == known_held && g_entry[i].level == known_level &&
                               g_entry[i].rights == known_rights)),
      .has_frame(!of_page[i] ||
                 (g_entry[i].ppn | PPN_BITS'(page & in_page)) == known_frame),
      // A fill for the page overlaps it.
      .is_overlapped(!of_page[i] || !fill_for_page || overlaps[i]),
      // It stands where the last leaf went.
      .is_in_place(!of_page[i] || known_place[i]),
      // An entry is of the address space that it was filled for.
      .is_remembered(!valid[i] || (g_entry[i].asid == filled_asid &&
                                   g_entry[i].rights[vapa_tlb_pkg::RightG] == filled_global))
  );
end
always_comb begin
  if (started) begin
    // A fill has one place.
    helper_way : assert ((fill_way & (fill_way - 1'b1)) == '0);
    helper_place : assert ((known_place & (known_place - 1'b1)) == '0);
  end
end

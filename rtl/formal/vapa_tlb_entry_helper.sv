// What holds of one entry of the array, asserted in a module of its own: a label in a generate
// block would not name its block.
`default_nettype none

module vapa_tlb_entry_helper (
    input wire logic started,
    input wire logic held_fits,
    input wire logic same_match,
    input wire logic is_known,
    input wire logic is_last,
    input wire logic has_frame,
    input wire logic is_overlapped,
    input wire logic is_in_place,
    input wire logic is_remembered
);
  always_comb begin
    if (started) begin
      fits : assert (held_fits);
      match : assert (same_match);
      known : assert (is_known);
      last : assert (is_last);
      frame : assert (has_frame);
      overlapped : assert (is_overlapped);
      in_place : assert (is_in_place);
      remembered : assert (is_remembered);
    end
  end
endmodule

`default_nettype wire

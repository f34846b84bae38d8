// Whether the rights of a page allow an access in a mode. No state: judged anew for every hit.
`include "vapa_tlb_mutants.svh"
`default_nettype none

module vapa_tlb_rights (
    input  wire logic [vapa_tlb_pkg::RightBits-1:0] rights,
    input  wire logic [1:0] op,
    input  wire logic [vapa_tlb_pkg::ModeBits-1:0] mode,
    output logic denied,
    output logic wants_bit  // allowed, but the accessed (a write: or dirty) bit is clear
);
  wire logic user = mode[vapa_tlb_pkg::ModeUser];
  wire logic is_fetch = op == vapa_tlb_pkg::OpFetch;
  wire logic is_write = op == vapa_tlb_pkg::OpStore || op == vapa_tlb_pkg::OpRmw;
  wire logic is_load = op == vapa_tlb_pkg::OpLoad;

  wire logic readable = rights[vapa_tlb_pkg::RightR] ||
      (mode[vapa_tlb_pkg::ModeMxr] && rights[vapa_tlb_pkg::RightX]);
  wire logic writable = rights[vapa_tlb_pkg::RightW] ||
      (!user && !mode[vapa_tlb_pkg::ModeWriteProtect]);
  wire logic kind_allowed =
      (!is_load || readable) && (!is_write || writable) &&
      (!is_fetch || rights[vapa_tlb_pkg::RightX] || `VAPA_MUTANT(FetchWithoutX));

  // A supervisor on a user page: data needs SUM (SMAP off), a fetch needs SMEP off.
  wire logic crossing_allowed =
      is_fetch ? !mode[vapa_tlb_pkg::ModeSmep] || `VAPA_MUTANT(UserFetchAllowed) :
      mode[vapa_tlb_pkg::ModeSum];
  wire logic page_allowed =
      user ? rights[vapa_tlb_pkg::RightU] : (!rights[vapa_tlb_pkg::RightU] || crossing_allowed);

  assign denied = !(kind_allowed && page_allowed);
  wire logic wants_dirty =
      is_write && !rights[vapa_tlb_pkg::RightD] && !`VAPA_MUTANT(DirtyNotWanted);
  assign wants_bit = !denied && (!rights[vapa_tlb_pkg::RightA] || wants_dirty);
endmodule

`default_nettype wire

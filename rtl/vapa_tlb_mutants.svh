// Named mutants, bugs that real TLBs had: rtl/mutants.md. `VAPA_MUTANT(Name) is whether this one is
// switched on:
//   nothing defined               never: a constant, without a trace in the netlist
//   VAPA_MUTANTS                  by the plusarg +mutant=N of a simulation; 0: none
//   VAPA_MUTANT_ACTIVE = a Name   that one: a constant, for proofs
`ifndef VAPA_TLB_MUTANTS_SVH
`define VAPA_TLB_MUTANTS_SVH

`ifdef VAPA_MUTANTS
`define VAPA_MUTANT(name) (vapa_tlb_mutants::active == vapa_tlb_mutants::name)
`elsif VAPA_MUTANT_ACTIVE
`define VAPA_MUTANT(name) (vapa_tlb_mutants::`VAPA_MUTANT_ACTIVE == vapa_tlb_mutants::name)
`else
`define VAPA_MUTANT(name) 1'b0
`endif

`endif

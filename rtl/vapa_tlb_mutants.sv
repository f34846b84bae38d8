// The numbers of the named mutants (rtl/mutants.md); up to 31 as in its list of real bugs.
package vapa_tlb_mutants;
`ifdef VAPA_MUTANTS
  logic [7:0] active = 8'd0;  // set by vapa_tlb from +mutant=N
`endif
  localparam logic [7:0] FlushMissesFill = 8'd1;
  localparam logic [7:0] FlushByHeldSize = 8'd2;
  localparam logic [7:0] FlushMissesLargeGlobal = 8'd3;
  localparam logic [7:0] LevelTruncated = 8'd4;
  localparam logic [7:0] HeldOverwritten = 8'd5;
  localparam logic [7:0] LookupIgnoresGlobal = 8'd6;
  localparam logic [7:0] WalkFlushedLate = 8'd8;
  localparam logic [7:0] FlushOfCurrentAsid = 8'd9;
  localparam logic [7:0] FlushPulseLate = 8'd10;
  localparam logic [7:0] FillKeepsOverlaps = 8'd11;
  localparam logic [7:0] HitIgnoresMxr = 8'd12;
  localparam logic [7:0] FetchWithoutX = 8'd13;
  localparam logic [7:0] FaultInstalls = 8'd15;
  localparam logic [7:0] LevelOfNextFill = 8'd16;
  localparam logic [7:0] StoreWalksAsLoad = 8'd17;
  localparam logic [7:0] MissWithdrawnByFlush = 8'd18;
  localparam logic [7:0] HitOfFillingFrame = 8'd20;
  localparam logic [7:0] UpperBitsLost = 8'd21;
  localparam logic [7:0] MisalignedLeaks = 8'd22;
  localparam logic [7:0] UserFetchAllowed = 8'd23;
  localparam logic [7:0] RefusalTouches = 8'd26;
  localparam logic [7:0] GlobalBesideSpace = 8'd27;
  localparam logic [7:0] FragmentTruncated = 8'd28;
  localparam logic [7:0] DirtyNotWanted = 8'd29;
  localparam logic [7:0] CauseOfHitDiffers = 8'd30;
  localparam logic [7:0] FlushTakesOneFragment = 8'd31;
  localparam logic [7:0] PlruWrongNode = 8'd32;
  localparam logic [7:0] LookupIgnoresAsid = 8'd33;
  localparam logic [7:0] MergeIgnoresAsid = 8'd34;
  localparam logic [7:0] AgainIsJoined = 8'd35;
  localparam logic [7:0] FillOfCurrentAsid = 8'd36;
  localparam logic [7:0] DrainsFirstOnly = 8'd37;
  localparam logic [7:0] MissWithoutWaiter = 8'd38;
endpackage

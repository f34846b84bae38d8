// Encodings of the TLB's ports: rtl/README.md.
package vapa_tlb_pkg;
  localparam logic [1:0] OpLoad = 2'd0;
  localparam logic [1:0] OpStore = 2'd1;
  localparam logic [1:0] OpRmw = 2'd2;
  localparam logic [1:0] OpFetch = 2'd3;

  // bits of mode
  localparam int unsigned ModeUser = 0;
  localparam int unsigned ModeWriteProtect = 1;
  localparam int unsigned ModeSmep = 2;
  localparam int unsigned ModeSum = 3;
  localparam int unsigned ModeMxr = 4;
  localparam int unsigned ModeBits = 5;

  // bits of rights
  localparam int unsigned RightR = 0;
  localparam int unsigned RightW = 1;
  localparam int unsigned RightX = 2;
  localparam int unsigned RightU = 3;
  localparam int unsigned RightA = 4;
  localparam int unsigned RightD = 5;
  localparam int unsigned RightG = 6;
  localparam int unsigned RightBits = 7;

  localparam logic [2:0] FaultNone = 3'd0;
  localparam logic [2:0] FaultNonCanonical = 3'd1;
  localparam logic [2:0] FaultRights = 3'd4;
  localparam logic [2:0] FaultAccessedDirty = 3'd5;

  // replacement
  localparam int unsigned PolicyPlru = 0;
  localparam int unsigned PolicyLru = 1;
  localparam int unsigned PolicyRandom = 2;
endpackage

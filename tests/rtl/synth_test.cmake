# platform/sweep/tlb_area.csv is of this RTL: its first line, the smallest TLB, is what scripts/synth makes.
set(csv ${CMAKE_CURRENT_BINARY_DIR}/synth_test.csv)
execute_process(COMMAND ${root}/scripts/synth --csv ${csv} ENTRIES=4 POLICY=lru
                COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${csv} made REGEX "^(name|4x4-lru-7),")
file(STRINGS ${root}/platform/sweep/tlb_area.csv stated REGEX "^(name|4x4-lru-7),")
if(NOT made STREQUAL stated)
  message(FATAL_ERROR "synthesised\n  ${made}\nbut platform/sweep/tlb_area.csv says\n  ${stated}\n"
    "When the RTL was meant to change: scripts/synth --csv platform/sweep/tlb_area.csv")
endif()

# Builds `example` (a SystemVerilog bench that calls the twin through DPI-C) below `work`, with nothing
# of ours but the package at `prefix` and the RTL, and looks for its verdicts: none of
# the RTL as it is and a mismatch with a mutant switched on (rtl/mutants.md).
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# expect(TEXT ARGUMENT...): of the bench with these arguments.
function(expect text)
  execute_process(COMMAND ${work}/bench/tlb_bench ${ARGN} WORKING_DIRECTORY ${work}
                  OUTPUT_VARIABLE out ERROR_VARIABLE out COMMAND_ECHO STDOUT)
  if(NOT out MATCHES "${text}")
    message(FATAL_ERROR "not '${text}' in:\n${out}")
  endif()
endfunction()

file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
run(${example}/build ${prefix} ${work}/bench -CFLAGS -O0 +define+VAPA_MUTANTS)
expect("100000 cycles: no mismatch")
foreach(mutant 1 8 33)  # FlushMissesFill, WalkFlushedLate, LookupIgnoresAsid
  expect("MISMATCH in cycle" +mutant=${mutant})
endforeach()

# Builds `example` (a SystemVerilog bench that calls the twin through DPI-C) below `work`, with nothing
# of ours but the package at `prefix` and the RTL, and looks for its verdicts: none of
# the RTL as it is and a mismatch with a mutant switched on (rtl/mutants.md).
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# expect(GOOD TEXT COMMAND...): whether it ends with status 0, and what it says.
function(expect good text)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${work} RESULT_VARIABLE status
                  OUTPUT_VARIABLE out ERROR_VARIABLE out COMMAND_ECHO STDOUT)
  set(ended_well FALSE)
  if(status STREQUAL "0")
    set(ended_well TRUE)
  endif()
  if(NOT ended_well STREQUAL good OR NOT out MATCHES "${text}")
    message(FATAL_ERROR "status ${status}; wanted: well ${good}, and '${text}' in:\n${out}")
  endif()
endfunction()

file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
run(${example}/build ${prefix} ${work}/bench -CFLAGS -O0 +define+VAPA_MUTANTS)
expect(TRUE "100000 cycles: no mismatch" ${work}/bench/tlb_bench)
foreach(mutant 1 8 33)  # FlushMissesFill, WalkFlushedLate, LookupIgnoresAsid
  expect(FALSE "MISMATCH in cycle" ${work}/bench/tlb_bench +mutant=${mutant})
endforeach()
expect(FALSE "usage: build" ${example}/build ${prefix})
expect(FALSE "vapa is not installed there" ${example}/build ${work} ${work}/bench)
expect(FALSE "no such folder" ${example}/build ${work}/none ${work}/bench)

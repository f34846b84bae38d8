# Builds `example` (a TLB of somebody else) and its template below `work`, against the package
# installed at `prefix` alone, and looks for the verdicts: none of the sound TLB, the oracle's
# of one with a bug, which its replay meets again. Sources are read as one, which is quicker.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(build_project source binary)
  run(${CMAKE_COMMAND} -S ${source} -B ${binary} -G Ninja -D CMAKE_PREFIX_PATH=${prefix}
      -D CMAKE_BUILD_TYPE= -D CMAKE_CXX_FLAGS=-O1 -D CMAKE_UNITY_BUILD=ON
      -D CMAKE_UNITY_BUILD_BATCH_SIZE=0 ${ARGN})
  run(${CMAKE_COMMAND} --build ${binary})
endfunction()

# expect(STATUS TEXT ARGUMENT...): of the example with these arguments.
function(expect status text)
  execute_process(COMMAND ${work}/example/hold ${ARGN} WORKING_DIRECTORY ${work}
                  RESULT_VARIABLE got OUTPUT_VARIABLE out COMMAND_ECHO STDOUT)
  if(NOT got EQUAL status OR NOT out MATCHES "${text}")
    message(FATAL_ERROR "status ${got} instead of ${status}, or not '${text}' in:\n${out}")
  endif()
endfunction()

file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
build_project(${example} ${work}/example)
expect(0 "no mismatch\ncoverage: 36 of 36 bins" --cycles 1M)
build_project(${example} ${work}/example -D BUG=UPDATE_SURVIVES_FLUSH)
expect(1 "MISMATCH \\(oracle\\)" --save steps.txt)
expect(1 "MISMATCH \\(oracle\\)" --replay steps.txt)
build_project(${example}/template ${work}/template)

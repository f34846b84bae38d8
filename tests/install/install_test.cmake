# Configures, builds and runs `example` and compiles every installed header, both below `work` and
# against the package installed at `prefix` alone.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${work})
foreach(project example headers)
  run(${CMAKE_COMMAND} -S ${${project}} -B ${work}/${project} -G Ninja
      -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_BUILD_TYPE=Debug)
  run(${CMAKE_COMMAND} --build ${work}/${project})
endforeach()
run(${work}/example/systemc-platform)

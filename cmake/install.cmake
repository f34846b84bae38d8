# The CMake package: find_package(vapa) gives vapa::core and vapa::tlm with headers below
# include/vapa. In this tree a header is spelled "core/...", installed <vapa/core/...>, so that it
# never meets a user's own folder of that name.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/vapa)

install(TARGETS vapa_core vapa_tlm EXPORT vapa ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT vapa FILE vapaTargets.cmake NAMESPACE vapa:: DESTINATION ${package})
configure_package_config_file(cmake/vapaConfig.cmake.in ${PROJECT_BINARY_DIR}/vapaConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/vapaConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/vapaConfig.cmake ${PROJECT_BINARY_DIR}/vapaConfigVersion.cmake
  cmake/systemc.cmake DESTINATION ${package})

install(CODE "
  set(staging \"${PROJECT_BINARY_DIR}/install-headers\")
  file(REMOVE_RECURSE \"\${staging}\")
  foreach(layer core tlm)
    set(root \"${PROJECT_SOURCE_DIR}/models/\${layer}\")
    file(GLOB_RECURSE headers RELATIVE \"\${root}\" \"\${root}/*.hpp\")
    foreach(header IN LISTS headers)
      file(READ \"\${root}/\${header}\" text)
      string(REGEX REPLACE \"#include \\\"((core|tlm)/[^\\\"]*)\\\"\" \"#include <vapa/\\\\1>\" text \"\${text}\")
      file(WRITE \"\${staging}/vapa/\${layer}/\${header}\" \"\${text}\")
    endforeach()
  endforeach()
  file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}\"
       TYPE DIRECTORY FILES \"\${staging}/vapa\")
")

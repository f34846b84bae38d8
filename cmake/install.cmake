# The CMake package: find_package(vapa) gives vapa::core, vapa::tlm, vapa::cosim and vapa::cosim_cli
# with headers below include/vapa. In this tree a header is spelled "core/...", installed
# <vapa/core/...>, so that it never meets a user's own folder of that name.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/vapa)

install(TARGETS vapa_core vapa_tlm vapa_cosim vapa_terminal vapa_cosim_cli EXPORT vapa
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT vapa FILE vapaTargets.cmake NAMESPACE vapa:: DESTINATION ${package})
configure_package_config_file(cmake/vapaConfig.cmake.in ${PROJECT_BINARY_DIR}/vapaConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/vapaConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/vapaConfig.cmake ${PROJECT_BINARY_DIR}/vapaConfigVersion.cmake
  cmake/systemc.cmake DESTINATION ${package})

# Folder and headers of each layer. Of the command lines only their entry is for others: the rest
# speaks CLI11.
install(CODE "
  set(staging \"${PROJECT_BINARY_DIR}/install-headers\")
  file(REMOVE_RECURSE \"\${staging}\")
  foreach(layer \"models/core *.hpp\" \"models/tlm *.hpp\" \"platform/cosim *.hpp\"
                \"platform/cosim_cli cosim_main.hpp\")
    string(REGEX MATCH \"([^ ]*/([^ ]*)) (.*)\" ignored \"\${layer}\")
    set(name \"\${CMAKE_MATCH_2}\")
    set(root \"${PROJECT_SOURCE_DIR}/\${CMAKE_MATCH_1}\")
    file(GLOB_RECURSE headers RELATIVE \"\${root}\" \"\${root}/\${CMAKE_MATCH_3}\")
    foreach(header IN LISTS headers)
      file(READ \"\${root}/\${header}\" text)
      string(REGEX REPLACE \"#include \\\"((core|tlm|cosim)/[^\\\"]*)\\\"\" \"#include <vapa/\\\\1>\" text \"\${text}\")
      file(WRITE \"\${staging}/vapa/\${name}/\${header}\" \"\${text}\")
    endforeach()
  endforeach()
  file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}\"
       TYPE DIRECTORY FILES \"\${staging}/vapa\")
")

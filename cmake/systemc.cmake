# SystemC::systemc, from a CMake package where there is one, else from pkg-config.
find_package(SystemCLanguage CONFIG QUIET)
if(NOT TARGET SystemC::systemc)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(VAPA_SYSTEMC REQUIRED IMPORTED_TARGET systemc)
  add_library(SystemC::systemc INTERFACE IMPORTED)
  # Debian's library exports the API check symbol of C++17 only; with this definition code that is
  # compiled as C++20 links against it.
  set_target_properties(SystemC::systemc PROPERTIES
    INTERFACE_LINK_LIBRARIES PkgConfig::VAPA_SYSTEMC
    INTERFACE_COMPILE_DEFINITIONS SC_CPLUSPLUS=201703L)
endif()

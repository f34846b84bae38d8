# Warnings, sanitizers and coverage for every target of this tree.
option(VAPA_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(VAPA_COVERAGE "Build with gcov instrumentation" OFF)

add_library(vapa_options INTERFACE)
target_compile_options(vapa_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: false alarms about std::string at -O3.
  target_compile_options(vapa_options INTERFACE -Wno-restrict)
endif()
# libsystemc wants an sc_main from whoever loads it: programs that use nothing of it must not. A
# sanitizer switches off what Debian's compiler does by itself.
target_link_options(vapa_options INTERFACE -Wl,--as-needed)
if(VAPA_SANITIZE)
  target_compile_options(vapa_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
    -Wno-maybe-uninitialized)  # GCC sees the sanitizers' own code there
  target_link_options(vapa_options INTERFACE -fsanitize=address,undefined)
endif()
if(VAPA_COVERAGE)
  target_compile_options(vapa_options INTERFACE --coverage)
  target_link_options(vapa_options INTERFACE --coverage)
endif()

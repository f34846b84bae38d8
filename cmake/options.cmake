# Warnings, sanitizers and coverage for every target of this tree.
option(VAPA_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(VAPA_COVERAGE "Build with gcov instrumentation" OFF)

add_library(vapa_options INTERFACE)
target_compile_options(vapa_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
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

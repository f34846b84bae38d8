#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vapa::recorder {

/// What execve needs to know of an ELF file of 64 bits (System V ABI, "Program Header").
struct Elf {
  struct Segment {
    std::uint64_t address = 0;
    std::uint64_t offset = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t memory_bytes = 0;
    std::uint8_t prot = 0;  ///< of Prot
  };
  bool position_independent = false;
  std::string interpreter;  ///< empty: static
  std::vector<Segment> segments;
};

/// Throws InputError when `path` is no such file.
Elf read_elf(const std::string& path);

/// The program that execve really runs for `path`: itself, or what its "#!" line names.
std::string resolve_script(const std::string& path);

}  // namespace vapa::recorder

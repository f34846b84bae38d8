#include "sw/workload/capture/elf.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>

#include "core/error.hpp"
#include "sw/workload/image.hpp"

namespace vapa::recorder {
namespace {

template <class Struct>
bool read_at(std::ifstream& file, std::uint64_t offset, Struct& into) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(&into), sizeof into));
}

std::uint8_t prot_of(std::uint32_t flags) {
  return static_cast<std::uint8_t>(((flags & PF_R) != 0 ? prot_read : 0) |
                                   ((flags & PF_W) != 0 ? prot_write : 0) |
                                   ((flags & PF_X) != 0 ? prot_exec : 0));
}

std::string text_at(std::ifstream& file, const Elf64_Phdr& header) {
  std::string text(header.p_filesz < 4096 ? header.p_filesz : 0, '\0');
  file.seekg(static_cast<std::streamoff>(header.p_offset));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  return text.substr(0, text.find('\0'));
}

void add(std::ifstream& file, const Elf64_Phdr& header, Elf& elf) {
  if (header.p_type == PT_INTERP) elf.interpreter = text_at(file, header);
  if (header.p_type != PT_LOAD || header.p_memsz == 0) return;
  elf.segments.push_back(
      {header.p_vaddr, header.p_offset, header.p_filesz, header.p_memsz, prot_of(header.p_flags)});
}

}  // namespace

Elf read_elf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header{};
  if (!read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr)) {
    throw InputError(path + ": not a program in the ELF format of 64 bits");
  }
  Elf elf;
  elf.position_independent = header.e_type == ET_DYN;
  for (unsigned index = 0; index < header.e_phnum; ++index) {
    Elf64_Phdr program{};
    if (!read_at(file, header.e_phoff + index * sizeof program, program)) {
      throw InputError(path + ": truncated program headers");
    }
    add(file, program, elf);
  }
  return elf;
}

std::string resolve_script(const std::string& path) {
  std::string current = path;
  constexpr int deepest = 5;  // BINPRM_MAX_RECURSION of Linux and one more
  for (int depth = 0; depth < deepest; ++depth) {
    std::ifstream file(current, std::ios::binary);
    std::string line;
    if (file.get() != '#' || file.get() != '!' || !std::getline(file, line)) break;
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string::npos) break;
    current = line.substr(begin, line.find_first_of(" \t", begin) - begin);
  }
  return current;
}

}  // namespace vapa::recorder

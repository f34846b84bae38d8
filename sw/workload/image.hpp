#pragma once
// The memory image that a program starts with: what execve leaves behind on a real system.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/types.hpp"

namespace vapa {

/// Of the pages of the processes that images come from: x86-64.
inline constexpr unsigned traced_page_shift = 12;

/// Rights of a mapping, as in mmap(2): PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.
enum Prot : std::uint8_t { prot_none = 0, prot_read = 1, prot_write = 2, prot_exec = 4 };

/// What else mmap(2) was asked for.
enum MappingFlag : std::uint8_t {
  mapping_shared = 1,
  mapping_grows_down = 2,
  mapping_no_reserve = 4,
};

/// A file that a program maps. Contents are not recorded; the size decides where SIGBUS begins.
struct MappedFile {
  std::string path;
  std::uint64_t size = 0;  ///< bytes; 0: unknown, taken as large enough
};

struct InitialMapping {
  enum class Kind : std::uint8_t { text, data, heap, stack, other };
  VirtAddr start;            ///< page aligned
  std::uint64_t length = 0;  ///< bytes
  std::uint8_t prot = 0;     ///< of Prot
  std::uint8_t flags = 0;    ///< of MappingFlag
  Kind kind = Kind::other;
  std::uint32_t file = Call::no_file;  ///< index into ProcessImage::files, or anonymous
  std::uint64_t offset = 0;            ///< into the file, bytes
};

struct ProcessImage {
  std::string name;
  std::vector<MappedFile> files;
  std::vector<InitialMapping> mappings;
  VirtAddr brk;  ///< initial program break; 0: behind the last data mapping
  /// True for a trace without system calls: a touch outside every VMA makes one
  /// (read, write, execute, anonymous) instead of a SIGSEGV.
  bool infer_vmas = false;
};

/// A process of a workload: its image and the program of its (first) thread.
struct Process {
  ProcessImage image;
  std::unique_ptr<Program> program;
};

}  // namespace vapa

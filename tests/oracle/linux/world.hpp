#pragma once
// Where a scenario about memory plays: in the model or in the Linux below.

#include <cstdint>
#include <vector>

namespace vapa::test {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t arena_pages = 1024;
constexpr std::uint64_t file_pages = 64;
constexpr std::uint64_t file_bytes = file_pages * page_bytes - 100;

/// A stretch of addresses, its start aligned to 2 MiB, in which a scenario plays. Places and
/// lengths are in pages from its start. Calls answer 0 or errno.
class World {
 public:
  virtual ~World() = default;
  virtual long map(long at, long pages, int prot, int flags) = 0;
  virtual long map_file(long at, long pages, int prot, int flags, long offset) = 0;
  virtual long unmap(long at, long pages) = 0;
  virtual long protect(long at, long pages, int prot) = 0;
  virtual long advise(long at, long pages, int advice) = 0;
  virtual long sync(long at, long pages) = 0;
  virtual long remap(long at, long pages, long new_pages, int flags, long to) = 0;
  /// 0, or 100 · signal + si_code. A scenario ends with its first signal.
  virtual long touch(long at, bool write) = 0;
  /// The same at an address outside the arena.
  virtual long touch_address(std::uint64_t address) = 0;
  virtual long faults() = 0;  ///< minor ones so far
  virtual long areas() = 0;
  virtual long resident() = 0;  ///< pages

  long read(long at) { return touch(at, false); }
  long write(long at) { return touch(at, true); }
  /// Faults that touching each page of a range takes.
  long sweep(long at, long pages, bool write) {
    const long before = faults();
    for (long n = at; n < at + pages; ++n) touch(n, write);
    return faults() - before;
  }
};

using Notes = std::vector<long>;

}  // namespace vapa::test

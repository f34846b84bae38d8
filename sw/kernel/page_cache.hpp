#pragma once
// The page cache: frames of files by page, shared by all processes that map them, and the frames of
// shared anonymous memory (Linux: shmem), which has no disk behind it.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/memory/physical_memory.hpp"
#include "sw/kernel/config.hpp"
#include "sw/kernel/frames.hpp"
#include "sw/kernel/vma.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {

struct AddressSpace;

class PageCache {
 public:
  PageCache(const KernelConfig&, Frames&, PhysicalMemory&, unsigned page_shift);

  /// The file at a path; every process that names the path gets the same one.
  FileId open(const MappedFile&);
  /// New shared anonymous memory; its frames live as long as areas refer to it.
  FileId shared_memory(std::uint64_t pages);

  bool is_file(FileId id) const { return object(id).on_disk; }
  bool inside(FileId id, std::uint64_t index) const { return index < object(id).pages; }
  /// Bytes of the file behind an offset.
  std::uint64_t left(FileId id, std::uint64_t offset) const {
    return object(id).bytes - std::min(object(id).bytes, offset);
  }
  /// The file has at least so many bytes from now on.
  void grow(FileId, std::uint64_t bytes);
  /// The frame of a page if it is in the cache. Throws OutOfMemory where a warm cache takes the
  /// frame only now.
  std::optional<Ppn> find(FileId, std::uint64_t index);
  /// Puts a zeroed frame at a page of shared memory. Throws OutOfMemory.
  Ppn make(FileId, std::uint64_t index);
  /// Reads a page from the disk and what surrounds it: a window of `pages` that has the page in its
  /// middle, inside the file. Returns the page's frame. Throws OutOfMemory.
  Ppn read(FileId, std::uint64_t index, std::uint64_t pages);

  /// Cleans the dirty pages among `pages` from `first` on; returns their number.
  std::uint64_t write_back(FileId, std::uint64_t first, std::uint64_t pages);

  /// Areas of a space with `pages` pages of the object appeared or went.
  void hold(FileId, std::uint64_t pages, AddressSpace&);
  void drop(FileId, std::uint64_t pages, AddressSpace&);
  /// Those with areas of the object, in the order in which they began (Linux: i_mmap).
  std::vector<AddressSpace*> spaces(FileId) const;

  void describe(Registry&) const;

 private:
  static constexpr std::uint64_t unknown_size = std::numeric_limits<std::uint64_t>::max();

  struct Holder {
    AddressSpace* space = nullptr;
    std::uint64_t pages = 0;  ///< of its areas that refer to the object
  };

  struct Object {
    bool on_disk = true;
    std::uint64_t pages = unknown_size;
    std::uint64_t bytes = unknown_size;
    std::map<std::uint32_t, Holder> holders;  ///< by AddressSpace::id
    std::map<std::uint64_t, Ppn> frames;
  };

  Object& object(FileId id) { return objects_[id.value - 1]; }
  const Object& object(FileId id) const { return objects_[id.value - 1]; }
  Ppn add(Object&, std::uint64_t index);
  FileId add(Object);

  bool warm_;
  unsigned page_shift_;
  Frames* frames_;
  PhysicalMemory* memory_;
  std::vector<Object> objects_;
  std::unordered_map<std::string, FileId> by_path_;
  std::uint64_t pages_read_ = 0;
};

}  // namespace vapa::kernel

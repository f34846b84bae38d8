#pragma once
// The memory of a virtual machine, shared with it through a file.

#include <cstddef>
#include <string>

#include "core/memory/physical_memory.hpp"

namespace vapa::oracle {

class GuestMemory {
 public:
  /// Makes the sparse file; its first byte is at physical address `base`.
  GuestMemory(const std::string& path, PhysAddr base, std::uint64_t bytes);
  ~GuestMemory();
  GuestMemory(const GuestMemory&) = delete;
  GuestMemory& operator=(const GuestMemory&) = delete;

  PhysAddr base() const noexcept { return base_; }
  std::uint64_t bytes() const noexcept { return bytes_; }
  bool contains(PhysAddr pa) const noexcept { return pa >= base_ && pa - base_ < bytes_; }

  /// A little-endian word, as the guest sees it now.
  std::uint64_t read_word(PhysAddr, unsigned bytes) const;
  void write(PhysAddr, std::span<const std::byte>);
  /// Gives the guest the bytes that stand in `from` at [begin, end).
  void copy_from(const PhysicalMemory& from, PhysAddr begin, PhysAddr end);

 private:
  std::byte* at(PhysAddr pa, std::size_t bytes) const;

  PhysAddr base_;
  std::uint64_t bytes_;
  std::byte* map_ = nullptr;
};

}  // namespace vapa::oracle

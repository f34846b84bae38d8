#pragma once
// What a traced process has mapped, followed through its system calls: the image that a forked
// child begins with.

#include <cstdint>
#include <map>
#include <vector>

#include "sw/workload/image.hpp"

namespace vapa::recorder {

class VmaMap {
 public:
  /// brk: the program break, 0 until brk(2) tells it.
  explicit VmaMap(const std::vector<InitialMapping>& initial = {}, VirtAddr brk = {});

  /// A call that succeeded; calls that map nothing are passed over.
  void apply(const Call&);
  /// Takes the place of what is there.
  void add(const InitialMapping&);
  /// The stack reaches down to `va`.
  void grow_stack(VirtAddr va);

  std::vector<InitialMapping> mappings() const;
  VirtAddr brk() const noexcept { return brk_; }

 private:
  void unmap(VirtAddr start, VirtAddr end);
  void protect(VirtAddr start, VirtAddr end, std::uint8_t prot);
  void remap(const Call&);
  void set_brk(VirtAddr);
  /// What is one mapping to Linux is one afterwards, from `start` to `end` and with the neighbours.
  void merge(VirtAddr start, VirtAddr end);
  /// No mapping reaches across `at` afterwards.
  void split(VirtAddr at);

  std::map<VirtAddr, InitialMapping> by_start_;
  VirtAddr brk_start_;
  VirtAddr brk_;
};

}  // namespace vapa::recorder

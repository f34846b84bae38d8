#pragma once
// Names of a scenario while it is played: what address they stand for, and the way back.

#include <string>
#include <string_view>
#include <vector>

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

class Places {
 public:
  explicit Places(VirtAddr heap);

  /// Where a mapping without a place goes: 2 MiB aligned, with a gap behind the one before.
  VirtAddr next_free(std::uint64_t bytes);
  /// From now on.
  void bind(const std::string& name, VirtAddr base, std::uint64_t bytes);
  bool bound(std::string_view name) const { return find(name) != nullptr; }

  VirtAddr address(const Place&) const;
  std::uint64_t bytes(const Range&) const;

  /// "a[5]", "a[5]+16", far from every name "0x1000". A name is found for every address near one,
  /// so that mappings that the kernel placed are told alike in all worlds.
  std::string text(VirtAddr) const;
  /// Pages [from, to): "a[0..3]".
  std::string text(VirtAddr from, VirtAddr to) const;

 private:
  struct Binding {
    std::string name;
    VirtAddr base;
    std::uint64_t bytes;
  };

  const Binding* find(std::string_view name) const;
  const Binding* nearest(VirtAddr) const;

  std::vector<Binding> bindings_;  ///< the latest last
  VirtAddr next_free_ = arena;
};

}  // namespace vapa::scenario

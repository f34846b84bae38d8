#pragma once
// Scenarios in the Linux below.

#include <compare>
#include <optional>
#include <string>

#include "sw/scenario/world.hpp"

namespace vapa::scenario {

struct KernelVersion {
  unsigned major = 0;
  unsigned minor = 0;
  auto operator<=>(const KernelVersion&) const noexcept = default;
};

/// Of the Linux that runs this.
KernelVersion linux_version();

/// Why no scenario can play on it; empty where one can.
std::optional<std::string> linux_unusable();

class LinuxWorld final : public World {
 public:
  /// Throws InputError where Linux has no room for the files or processes.
  explicit LinuxWorld(const Setup&);

  Answer act(ActorId, const Action&) override;
  std::vector<Area> areas(ActorId, VirtAddr from, VirtAddr to) override;
  VirtAddr heap() const override;
};

}  // namespace vapa::scenario

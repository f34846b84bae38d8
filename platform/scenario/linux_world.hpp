#pragma once
// Scenarios on the Linux below.

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "platform/scenario/actor_program.hpp"
#include "platform/scenario/protocol.hpp"
#include "sw/scenario/scenario.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {

/// Of the Linux that runs this.
Version linux_version();

/// Why no scenario can play on it; empty where one can. Tried once.
std::optional<std::string> linux_unusable();

/// Whether it gives transparent huge pages to who asks for them.
bool linux_has_huge_pages();

/// Processes of the program vapa-actor, which do nothing but what the scenario says. Use from one
/// thread, the one that made it: when that ends, so do they.
class LinuxWorld final : public World {
 public:
  /// Throws InputError where Linux has no room for the files or processes.
  explicit LinuxWorld(const Setup&);

  Answer act(ActorId, const Action&) override;
  std::vector<Area> areas(ActorId, VirtAddr from, VirtAddr to) override;
  VirtAddr heap() const override { return heap_; }

 private:
  struct Process {
    pid_t id = 0;
    Descriptor end;  ///< readable when it has ended
    unsigned threads = 1;
  };
  struct Actor {
    std::size_t process = 0;
    pid_t thread = 0;  ///< 0: not begun, or ended
    bool begun = false;
  };

  Answer perform(ActorId, const Touch&);
  Answer perform(ActorId, const SystemCall&);
  Answer perform(ActorId, const ForkProcess&);
  Answer perform(ActorId, const StartThread&);
  Answer perform(ActorId, const Exit&);
  Answer perform(ActorId, const WaitFor&);

  Actor& living(ActorId);
  Process& process_of(ActorId actor) { return processes_[actors_.at(actor.value).process]; }
  int descriptor_of(std::uint32_t file) const;
  protocol::Command command_for(const SystemCall&) const;
  /// What the actor says next.
  Answer listen(ActorId);
  Answer ask(ActorId, const protocol::Command&);
  /// Has the actor begin another one; the number that Linux gave it.
  pid_t begin(ActorId, ActorId other, protocol::Command::Kind);

  std::vector<Descriptor> files_;
  std::vector<Actor> actors_;
  ActorProgram program_;
  std::vector<Process> processes_;
  VirtAddr heap_;
  protocol::Reply reply_;
};

}  // namespace vapa::scenario

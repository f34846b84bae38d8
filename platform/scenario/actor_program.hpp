#pragma once
// The program vapa-actor and everything that it forks.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/files/descriptor.hpp"

namespace vapa::scenario {

/// Beside this program; $VAPA_ACTOR names another.
std::string actor_program();

/// Runs from begin to end of its life, with `files` as its descriptors behind the sockets.
class ActorProgram {
 public:
  /// Throws InputError when it cannot be started.
  ActorProgram(std::uint32_t actors, const std::vector<Descriptor>& files, bool huge_pages);
  /// Kills all of its processes, and waits until they are gone.
  ~ActorProgram();
  ActorProgram(const ActorProgram&) = delete;
  ActorProgram& operator=(const ActorProgram&) = delete;

  pid_t process() const noexcept { return process_; }
  /// This end of the actor's socket.
  int socket(std::uint32_t actor) const { return sockets_[actor].get(); }

 private:
  std::vector<Descriptor> sockets_;
  pid_t process_ = -1;
};

}  // namespace vapa::scenario

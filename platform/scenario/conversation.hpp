#pragma once
// Commands to vapa-actor and what comes back. All throw InputError when Linux takes more than 20 s,
// or when a process ends that should answer.

#include <sys/types.h>

#include "core/files/descriptor.hpp"
#include "platform/scenario/protocol.hpp"

namespace vapa::scenario {

/// A descriptor that becomes readable when the process ends.
Descriptor open_process(pid_t);

void send_command(int socket, const protocol::Command&);
/// The next reply of an actor of the process behind `process` (open_process).
void receive_reply(int socket, int process, protocol::Reply&);

/// Until the process has given its memory back.
void await_end(int process);
/// Until the thread is gone, or where it began its process, a zombie.
void await_end_of_thread(pid_t process, pid_t thread);

}  // namespace vapa::scenario

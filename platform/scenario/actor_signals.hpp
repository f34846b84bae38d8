#pragma once
// Signals of vapa-actor: they end an access, and are told.

#include "platform/scenario/actor_slot.hpp"

namespace vapa::scenario::actor {

/// Of the process, whatever the one before it did with its signals.
void set_signals();
/// Of every thread.
void set_signal_stack(Slot&);

}  // namespace vapa::scenario::actor

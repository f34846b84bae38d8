#pragma once
// A system call as a record of tagged fields; a reader passes over tags it does not know.

#include "sw/workload/native/bytes.hpp"
#include "sw/workload/traced_call.hpp"

namespace vapa::native {

void write_call(ByteWriter&, const TracedCall&);
/// Throws Malformed.
TracedCall read_call(ByteReader);

}  // namespace vapa::native

#pragma once
// What the kernel does with a page fault (Linux: do_user_addr_fault, handle_mm_fault).

#include "core/paging/fault.hpp"
#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

/// Serves the fault or names the signal that ends the process. Throws OutOfMemory.
Signal serve_fault(Job&, const Fault&);

/// Serves an access of the kernel's own making (MAP_POPULATE, mlock) to a page of the area.
Signal touch_page(Job&, Vpn, Op);

}  // namespace vapa::kernel

#pragma once
// A whole address space at once: its copy for a child, and its end.

#include <memory>

#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

/// Areas and page table of a child; no page is copied (Linux: dup_mmap). Null: no frames for the
/// tables; the parent is as it was but for pages that are read-only now.
std::shared_ptr<AddressSpace> fork_space(Job& parent);
/// Takes out everything, the root of the table too (Linux: exit_mmap).
void empty_space(Job&);

}  // namespace vapa::kernel

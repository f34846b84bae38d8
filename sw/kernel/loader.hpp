#pragma once
// Setting up the address space that execve leaves behind.

#include "sw/kernel/resources.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {

/// Makes the areas of an image and its program break. Throws InputError where a mapping lies
/// outside the user addresses of the format.
void load_image(Job&, const ProcessImage&);

}  // namespace vapa::kernel

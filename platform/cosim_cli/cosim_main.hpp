#pragma once
// The command line of a program that brings devices of its own: `vapa cosim` for them.

#include <vector>

#include "cosim/device.hpp"

namespace vapa::cosim {

/// All that main() does: the options of `vapa cosim` (--help lists them), the verdicts on standard
/// output. Exit status: 0 no mismatch, 1 a mismatch, 2 wrong use or devices that check() refuses,
/// 130 interrupted.
int cosim_main(int argc, const char* const* argv, const std::vector<Dut>& devices) noexcept;

}  // namespace vapa::cosim

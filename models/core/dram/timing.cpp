#include "core/dram/timing.hpp"

namespace vapa {
namespace {

// Micron MT40A1G8 (8 Gb x8), speed grade -062E = JEDEC DDR4-3200AA: data sheet "8Gb: x4, x8, x16
// DDR4 SDRAM", key timing parameters (0.625 ns at CL 22, 22-22-22 = 13.75 ns each), refresh
// timing (tRFC1 350 ns for 8 Gb, tREFI 7.8 us up to 85 C), 4 bank groups of 4 banks, 1 KiB page;
// JESD79-4 (CWL 16, burst of 8). Eight chips make a rank of 64 bits.
constexpr DramTiming ddr4_3200{.megatransfers = 3200,
                               .cl = 22,
                               .cwl = 16,
                               .rcd = 22,
                               .rp = 22,
                               .burst = 4,
                               .rfc = 350,
                               .refi = 7800,
                               .banks = 16,
                               .row_bytes = 8192,
                               .subchannels = 1};

// Micron MT60B2G8 (16 Gb x8), speed grade -48B = JEDEC DDR5-4800B: JESD79-5 (40-39-39, CWL = CL -
// 2, burst of 16, tRFC1 295 ns for 16 Gb, tREFI 3.9 us, 8 bank groups of 4 banks, 1 KiB page). Four
// chips make a rank of a subchannel of 32 bits.
constexpr DramTiming ddr5_4800{.megatransfers = 4800,
                               .cl = 40,
                               .cwl = 38,
                               .rcd = 39,
                               .rp = 39,
                               .burst = 8,
                               .rfc = 295,
                               .refi = 3900,
                               .banks = 32,
                               .row_bytes = 4096,
                               .subchannels = 2};

}  // namespace

const DramTiming& timing_of(DramPart part) noexcept {
  return part == DramPart::ddr5_4800 ? ddr5_4800 : ddr4_3200;
}

}  // namespace vapa

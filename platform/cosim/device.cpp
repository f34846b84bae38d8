#include "cosim/device.hpp"

namespace vapa::cosim {

Capabilities capabilities_of(const PipelinedTlbConfig& config) {
  Capabilities c;
  c.va_bits = config.va_bits;
  c.pa_bits = config.pa_bits;
  c.asid_bits = config.asid_bits;
  c.tag_bits = config.tag_bits;
  c.miss_entries = config.miss_entries;
  c.entries = config.entries;
  c.debug_entries = config.entries;
  c.updates_ad = config.ad_update;
  return c;
}

}  // namespace vapa::cosim

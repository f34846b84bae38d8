#include "tlm/one_at_a_time.hpp"

#include <string>

namespace vapa {

void OneAtATime::report(const char* who) {
  const std::string message =
      std::string(who) +
      ": entered while an access of another process waits in a target below; let the target add to "
      "the delay instead of waiting, or let one process at a time use this block";
  SC_REPORT_ERROR("vapa", message.c_str());
}

}  // namespace vapa

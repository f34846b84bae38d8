#pragma once
// The guard of blocks that keep the state of one access.

#include <systemc>

namespace vapa {

/// Held while an access is under way in a block. A target below may wait in b_transport; when
/// another process enters the block meanwhile, that is reported as an error (SC_ERROR, by default
/// an exception sc_core::sc_report) instead of mixing two accesses.
class OneAtATime {
 public:
  /// busy: of the block. who: its name, for the report.
  OneAtATime(bool& busy, const char* who) : busy_(busy) {
    if (busy_) report(who);
    busy_ = true;
  }
  ~OneAtATime() { busy_ = false; }
  OneAtATime(const OneAtATime&) = delete;
  OneAtATime& operator=(const OneAtATime&) = delete;

 private:
  static void report(const char* who);

  bool& busy_;
};

}  // namespace vapa

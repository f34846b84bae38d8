#pragma once
// Every walk of a run as one row of a CSV file.

#include <string>

#include "core/files/new_file.hpp"
#include "core/walk/record.hpp"

namespace vapa {

/// Columns: start and end (cycles), reason, operation, virtual address, ASID, level of the first
/// read, number of reads, where each read was served, outcome (the frame's address and page size,
/// or the kind of fault).
class WalkLog : public WalkObserver {
 public:
  /// Throws InputError when the file cannot be made.
  explicit WalkLog(const std::string& path);

  void walked(const WalkRecord&) override;
  /// Gives the file its name. Throws InputError when something could not be written.
  void close() { out_.commit(); }

 private:
  NewFile out_;
};

}  // namespace vapa

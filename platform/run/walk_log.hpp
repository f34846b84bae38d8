#pragma once
// Every walk of a run as one row of a CSV file.

#include <fstream>
#include <string>

#include "core/walk/record.hpp"

namespace vapa {

/// Columns: start and end (cycles), reason, operation, virtual address, ASID, level of the first
/// read, number of reads, where each read was served, outcome (the frame's address and page size,
/// or the kind of fault). The file gets its name when close() is called.
class WalkLog : public WalkObserver {
 public:
  /// Throws InputError when the file cannot be made.
  explicit WalkLog(const std::string& path);
  ~WalkLog() override;
  WalkLog(const WalkLog&) = delete;
  WalkLog& operator=(const WalkLog&) = delete;

  void walked(const WalkRecord&) override;
  /// Throws InputError when something could not be written.
  void close();

 private:
  std::string path_;
  std::string unfinished_;
  std::ofstream out_;
};

}  // namespace vapa

#pragma once

#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/files/new_file.hpp"
#include "sw/workload/image.hpp"
#include "sw/workload/traced_call.hpp"

namespace vapa::lackey {

/// Writes the events of one process in the form of lackey's text, for eyes and other programs.
/// What a text cannot hold (initial mappings, sizes of files, numbers of pipes,
/// Event::depends) is lost.
class Writer {
 public:
  explicit Writer(const std::string& path) : file_(path) {}

  void access(const Event&);
  /// `files` are those of the process's image.
  void call(const TracedCall&, const std::vector<MappedFile>& files);
  void finish();

 private:
  void text(std::string_view);
  void number(std::uint64_t value, int base);
  void flush();

  NewFile file_;
  std::string buffer_;
};

}  // namespace vapa::lackey

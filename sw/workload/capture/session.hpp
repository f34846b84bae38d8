#pragma once
// A capture while it runs: all logs of a program and its children into one trace.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sw/workload/capture/log.hpp"
#include "sw/workload/capture/log_folder.hpp"
#include "sw/workload/capture/process_table.hpp"

namespace vapa::recorder {

class Session {
 public:
  /// `program` is the path of what process `root` runs; its number in the trace is 1.
  Session(native::Writer& writer, std::uint32_t root, std::string program);

  void add(LogFile);
  /// Reads on in every log that can be read; false when there was nothing new anywhere.
  bool read_on();
  /// Every log has been read to its end.
  bool done() const noexcept { return open_ == 0; }
  /// Processes that may still be running.
  std::vector<std::uint32_t> running() const;

  /// Over all logs so far.
  struct Sums {
    std::uint64_t accesses = 0;
    std::uint64_t unread_lines = 0;
    std::uint64_t left_out = 0;  ///< accesses to what only valgrind mapped
    std::uint64_t inferred = 0;  ///< images of programs that could not be read any more
  };
  Sums sums() const;

 private:
  struct Log {
    LogFile file;
    std::unique_ptr<LogStream> stream;  ///< while it is read: memory is that of what runs
    std::optional<Beginning> next;      ///< of a finished log: what an exec in it goes on with
    std::string executed;               ///< by that exec
    std::uint64_t position = 0;
    std::uint64_t eaten = 0;  ///< bytes given back to the file system
    bool finished = false;
  };
  using Logs = std::vector<std::unique_ptr<Log>>;  ///< of one process, one per exec

  bool read_process(std::uint32_t pid, Logs&);
  bool begin(std::uint32_t pid, const Logs&, std::size_t index);
  void load_program(native::StreamInfo&, const std::string& path);
  bool read_log(Log&, bool over);
  void finish(Log&);
  void eat(Log&);

  native::Writer& writer_;
  std::uint32_t root_;
  std::string program_;
  ProcessTable table_;
  std::map<std::uint32_t, Logs> logs_;         ///< by pid
  std::map<std::uint32_t, Beginning> forked_;  ///< by number in the trace, until its log turns up
  std::size_t open_ = 0;
  Sums finished_;  ///< of the logs that are finished
};

}  // namespace vapa::recorder

#pragma once
// A connected unix socket that never waits forever.

#include <chrono>
#include <string>
#include <string_view>

namespace vapa::oracle {

class UnixStream {
 public:
  /// Tries until the socket is there. Throws std::runtime_error after `patience`.
  UnixStream(const std::string& path, std::chrono::milliseconds patience);
  ~UnixStream();
  UnixStream(const UnixStream&) = delete;
  UnixStream& operator=(const UnixStream&) = delete;

  void send(std::string_view);
  /// Appends what has arrived, at least one byte. Throws std::runtime_error at the end of the
  /// stream or when nothing comes for 30 s.
  void receive(std::string& into);

 private:
  int fd_;
};

}  // namespace vapa::oracle

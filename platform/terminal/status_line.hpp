#pragma once

#include <string>
#include <string_view>

namespace vapa {

/// "1:05", from an hour on "1:01:05".
std::string clock_text(double seconds);

/// One line on stderr that is written over and over; nothing where stderr is no terminal.
class StatusLine {
 public:
  StatusLine();
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  bool on_terminal() const noexcept { return terminal_; }
  /// A terminal that is gone is no error: what the line tells of goes on.
  void show(std::string_view text);
  /// Takes the line off the terminal.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
};

}  // namespace vapa

#include "sw/workload/lackey/syscall_line.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "sw/workload/lackey/syscalls.hpp"

namespace vapa {
namespace {

constexpr std::string_view opening = "SYSCALL[";
constexpr std::string_view arrow = " --> ";
/// valgrind's own limit is 500 unless asked for another.
constexpr std::uint32_t most_threads = 65536;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  std::string_view left() const noexcept { return left_; }
  bool take(std::string_view expected) noexcept {
    if (!left_.starts_with(expected)) return false;
    left_.remove_prefix(expected.size());
    return true;
  }
  void skip_spaces() noexcept {
    while (!left_.empty() && left_.front() == ' ') left_.remove_prefix(1);
  }
  template <class Number>
  bool number(Number& value, int base = 10) noexcept {
    const auto [end, error] =
        std::from_chars(left_.data(), left_.data() + left_.size(), value, base);
    if (error != std::errc{}) return false;
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    return true;
  }
  /// Moves behind the next `mark`; false when there is none.
  bool behind(std::string_view mark) noexcept {
    const std::size_t at = left_.find(mark);
    if (at == std::string_view::npos) return false;
    left_.remove_prefix(at + mark.size());
    return true;
  }
  std::string_view until(std::size_t count) noexcept {
    const std::string_view part = left_.substr(0, count);
    left_.remove_prefix(part.size());
    return part;
  }

 private:
  std::string_view left_;
};

/// Where the string "(…)" behind a pointer ends: a path may hold parentheses and commas.
std::size_t end_of_string(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != ')') continue;
    const std::string_view next = text.substr(at + 1);
    if (next.starts_with(" )")) return at;
    const bool number_follows = next.starts_with(", ") && next.size() > 2 &&
                                std::isdigit(static_cast<unsigned char>(next[2]));
    if (number_follows) return at;
  }
  return std::string_view::npos;
}

bool argument(Scanner& in, std::uint64_t& value, int base, std::string& path) {
  if (in.take("-")) {
    if (!in.number(value)) return false;
    value = 0 - value;
    return true;
  }
  if (!in.number(value, in.take("0x") ? 16 : base)) return false;
  if (!in.take("(")) return true;
  const std::size_t end = end_of_string(in.left());
  if (end == std::string_view::npos) return false;
  path = in.until(end);
  return in.take(")");
}

/// "name ( a, b, c )"; names such as "sys_fcntl[ARG3=='arg']" hold no parenthesis.
bool arguments(Scanner& in, SyscallLine& line) {
  if (!in.behind("(")) return false;
  const int base = prints_bare_hex(line.number) ? 16 : 10;
  in.skip_spaces();
  for (std::size_t index = 0; !in.take(")"); ++index) {
    std::uint64_t value = 0;
    if (!argument(in, value, base, line.path)) return false;
    if (index < line.args.size()) line.args[index] = value;
    in.take(",");
    in.skip_spaces();
  }
  return true;
}

bool outcome(Scanner& in, SyscallLine& line) {
  std::uint64_t value = 0;
  if (in.take("Success(0x")) {
    if (!in.number(value, 16)) return false;
    line.result = static_cast<std::int64_t>(value);
    return in.behind(")");
  }
  if (in.take("Failure(0x")) {
    if (!in.number(value, 16)) return false;
    line.result = static_cast<std::int64_t>(0 - value);
    return in.behind(")");
  }
  line.open = in.take("...");
  return line.open || in.take("NoWriteResult");
}

/// "[sync] --> Success(0x0)" and its variants, where they are there.
bool answer(Scanner& in, SyscallLine& line) {
  if (in.take("[sync]") && !in.left().starts_with(arrow)) return false;
  if (!in.take(arrow)) {
    line.open = true;
    return true;
  }
  if (in.take("[") && !in.behind("] ")) return false;
  return outcome(in, line);
}

bool fork_notice(Scanner& in, SyscallLine& line) {
  if (!in.take("   clone(fork): process ") && !in.take("   fork: process ") &&
      !in.take("   vfork: process ")) {
    return true;
  }
  return in.behind("created child ") && in.number(line.child);
}

/// Calls that nothing is made of may print what they like.
bool some_arguments(Scanner& in, SyscallLine& line) {
  const Scanner before = in;
  if (arguments(in, line)) return true;
  if (syscall_traits(line.number).name != Syscall::other) return false;
  in = before;
  const std::size_t sync = in.left().find("[sync]");
  in.until(std::min({sync, in.left().find(arrow), in.left().size()}));
  return true;
}

bool start(Scanner& in, SyscallLine& line) {
  if (in.take(" ... [async] --> ")) {
    line.part = SyscallLine::Part::completion;
    return outcome(in, line);
  }
  if (in.left().find("unimplemented") < 3) {
    in.until(in.left().size());
    line.open = true;
    return true;
  }
  return some_arguments(in, line) && fork_notice(in, line) && answer(in, line);
}

bool header(Scanner& in, SyscallLine& line) {
  return in.take(opening) && in.number(line.pid) && in.take(",") && in.number(line.thread) &&
         line.thread - 1 < most_threads && in.take("](") && in.number(line.number) && in.take(")");
}

}  // namespace

bool is_syscall_line(std::string_view line) noexcept {
  return line.starts_with(opening) || line.starts_with(arrow);
}

std::optional<SyscallLine> parse_syscall(std::string_view text, std::string_view& rest) {
  Scanner in(text);
  SyscallLine line;
  const bool only_result = text.starts_with(arrow);
  if (only_result) line.part = SyscallLine::Part::result;
  if (!(only_result ? answer(in, line) : header(in, line) && start(in, line))) return std::nullopt;
  rest = in.left();
  return line;
}

}  // namespace vapa

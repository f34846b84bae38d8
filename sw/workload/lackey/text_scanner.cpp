#include "sw/workload/lackey/text_scanner.hpp"

#include "sw/workload/lackey/access_line.hpp"

namespace vapa::lackey {
namespace {

std::string_view without_spaces(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \r");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool message(std::string_view line) { return line.starts_with("==") || line.starts_with("--"); }

bool begins_access(std::string_view text) {
  return text.size() >= 2 && lackey_detail::announced(text.data()) != Op::call;
}

}  // namespace

Other take_other(std::string_view& line, CallTracker& calls) {
  std::string_view text = line;
  while (is_syscall_line(text)) {
    std::string_view rest;
    const auto call = parse_syscall(text, rest);
    if (!call) return Other::malformed;
    calls.line(*call);
    // clone, execve and a few others leave the next message on their own line.
    if (begins_access(rest)) {
      line = rest;
      return Other::access;
    }
    text = is_syscall_line(rest) ? rest : without_spaces(rest);
    if (begins_access(text)) {
      line = text;
      return Other::access;
    }
  }
  text = without_spaces(text);
  return text.empty() || message(text) ? Other::taken : Other::malformed;
}

}  // namespace vapa::lackey

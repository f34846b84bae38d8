#include "complaint.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>

namespace vapa {
namespace {

std::string& said() noexcept {
  thread_local std::string text;
  return text;
}

}  // namespace

const std::string* rtl_complaint() noexcept { return said().empty() ? nullptr : &said(); }
void clear_rtl_complaint() noexcept { said().clear(); }

}  // namespace vapa

int vapa_rtl_note(const char* format, ...) {
  std::array<char, 1024> line{};
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(line.data(), line.size(), format, arguments);
  va_end(arguments);
  const std::string_view message(line.data());
  if (message.starts_with("-Info:")) return length;  // that it goes on
  std::string& said = vapa::said();
  said.append(said.empty() ? "" : "; ")
      .append(message.substr(0, message.find_last_not_of('\n') + 1));
  return length;
}

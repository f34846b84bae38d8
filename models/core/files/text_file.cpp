#include "core/files/text_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "core/files/descriptor.hpp"
#include "core/files/new_file.hpp"

namespace vapa {
namespace {

[[noreturn]] void fail(const std::string& path, std::string_view action, std::string_view mend) {
  throw InputError(fmt::format("{}: {}: {}; {}", path, action, std::strerror(errno), mend));
}

}  // namespace

std::string read_text_file(const std::string& path, std::uint64_t limit) {
  constexpr std::string_view mend = "name a file that exists and can be read";
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail(path, "cannot be opened", mend);
  std::string text;
  for (std::string part(65536, '\0');;) {
    const ssize_t n = ::read(file.get(), part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path, "cannot be read", mend);
    if (n == 0) return text;
    text.append(part, 0, static_cast<std::size_t>(n));
    if (text.size() > limit) {
      throw InputError(
          fmt::format("{}: is larger than {} bytes; is it the right file?", path, limit));
    }
  }
}

void write_atomically(const std::string& path, std::string_view text) {
  NewFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace vapa

#include "platform/files/text_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"

namespace vapa {
namespace {

[[noreturn]] void fail(const std::string& path, std::string_view action, std::string_view mend) {
  throw InputError(fmt::format("{}: {}: {}; {}", path, action, std::strerror(errno), mend));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const noexcept { return number_; }

 private:
  int number_;
};

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Some file systems cannot sync a folder; there the name is as durable as it gets.
bool sync_name(const std::string& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.number() >= 0 && (::fsync(folder.number()) == 0 || errno == EINVAL);
}

bool give_name(const std::string& temporary, const std::string& path) {
  const Descriptor file(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
  return file.number() >= 0 && ::fsync(file.number()) == 0 &&
         ::rename(temporary.c_str(), path.c_str()) == 0 && sync_name(path);
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

constexpr std::string_view writing_mend =
    "name a file in a folder that can be written and has space";

/// fail() that leaves no temporary behind.
[[noreturn]] void give_up(const std::string& temporary, const std::string& path) {
  const int error = errno;
  ::unlink(temporary.c_str());
  errno = error;
  fail(path, "cannot be written", writing_mend);
}

}  // namespace

std::string read_text_file(const std::string& path, std::uint64_t limit) {
  constexpr std::string_view mend = "name a file that exists and can be read";
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail(path, "cannot be opened", mend);
  std::string text;
  for (std::string part(65536, '\0');;) {
    const ssize_t n = ::read(file.number(), part.data(), part.size());
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

std::string temporary_beside(const std::string& path) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkstemp(temporary.data()));
  if (file.number() < 0) fail(path, "cannot be written", writing_mend);
  if (::fchmod(file.number(), 0644) != 0) give_up(temporary, path);
  return temporary;
}

void publish(const std::string& temporary, const std::string& path) {
  if (!give_name(temporary, path)) give_up(temporary, path);
}

void write_atomically(const std::string& path, std::string_view text) {
  const std::string temporary = temporary_beside(path);
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.number() < 0 || !write_all(file.number(), text)) give_up(temporary, path);
  }
  publish(temporary, path);
}

void check_writable(const std::string& path) {
  const std::string folder = folder_of(path);
  if (std::filesystem::is_directory(path)) {
    throw InputError(fmt::format("{}: is a folder; name a file in it", path));
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    fail(path, fmt::format("cannot be written, as its folder {} cannot", folder),
         "name a file in a folder that exists and can be written");
  }
}

}  // namespace vapa

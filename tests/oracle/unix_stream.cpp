#include "oracle/unix_stream.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace vapa::oracle {
namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("socket path too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

}  // namespace

UnixStream::UnixStream(const std::string& path, std::chrono::milliseconds patience)
    : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_un address = address_of(path);
  const auto end = std::chrono::steady_clock::now() + patience;
  while (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (std::chrono::steady_clock::now() > end) {
      close(fd_);
      throw std::runtime_error("no answer on " + path);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

UnixStream::~UnixStream() { close(fd_); }

void UnixStream::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) throw std::runtime_error("QEMU has closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void UnixStream::receive(std::string& into) {
  pollfd waiting{fd_, POLLIN, 0};
  if (poll(&waiting, 1, 30'000) <= 0) throw std::runtime_error("QEMU has been silent for 30 s");
  std::array<char, 16384> bytes;
  const ssize_t n = recv(fd_, bytes.data(), bytes.size(), 0);
  if (n <= 0) throw std::runtime_error("QEMU has closed the connection");
  into.append(bytes.data(), static_cast<std::size_t>(n));
}

}  // namespace vapa::oracle

#include "oracle/gdb_client.hpp"

#include <fmt/format.h>

#include <numeric>
#include <regex>
#include <stdexcept>

namespace vapa::oracle {
namespace {

std::string frame(const std::string& body) {
  const unsigned sum = std::accumulate(body.begin(), body.end(), 0U, [](unsigned a, char c) {
    return a + static_cast<unsigned char>(c);
  });
  return fmt::format("${}#{:02x}", body, sum & 0xffU);
}

std::string little_endian_hex(std::uint64_t value, unsigned bytes) {
  std::string text;
  for (unsigned i = 0; i < bytes; ++i) text += fmt::format("{:02x}", value >> (8 * i) & 0xffU);
  return text;
}

std::uint64_t from_little_endian_hex(const std::string& text) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i + 1 < text.size() && i < 16; i += 2) {
    value |= std::stoull(text.substr(i, 2), nullptr, 16) << (4 * i);
  }
  return value;
}

std::string attribute(const std::string& element, const char* name) {
  std::smatch found;
  const std::regex pattern(fmt::format(R"_({}="([^"]*)")_", name));
  return std::regex_search(element, found, pattern) ? found[1].str() : std::string{};
}

template <class Each>
void for_each_match(const std::string& text, const char* pattern, Each each) {
  const std::regex compiled(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), compiled), end; it != end; ++it) each(*it);
}

/// Commented-out registers must not be counted.
std::string without_comments(std::string xml) {
  for (std::size_t begin; (begin = xml.find("<!--")) != std::string::npos;) {
    const std::size_t end = xml.find("-->", begin);
    xml.erase(begin, end == std::string::npos ? end : end + 3 - begin);
  }
  return xml;
}

}  // namespace

GdbClient::GdbClient(const std::string& socket_path)
    : stream_(socket_path, std::chrono::seconds(30)) {
  exchange("qSupported:xmlRegisters=i386");
  learn_registers();
}

std::uint64_t GdbClient::read_register(std::string_view name) {
  return from_little_endian_hex(exchange(fmt::format("p{:x}", find(name).number)));
}

void GdbClient::write_register(std::string_view name, std::uint64_t value) {
  const Register& r = find(name);
  expect_ok(fmt::format("P{:x}={}", r.number, little_endian_hex(value, r.bytes)));
}

void GdbClient::break_at(std::uint64_t va) { expect_ok(fmt::format("Z0,{:x},1", va)); }

void GdbClient::resume() { exchange("c"); }

std::string GdbClient::exchange(const std::string& packet) {
  stream_.send(frame(packet));
  return receive_packet();
}

void GdbClient::expect_ok(const std::string& packet) {
  const std::string answer = exchange(packet);
  if (answer != "OK") {
    throw std::runtime_error(fmt::format("gdb stub: {} answered '{}'", packet, answer));
  }
}

std::string GdbClient::receive_packet() {
  for (;;) {
    const std::size_t begin = pending_.find('$');
    const std::size_t end = begin == std::string::npos ? begin : pending_.find('#', begin);
    if (end != std::string::npos && end + 2 < pending_.size()) {
      std::string body = pending_.substr(begin + 1, end - begin - 1);
      pending_.erase(0, end + 3);
      stream_.send("+");
      return body;
    }
    stream_.receive(pending_);
  }
}

std::string GdbClient::read_feature(const std::string& file) {
  std::string text;
  for (;;) {
    const auto part =
        exchange(fmt::format("qXfer:features:read:{}:{:x},{:x}", file, text.size(), 0x400));
    if (part.empty() || (part[0] != 'l' && part[0] != 'm')) {
      throw std::runtime_error("gdb stub: no feature " + file);
    }
    text += part.substr(1);
    if (part[0] == 'l') return without_comments(text);
  }
}

void GdbClient::learn_registers() {
  unsigned number = 0;
  for_each_match(read_feature("target.xml"), R"_(href="([^"]+)")_", [&](const std::smatch& file) {
    for_each_match(read_feature(file[1].str()), "<reg [^>]*>", [&](const std::smatch& element) {
      const std::string reg = element[0].str();
      if (const std::string n = attribute(reg, "regnum"); !n.empty()) {
        number = static_cast<unsigned>(std::stoul(n));
      }
      const auto bits = static_cast<unsigned>(std::stoul(attribute(reg, "bitsize")));
      registers_[attribute(reg, "name")] = {number++, bits / 8};
    });
  });
}

const GdbClient::Register& GdbClient::find(std::string_view name) const {
  const auto it = registers_.find(name);
  if (it == registers_.end()) {
    throw std::runtime_error(fmt::format("gdb stub: no register '{}'", name));
  }
  return it->second;
}

}  // namespace vapa::oracle

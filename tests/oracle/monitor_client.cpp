#include "oracle/monitor_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace vapa::oracle {
namespace {

std::optional<PhysAddr> parse(const std::string& text) {
  constexpr std::string_view prefix = "gpa: ";
  if (text.starts_with(prefix))
    return PhysAddr{std::stoull(text.substr(prefix.size()), nullptr, 16)};
  if (text.starts_with("Unmapped")) return std::nullopt;
  throw std::runtime_error("gva2gpa answered: " + text);
}

}  // namespace

MonitorClient::MonitorClient(const std::string& socket_path)
    : stream_(socket_path, std::chrono::seconds(30)) {
  receive_line();  // the greeting
  stream_.send("{\"execute\": \"qmp_capabilities\"}\n");
  answer();
}

std::vector<std::optional<PhysAddr>> MonitorClient::translate(const std::vector<VirtAddr>& vas) {
  constexpr std::size_t in_flight = 64;
  std::vector<std::optional<PhysAddr>> answers;
  for (std::size_t begin = 0; begin < vas.size(); begin += in_flight) {
    const std::size_t end = std::min(begin + in_flight, vas.size());
    for (std::size_t i = begin; i < end; ++i) ask(fmt::format("gva2gpa 0x{:x}", vas[i].value));
    for (std::size_t i = begin; i < end; ++i) answers.push_back(parse(answer()));
  }
  return answers;
}

void MonitorClient::ask(const std::string& command) {
  const nlohmann::json message{{"execute", "human-monitor-command"},
                               {"arguments", {{"command-line", command}}}};
  stream_.send(message.dump() + "\n");
}

std::string MonitorClient::answer() {
  for (;;) {
    const auto message = nlohmann::json::parse(receive_line());
    if (message.contains("error")) throw std::runtime_error("monitor: " + message.dump());
    if (!message.contains("return")) continue;  // an event
    const auto& value = message["return"];
    return value.is_string() ? value.get<std::string>() : std::string{};
  }
}

std::string MonitorClient::receive_line() {
  std::size_t end;
  while ((end = pending_.find('\n')) == std::string::npos) stream_.receive(pending_);
  std::string line = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  return line;
}

}  // namespace vapa::oracle

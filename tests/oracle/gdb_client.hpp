#pragma once
// The few packets of the GDB remote protocol that the oracle needs: registers by name, software
// breakpoints, continue.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "oracle/unix_stream.hpp"

namespace vapa::oracle {

class GdbClient {
 public:
  explicit GdbClient(const std::string& socket_path);

  /// Throws std::runtime_error when the target has no register of this name.
  std::uint64_t read_register(std::string_view name);
  void write_register(std::string_view name, std::uint64_t value);
  void break_at(std::uint64_t va);
  /// Runs until the machine stops.
  void resume();

 private:
  struct Register {
    unsigned number;
    unsigned bytes;
  };

  std::string exchange(const std::string& packet);
  void expect_ok(const std::string& packet);
  std::string receive_packet();
  std::string read_feature(const std::string& file);
  void learn_registers();
  const Register& find(std::string_view name) const;

  UnixStream stream_;
  std::string pending_;
  std::map<std::string, Register, std::less<>> registers_;
};

}  // namespace vapa::oracle

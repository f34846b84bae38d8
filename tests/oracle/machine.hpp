#pragma once
// A paused QEMU with its gdb stub, its monitor and its memory at hand. It dies with this process.

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "oracle/gdb_client.hpp"
#include "oracle/guest_memory.hpp"
#include "oracle/monitor_client.hpp"

namespace vapa::oracle {

struct MachineKind {
  std::string program;
  std::string board;  ///< -M
  std::string cpu;    ///< -cpu
  PhysAddr memory_base;
  std::uint64_t memory_bytes;
  std::vector<std::string> more;  ///< further arguments
};

/// -cpu max: 40 physical address bits under TCG; 3 GiB from address 0.
MachineKind x86_machine();
/// `cpu`: rv64 or rv32. 2 GiB from 0x80000000.
MachineKind riscv_machine(const std::string& cpu);

bool is_installed(const std::string& program);

class Machine {
 public:
  explicit Machine(const MachineKind&);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  GuestMemory& memory() noexcept { return *memory_; }
  GdbClient& gdb() noexcept { return *gdb_; }
  MonitorClient& monitor() noexcept { return *monitor_; }

 private:
  void stop() noexcept;

  std::string directory_;
  pid_t child_ = -1;
  std::unique_ptr<GuestMemory> memory_;
  std::unique_ptr<GdbClient> gdb_;
  std::unique_ptr<MonitorClient> monitor_;
};

}  // namespace vapa::oracle

#pragma once

#include <map>

#include "sw/workload/capture/initial_image.hpp"
#include "sw/workload/lackey/call_tracker.hpp"

namespace vapa::recorder {

/// Numbers of processes and pipes within a trace: those of the machine would make every trace of
/// the same run another.
class ProcessTable final : public Recording {
 public:
  std::uint32_t process(std::uint32_t pid) override {
    const auto next = static_cast<std::uint32_t>(numbers_.size() + 1);
    return numbers_.emplace(pid, next).first->second;
  }
  std::uint32_t new_pipe() override { return pipes_++; }
  std::optional<std::uint64_t> size_of(const std::string& path) override { return file_size(path); }

 private:
  std::map<std::uint32_t, std::uint32_t> numbers_;
  std::uint32_t pipes_ = 0;
};

}  // namespace vapa::recorder

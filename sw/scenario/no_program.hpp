#pragma once
// A program that only exists: its accesses and calls come from elsewhere.

#include "core/event.hpp"

namespace vapa::scenario {

class NoProgram final : public Program {
 public:
  std::span<const Event> next() override { return {}; }
  const Call& call(std::uint32_t) const override { return none_; }
  Program* created(const Call&) override { return this; }

 private:
  Call none_;
};

}  // namespace vapa::scenario

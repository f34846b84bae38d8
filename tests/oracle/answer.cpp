#include "oracle/answer.hpp"

#include <fmt/format.h>

namespace vapa::oracle {

Answer ask_model(const Format& format, PhysicalMemory& memory, PhysAddr ram_base,
                 const Context& context, VirtAddr va, Op op) {
  Answer answer;
  Walk walk(format, context, va, op);
  while (walk.step() == Walk::Step::read) {
    const PhysAddr at = walk.entry_address();
    if (at < ram_base || !memory.contains(at, format.entry_bytes())) {
      answer.outside = true;
      return answer;
    }
    const std::uint64_t raw = memory.read_word(at, format.entry_bytes());
    answer.path.push_back({walk.level(), at, raw});
    const std::uint64_t set = walk.consume(raw);
    if (set != 0) memory.write_word(at, raw | set, format.entry_bytes());
  }
  answer.done = walk.step() == Walk::Step::done;
  answer.fault = walk.fault();
  answer.leaf = walk.leaf();
  answer.pa = answer.leaf.pa + va.offset(answer.leaf.shift);
  return answer;
}

std::string describe(const Answer& answer) {
  std::string text =
      answer.outside ? "an entry outside memory"
      : answer.done
          ? fmt::format("0x{:x} (rights 0x{:x})", answer.pa.value, answer.leaf.rights)
          : fmt::format("fault {} at level {}, code 0x{:x}", static_cast<int>(answer.fault.kind),
                        answer.fault.level, answer.fault.code);
  for (const auto& entry : answer.path) {
    text += fmt::format("\n  level {}: [0x{:x}] = 0x{:016x}", entry.level, entry.address.value,
                        entry.raw);
  }
  return text;
}

}  // namespace vapa::oracle

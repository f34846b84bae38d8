#include "oracle/answer.hpp"

#include <fmt/format.h>

namespace vapa::oracle {

Answer ask_model(const Format& format, const PhysicalMemory& memory, PhysAddr ram_base,
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
    const unsigned level = walk.level();
    answer.path.push_back({level, at, raw, walk.consume(raw)});
  }
  answer.done = walk.step() == Walk::Step::done;
  answer.fault = walk.fault();
  answer.leaf = walk.leaf();
  answer.pa = answer.leaf.pa + va.offset(answer.leaf.shift);
  return answer;
}

void apply_marks(const Format& format, PhysicalMemory& memory, const Answer& answer) {
  if (!answer.done) return;
  for (const auto& entry : answer.path) {
    const unsigned bytes = format.entry_bytes();
    memory.write_word(entry.address, memory.read_word(entry.address, bytes) | entry.marks, bytes);
  }
}

const char* name_of(Op op) noexcept {
  return op == Op::fetch ? "fetch" : is_write(op) ? "store" : "load";
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

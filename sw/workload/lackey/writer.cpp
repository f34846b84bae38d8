#include "sw/workload/lackey/writer.hpp"

#include <array>
#include <charconv>

#include "sw/workload/lackey/syscalls.hpp"

namespace vapa::lackey {
namespace {

constexpr std::size_t flush_bytes = std::size_t{1} << 18U;

std::string_view prefix(Op op) {
  switch (op) {
    case Op::load:
      return " L ";
    case Op::store:
      return " S ";
    case Op::rmw:
      return " M ";
    default:
      return "I  ";
  }
}

}  // namespace

void Writer::access(const Event& event) {
  constexpr std::size_t address_width = 8;
  std::array<char, 16> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), event.va.value, 16).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  text(prefix(event.op));
  if (length < address_width) buffer_.append(address_width - length, '0');
  buffer_.append(digits.data(), length);
  buffer_ += ',';
  number(event.size, 10);
  buffer_ += '\n';
  if (buffer_.size() > flush_bytes) flush();
}

void Writer::call(const TracedCall& traced, const std::vector<MappedFile>& files) {
  const Call& call = traced.call;
  text("SYSCALL[1,");
  number(traced.thread + 1, 10);
  text("](");
  number(call.number, 10);
  text(") sys (");
  const std::size_t path_argument = call.number == syscall_number::openat ? 1 : 0;
  for (std::size_t index = 0; index < call.args.size(); ++index) {
    text(index == 0 ? " 0x" : ", 0x");
    number(call.args[index], 16);
    if (call.name != Syscall::open || index != path_argument) continue;
    text("(");
    if (call.file < files.size()) text(files[call.file].path);
    text(")");
  }
  text(" )");
  if (call.name == Syscall::fork && traced.peer != TracedCall::none) {
    text("   clone(fork): process 1 created child ");
    number(traced.peer, 10);
    text("\n");
  }
  text(" --> [pre-success] ");
  if (call.has_result) {
    const bool failed = call.result < 0;
    text(failed ? "Failure(0x" : "Success(0x");
    number(failed ? 0 - static_cast<std::uint64_t>(call.result)
                  : static_cast<std::uint64_t>(call.result),
           16);
    text(")\n");
  } else {
    text("NoWriteResult\n");
  }
}

void Writer::finish() {
  flush();
  file_.commit();
}

void Writer::text(std::string_view part) { buffer_ += part; }

void Writer::number(std::uint64_t value, int base) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  buffer_.append(digits.data(), end);
}

void Writer::flush() {
  file_.write(buffer_.data(), buffer_.size());
  buffer_.clear();
}

}  // namespace vapa::lackey

#include "sw/workload/native/call_codec.hpp"

#include <algorithm>

namespace vapa::native {
namespace {

/// Numbers in the file: never change the meaning of one.
enum class Tag : std::uint8_t { argument = 1, result, file, thread, peer, pipe, buffer };

/// Names in the file, by their place; Syscall may be reordered, this list may only grow.
constexpr std::array names{
    Syscall::other, Syscall::mmap,    Syscall::munmap, Syscall::mprotect, Syscall::mremap,
    Syscall::brk,   Syscall::madvise, Syscall::msync,  Syscall::mlock,    Syscall::munlock,
    Syscall::read,  Syscall::write,   Syscall::fork,   Syscall::exec,     Syscall::wait,
    Syscall::pipe,  Syscall::dup,     Syscall::open,   Syscall::close,    Syscall::exit,
};

std::uint8_t place_of(Syscall name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::uint8_t{0} : static_cast<std::uint8_t>(found - names.begin());
}

class FieldWriter {
 public:
  explicit FieldWriter(ByteWriter& out) : out_(out) {}

  template <class Write>
  void field(Tag tag, Write write) {
    bytes_.clear();
    ByteWriter inner(bytes_);
    write(inner);
    out_.byte(static_cast<std::uint8_t>(tag));
    out_.varint(bytes_.size());
    for (const std::uint8_t byte : bytes_) out_.byte(byte);
  }
  void number(Tag tag, std::uint32_t value, std::uint32_t absent) {
    if (value == absent) return;
    field(tag, [&](ByteWriter& w) { w.varint(value); });
  }

 private:
  ByteWriter& out_;
  std::vector<std::uint8_t> bytes_;
};

void read_argument(ByteReader& field, Call& call) {
  const std::uint8_t index = field.byte();
  if (index >= call.args.size()) throw Malformed("a system call of more than six arguments");
  call.args[index] = field.varint();
}

CallBuffer read_buffer(ByteReader& field) {
  CallBuffer buffer;
  buffer.va = VirtAddr{field.varint()};
  buffer.bytes = field.varint();
  buffer.written = field.byte() != 0;
  return buffer;
}

void read_field(Tag tag, ByteReader field, TracedCall& traced) {
  switch (tag) {
    case Tag::argument:
      read_argument(field, traced.call);
      break;
    case Tag::result:
      traced.call.has_result = true;
      traced.call.result = field.signed_varint();
      break;
    case Tag::file:
      traced.call.file = field.varint32();
      break;
    case Tag::thread:
      traced.thread = field.varint32();
      break;
    case Tag::peer:
      traced.peer = field.varint32();
      break;
    case Tag::pipe:
      traced.pipe = field.varint32();
      break;
    case Tag::buffer:
      traced.buffers.push_back(read_buffer(field));
      break;
  }
}

}  // namespace

void write_call(ByteWriter& out, const TracedCall& traced) {
  const Call& call = traced.call;
  out.byte(place_of(call.name));
  out.varint(call.number);
  FieldWriter fields(out);
  for (std::size_t index = 0; index < call.args.size(); ++index) {
    if (call.args[index] == 0) continue;
    fields.field(Tag::argument, [&](ByteWriter& w) {
      w.byte(static_cast<std::uint8_t>(index));
      w.varint(call.args[index]);
    });
  }
  if (call.has_result) {
    fields.field(Tag::result, [&](ByteWriter& w) { w.signed_varint(call.result); });
  }
  fields.number(Tag::file, call.file, Call::no_file);
  fields.number(Tag::thread, traced.thread, 0);
  fields.number(Tag::peer, traced.peer, TracedCall::none);
  fields.number(Tag::pipe, traced.pipe, TracedCall::none);
  for (const CallBuffer& buffer : traced.buffers) {
    fields.field(Tag::buffer, [&](ByteWriter& w) {
      w.varint(buffer.va.value);
      w.varint(buffer.bytes);
      w.byte(buffer.written ? 1 : 0);
    });
  }
}

TracedCall read_call(ByteReader in) {
  TracedCall traced;
  const std::uint8_t place = in.byte();
  traced.call.name = place < names.size() ? names[place] : Syscall::other;
  const std::uint32_t number = in.varint32();
  if (number > 0xffff) throw Malformed("a system call number above 65535");
  traced.call.number = static_cast<std::uint16_t>(number);
  while (!in.done()) {
    const auto tag = static_cast<Tag>(in.byte());
    read_field(tag, in.sub(in.varint()), traced);
  }
  return traced;
}

}  // namespace vapa::native

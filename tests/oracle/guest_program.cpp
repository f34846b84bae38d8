#include "oracle/guest_program.hpp"

#include <cstring>
#include <initializer_list>
#include <vector>

namespace vapa::oracle::guest_program {
namespace {

constexpr std::uint64_t gdt = 0x0000;  // where the register of a CPU out of reset points
constexpr std::uint64_t idt = 0x1000;
constexpr std::uint64_t tss = 0x2000;
constexpr std::uint64_t idt_register = 0x3000;
constexpr std::uint64_t exception_stack_top = 0x5000;
constexpr std::uint64_t supervisor_code = 0x6100;
constexpr std::uint64_t handlers = 0x6800;
constexpr std::uint64_t stub_step = 32;

class Writer {
 public:
  explicit Writer(GuestMemory& memory) : memory_(&memory) {}
  void bytes(std::uint64_t at, std::initializer_list<unsigned> code) {
    std::vector<std::byte> raw;
    for (const unsigned byte : code) raw.push_back(static_cast<std::byte>(byte));
    memory_->write(PhysAddr{at}, raw);
  }
  void word(std::uint64_t at, std::uint64_t value, std::size_t size = 8) {
    std::array<std::byte, 8> raw;
    std::memcpy(raw.data(), &value, raw.size());
    memory_->write(PhysAddr{at}, std::span(raw).first(size));
  }

 private:
  GuestMemory* memory_;
};

// SDM vol. 3A, 3.4.5 and 8.2.3.
void write_segments(Writer& w) {
  w.word(gdt + kernel_code, 0x00af'9b00'0000'ffff);
  w.word(gdt + kernel_data, 0x00cf'9300'0000'ffff);
  w.word(gdt + 0x18, 0x00cf'f300'0000'ffff);               // user data, selector 0x1b
  w.word(gdt + 0x20, 0x00af'fb00'0000'ffff);               // user code, selector 0x23
  w.word(gdt + 0x28, 0x0000'8900'0000'0067 | tss << 16U);  // TSS, 104 bytes
  w.word(gdt + 0x30, 0);
  w.word(tss + 0x24, exception_stack_top);  // IST1
}

// SDM vol. 3A, 6.14.1: interrupt gates on IST1; only the breakpoint's may be entered by the user.
void write_gate(Writer& w, Vector vector) {
  const auto n = static_cast<std::uint64_t>(vector);
  const std::uint64_t handler = handlers + n * stub_step;
  const std::uint64_t type = vector == Vector::breakpoint ? 0xee : 0x8e;
  w.word(idt + n * 16, (handler & 0xffffU) | kernel_code << 16U | std::uint64_t{1} << 32U |
                           type << 40U | (handler >> 16U) << 48U);
  w.word(idt + n * 16 + 8, handler >> 32U);
  if (vector == Vector::breakpoint) {
    w.bytes(handler, {0x31, 0xff});  // xor edi, edi
  } else {
    w.bytes(handler, {0x5f, 0x90});  // pop rdi; nop
  }
  w.bytes(handler + 2, {0x0f, 0x20, 0xd6, 0xf4});  // mov rsi, cr2; hlt
}

/// The access itself; its completion ends in int3, a fetch's in the one that stands in the page.
void write_access(Writer& w, std::uint64_t at, Op op) {
  switch (op) {
    case Op::fetch:
      w.bytes(at, {0xff, 0xe3});
      break;  // jmp rbx
    case Op::store:
      w.bytes(at, {0x88, 0x0b, 0xcc});
      break;  // mov [rbx], cl
    default:
      w.bytes(at, {0x8a, 0x03, 0xcc});  // mov al, [rbx]
  }
}

void write_flush(Writer& w, std::uint64_t at) {
  w.bytes(at, {0x0f, 0x20, 0xd8, 0x0f, 0x22, 0xd8});  // mov rax, cr3; mov cr3, rax
}

constexpr std::uint64_t slot(Op op) noexcept { return static_cast<std::uint64_t>(op) * stub_step; }

}  // namespace

std::uint64_t supervisor_entry(Op op) noexcept { return supervisor_code + slot(op); }
std::uint64_t enter_user() noexcept { return supervisor_code + 8 * stub_step; }
std::uint64_t user_entry(Op op) noexcept { return user_page + slot(op); }
std::uint64_t caught(Vector vector) noexcept {
  return handlers + static_cast<std::uint64_t>(vector) * stub_step + 5;
}

void install(GuestMemory& memory) {
  Writer w(memory);
  write_segments(w);
  for (const Vector vector : vectors) write_gate(w, vector);
  w.word(idt_register, 0xfff, 2);
  w.word(idt_register + 2, idt);
  w.bytes(start, {0x0f, 0x01, 0x1c, 0x25, 0x00, 0x30, 0x00, 0x00,  // lidt [idt_register]
                  0xb8, 0x28, 0x00, 0x00, 0x00,                    // mov eax, TSS selector
                  0x0f, 0x00, 0xd8});                              // ltr ax
  w.bytes(started, {0xf4});                                        // hlt
  for (const Op op : {Op::load, Op::store, Op::fetch}) {
    write_flush(w, supervisor_entry(op));
    write_access(w, supervisor_entry(op) + 6, op);
    write_access(w, user_frame + slot(op), op);
  }
  write_flush(w, enter_user());
  w.bytes(enter_user() + 6, {0x6a, 0x1b,    // push user data
                             0x6a, 0x00,    // push rsp: the user has no stack
                             0x6a, 0x02,    // push rflags
                             0x6a, 0x23,    // push user code
                             0x52,          // push rdx
                             0x48, 0xcf});  // iretq
}

}  // namespace vapa::oracle::guest_program

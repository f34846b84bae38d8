// What of vapa-actor cannot be said in C++: where it starts, and accesses that may raise a signal.

asm(R"(
  .text
  .globl _start, continue_on, start_thread, return_from_signal
  .globl load_word, store_word, fetch_word, refused_access

_start:
  xor %ebp, %ebp
  mov %rsp, %rdi
  and $-16, %rsp
  call begin

continue_on:
  mov %rdi, %rsp
  mov %esi, %edi
  xor %ebp, %ebp
  call serve

start_thread:
  mov %esi, %r9d
  mov %rdi, %rsi
  mov %rdx, %rdi
  xor %edx, %edx
  xor %r10d, %r10d
  xor %r8d, %r8d
  mov $56, %eax
  syscall
  test %rax, %rax
  jnz 1f
  mov %r9d, %edi
  xor %ebp, %ebp
  call serve
1:
  ret

return_from_signal:
  mov $15, %eax
  syscall

load_word:
  mov %rsp, (%rsi)
  mov (%rdi), %rax
  mov %rax, (%rdx)
  mov $1, %eax
  ret

store_word:
  mov %rsp, (%rsi)
  mov (%rdx), %rax
  mov %rax, (%rdi)
  mov $1, %eax
  ret

fetch_word:
  mov %rsp, (%rsi)
  movabs $0x4000000000000000, %rax  # zeros are an access to it, and found out
  call *%rdi
  mov $1, %eax
  ret

refused_access:
  xor %eax, %eax
  ret

  .section .note.GNU-stack, "", @progbits
  .text
)");

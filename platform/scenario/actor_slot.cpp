#include "platform/scenario/actor_slot.hpp"

#include <sys/mman.h>

/// Where the linker put it.
extern "C" const Elf64_Ehdr elf_header asm("__ehdr_start");

namespace vapa::scenario::actor {
namespace {

constexpr std::size_t huge_page_bytes = std::size_t{1} << 21U;

/// Aligned so that the heap behind it begins at a boundary of huge pages.
alignas(huge_page_bytes) constinit Slot slots[protocol::most_actors]{};

/// More than Linux invalidates one by one (tlb_single_page_flush_ceiling).
constexpr std::size_t many_pages = 40;
alignas(page_bytes) constinit unsigned char many[many_pages * page_bytes]{};

void read_pages(Word first, Word bytes) {
  for (Word at = first / page_bytes * page_bytes; at < first + bytes; at += page_bytes) {
    static_cast<void>(*reinterpret_cast<const volatile unsigned char*>(at));
  }
}

void write_pages(Word first, Word bytes) {
  for (Word at = first / page_bytes * page_bytes; at < first + bytes; at += page_bytes) {
    asm volatile("lock orb $0, %0" : "+m"(*reinterpret_cast<unsigned char*>(at)));
  }
}

/// Linux does not join the heap to memory that is advised otherwise.
void keep_apart() {
  system_call(SYS_madvise, word(slots), sizeof slots, MADV_DONTDUMP);
  system_call(SYS_madvise, word(slots), sizeof slots, MADV_NOHUGEPAGE);
}

}  // namespace

Slot& own_slot() {
  const Word here = word(__builtin_frame_address(0));
  return *reinterpret_cast<Slot*>(here / slot_bytes * slot_bytes);
}

Slot& slot_of(std::uint32_t actor) { return slots[actor]; }

void set_up_memory(std::uint32_t actors) {
  keep_apart();
  slots[0].actors = actors;
}

void settle() {
  const auto* headers = reinterpret_cast<const Elf64_Phdr*>(word(&elf_header) + elf_header.e_phoff);
  for (unsigned n = 0; n < elf_header.e_phnum; ++n) {
    if (headers[n].p_type == PT_LOAD) read_pages(headers[n].p_vaddr, headers[n].p_filesz);
  }
  write_pages(word(slots), slots[0].actors * sizeof(Slot));
  write_pages(word(many), sizeof many);
}

void forget_translations() {
  system_call(SYS_mprotect, word(many), sizeof many, PROT_READ);
  system_call(SYS_mprotect, word(many), sizeof many, PROT_READ | PROT_WRITE);
}

Word aligned_break() {
  const auto now = static_cast<Word>(system_call(SYS_brk, 0));
  return static_cast<Word>(system_call(SYS_brk, (now + page_bytes - 1) / page_bytes * page_bytes));
}

}  // namespace vapa::scenario::actor

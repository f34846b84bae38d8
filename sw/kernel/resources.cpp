#include "sw/kernel/resources.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

#include "sw/workload/image.hpp"

namespace vapa::kernel {
namespace {

constexpr std::uint64_t base_page_size = 4096;

std::uint64_t usable_frames(const Format& format, const PhysicalMemory& memory) {
  const unsigned bits = format.pa_bits();
  const std::uint64_t reach = bits < 64 ? std::uint64_t{1} << bits : ~std::uint64_t{0};
  return std::min(memory.size(), reach) >> format.page_shift();
}

unsigned level_of(Bytes size, const Format& format) {
  if (size.value == base_page_size || format.levels() == 0) return 1;
  unsigned level = 1;
  while (level < format.levels() && std::uint64_t{1} << format.shift(level) < size.value) ++level;
  assert(format.leaf_allowed(level) && std::uint64_t{1} << format.shift(level) == size.value);
  return level;
}

bool sign_extended(const Format& format) { return format.canonical(VirtAddr{~std::uint64_t{0}}); }

// The last page of the user half stays free (Linux: TASK_SIZE_MAX).
PageRange user_pages(const Format& format) {
  const unsigned bits = format.va_bits() - format.page_shift();
  if (!sign_extended(format)) return {Vpn{0}, Vpn{std::uint64_t{1} << bits}};
  return {Vpn{0}, Vpn{(std::uint64_t{1} << (bits - 1)) - 1}};
}

// Below the stack and its gap, at least 128 MiB and at most a sixth of the user addresses under
// their end (Linux: mmap_base). Wider formats than 48 bits are used up to there only.
Vpn place_mmap_base(const Format& format, PageRange user, std::uint64_t stack_pages) {
  const Vpn window{std::uint64_t{1} << (47 - format.page_shift())};
  const Vpn top = std::min(user.end, window - 1);
  const std::uint64_t least = (std::uint64_t{128} << 20U) >> format.page_shift();
  return top - std::min(std::max(stack_pages + guard_pages, least), top.value / 6);
}

}  // namespace

Protection::Protection(const Format& format) {
  for (std::size_t prot = 1; prot < effective_.size(); ++prot) {
    const std::uint64_t raw =
        format.encode_leaf(1, PhysAddr{0}, rights(static_cast<std::uint8_t>(prot), true));
    effective_[prot] = format.decode(1, raw).rights;
  }
}

std::uint8_t Protection::rights(std::uint8_t prot, bool writable) noexcept {
  unsigned r = right_u | right_a;
  if ((prot & (prot_read | prot_write)) != 0) r |= right_r;
  if ((prot & prot_write) != 0 && writable) r |= right_w;
  if ((prot & prot_exec) != 0) r |= right_x;
  return static_cast<std::uint8_t>(r);
}

bool Protection::allows(std::uint8_t prot, Op op) const noexcept {
  const std::uint8_t need = is_write(op) ? right_w : op == Op::fetch ? right_x : right_r;
  return (effective_[prot & 7U] & need) != 0;
}

Resources::Resources(const KernelConfig& c, const Format& f, PhysicalMemory& m)
    : config(c),
      format(f),
      memory(m),
      protection(f),
      frames(usable_frames(f, m)),
      cache(c, frames, m, f.page_shift()),
      total_frames(usable_frames(f, m)),
      largest_level(level_of(c.page_size, f)),
      user(user_pages(f)),
      stack_pages(c.stack_limit.value >> f.page_shift()) {
  mmap_base = place_mmap_base(f, user, stack_pages);
  window = std::max<std::uint64_t>(1, c.fault_around.value >> f.page_shift());
  read_pages = std::max<std::uint64_t>(1, c.readahead.value >> f.page_shift());
}

Ppn Resources::zero_page(unsigned level, Bill& bill) {
  auto& zero = zero_[level];
  if (!zero) {
    const unsigned order = format.shift(level) - format.page_shift();
    zero = frames.allocate(order, FrameKind::zero);
    memory.clear(address(*zero), page_bytes() << order);
    bill.touch(address(*zero), page_bytes() << order, true);
  }
  frames.retain(*zero, format.shift(level) - format.page_shift());
  return *zero;
}

}  // namespace vapa::kernel

#include "sw/kernel/accounting.hpp"

namespace vapa::kernel {
namespace {

// Shares of a page are summed with 12 binary places (Linux: PSS_SHIFT).
constexpr unsigned pss_shift = 12;

class Accountant {
 public:
  Accountant(const Resources& res, const Vma& vma) : res_(res), vma_(vma) {}

  void add(const PageTable::Mapping& mapping, std::uint64_t pages) {
    if (res_.frames[mapping.frame].kind == FrameKind::zero) return;
    for (std::uint64_t n = 0; n < pages; ++n) add(res_.frames[mapping.frame + n], mapping.rights);
    if (pages > 1) usage_.anon_huge += pages * res_.page_bytes();
  }

  Usage result() {
    constexpr std::uint64_t whole = ~((std::uint64_t{1} << 10U) - 1);
    usage_.pss = (shares_ >> pss_shift) & whole;
    if ((vma_.flags & vma_locked) != 0) usage_.locked = usage_.pss;
    return usage_;
  }

 private:
  void add(const Frame& frame, std::uint8_t rights) {
    const std::uint64_t bytes = res_.page_bytes();
    const bool dirty = (rights & right_d) != 0 || frame.dirty;
    usage_.rss += bytes;
    shares_ += (bytes << pss_shift) / frame.mappers();
    class_of(frame.mappers() > 1, dirty) += bytes;
    if ((rights & right_a) != 0) usage_.referenced += bytes;
    if (frame.kind != FrameKind::anonymous) return;
    usage_.anonymous += bytes;
    if (frame.lazy_free && !dirty) usage_.lazy_free += bytes;
  }

  std::uint64_t& class_of(bool shared, bool dirty) {
    if (shared) return dirty ? usage_.shared_dirty : usage_.shared_clean;
    return dirty ? usage_.private_dirty : usage_.private_clean;
  }

  const Resources& res_;
  const Vma& vma_;
  Usage usage_;
  std::uint64_t shares_ = 0;
};

}  // namespace

Usage usage_of(const Resources& res, AddressSpace& space, const Vma& vma) {
  Accountant accountant(res, vma);
  Bill nobodys(res.config, 0);
  space.table.each(vma.pages, nobodys, [&](PageTable::Slot& slot) {
    const auto mapping = space.table.decode(slot);
    accountant.add(mapping, space.table.pages(slot.level));
  });
  return accountant.result();
}

}  // namespace vapa::kernel

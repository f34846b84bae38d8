// Thousands of random calls and accesses against a model that knows nothing of areas, tables or
// frames: an array of pages with rights, backing and the value that stands in them.

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <random>

#include "rig.hpp"

namespace vapa::test {
namespace {

constexpr std::uint64_t base = 0x40000;
constexpr std::uint64_t arena = 96;  // pages
constexpr std::uint64_t file_pages = 200;

/// What the naive model knows of a page.
struct Page {
  bool mapped = false;
  std::uint8_t prot = 0;
  bool file = false;
  bool shared = false;
  std::uint64_t index = 0;  ///< of the file
  bool own = false;         ///< private content of its own
  std::uint64_t value = 0;  ///< of its own content
};

struct Shape {
  const char* name;
  RigSetup setup;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }

class RandomLife : public testing::TestWithParam<Shape> {
 protected:
  RandomLife() : rig(prepare(GetParam().setup)) {
    task = &rig.run(image_with_file(file_pages * page));
  }

  static RigSetup prepare(RigSetup setup) {
    setup.memory = 64 * MiB;
    setup.kernel.charge = Charge::off;
    return setup;
  }

  std::uint64_t any(std::uint64_t below) { return random() % below; }
  std::uint64_t address(std::uint64_t n) const { return base + n * page; }

  void step() {
    const std::uint64_t first = any(arena);
    const std::uint64_t count = 1 + any(std::min<std::uint64_t>(24, arena - first));
    switch (any(10)) {
      case 0:
        return map_anonymous(first, count);
      case 1:
        return map_file(first, count, any(2) == 0);
      case 2:
        return unmap(first, count);
      case 3:
        return protect(first, count);
      case 4:
        return drop(first, count);
      case 5:
        return move(first, count);
      default:
        return access(first);
    }
  }

  void map_anonymous(std::uint64_t first, std::uint64_t count) {
    const auto prot = static_cast<std::uint8_t>(any(8));
    ASSERT_EQ(rig.mmap(address(first), count * page, prot, priv | anon | fixed), address(first));
    for (std::uint64_t n = first; n < first + count; ++n) pages[n] = {.mapped = true, .prot = prot};
  }

  void map_file(std::uint64_t first, std::uint64_t count, bool is_shared) {
    const auto prot = static_cast<std::uint8_t>(any(8));
    const std::uint64_t index = any(file_pages - count);
    const std::uint64_t flags = (is_shared ? shared : priv) | fixed;
    ASSERT_EQ(rig.map_file(address(first), count * page, prot, flags, index * page),
              address(first));
    for (std::uint64_t n = 0; n < count; ++n) {
      pages[first + n] = {
          .mapped = true, .prot = prot, .file = true, .shared = is_shared, .index = index + n};
    }
  }

  void unmap(std::uint64_t first, std::uint64_t count) {
    ASSERT_EQ(rig.call(Syscall::munmap, address(first), count * page), 0);
    for (std::uint64_t n = first; n < first + count; ++n) pages[n] = {};
  }

  void protect(std::uint64_t first, std::uint64_t count) {
    const auto prot = static_cast<std::uint8_t>(any(8));
    std::uint64_t reach = 0;
    while (reach < count && pages[first + reach].mapped) pages[first + reach++].prot = prot;
    ASSERT_EQ(rig.call(Syscall::mprotect, address(first), count * page, prot),
              reach == count ? 0 : -ENOMEM);
  }

  void drop(std::uint64_t first, std::uint64_t count) {
    bool hole = false;
    for (std::uint64_t n = first; n < first + count; ++n) {
      hole = hole || !pages[n].mapped;
      pages[n].own = false;
      pages[n].value = 0;
    }
    ASSERT_EQ(rig.call(Syscall::madvise, address(first), count * page, 4), hole ? -ENOMEM : 0);
  }

  void move(std::uint64_t first, std::uint64_t count) {
    const std::uint64_t to = any(arena - count);
    const bool overlap = to < first + count && first < to + count;
    const std::int64_t result =
        rig.call(Syscall::mremap, address(first), count * page, count * page, 3, address(to));
    if (overlap) {
      ASSERT_EQ(result, -EINVAL);
    } else if (!pages[first].mapped) {
      ASSERT_EQ(result, -EFAULT);
    } else {
      ASSERT_EQ(result, static_cast<std::int64_t>(address(to)));
      // What would go under a gap stays.
      for (std::uint64_t n = 0; n < count; ++n) {
        if (pages[first + n].mapped) pages[to + n] = std::exchange(pages[first + n], {});
      }
    }
  }

  void access(std::uint64_t n) {
    Page& p = pages[n];
    const Op op = any(2) == 0 ? Op::load : Op::store;
    if (!p.mapped || !rig.kernel.resources().protection.allows(p.prot, op)) return;
    const auto pa = rig.access(address(n), op);
    ASSERT_TRUE(pa);
    std::uint64_t& value =
        p.file && !p.own && (p.shared || op == Op::load) ? file[p.index] : p.value;
    if (op == Op::store && p.file && !p.shared && !p.own) p.value = file[p.index];
    if (op == Op::store && !p.shared) p.own = true;
    ASSERT_EQ(rig.machine.memory().read_word(*pa, 8), value) << "page " << n;
    if (op == Op::store) {
      value = random();
      rig.machine.memory().write_word(*pa, value, 8);
    }
  }

  void compare_areas() const {
    const kernel::Vma* last = nullptr;
    std::uint64_t mapped = 0;
    for (const auto& [first, vma] : task->space->vmas) {
      EXPECT_EQ(first, vma.pages.first);
      EXPECT_FALSE(vma.pages.empty());
      if (last != nullptr) {
        EXPECT_LE(last->pages.end, vma.pages.first);
        EXPECT_FALSE(mergeable(*last, vma)) << "neighbours left apart";
      }
      last = &vma;
      for (kernel::Vpn at = vma.pages.first; at < vma.pages.end; at += 1) {
        const Page& p = pages[at.value - base / page];
        ASSERT_TRUE(p.mapped);
        EXPECT_EQ(p.prot, vma.prot);
        EXPECT_EQ(p.file, !vma.anonymous());
        EXPECT_EQ(p.shared, vma.shared());
        EXPECT_EQ(p.file ? p.index : 0, p.file ? vma.index(at) : 0);
        ++mapped;
      }
    }
    for (const Page& p : pages) mapped -= p.mapped ? 1 : 0;
    EXPECT_EQ(mapped, 0U);
  }

  Rig rig;
  Task* task;
  std::mt19937_64 random{7};
  std::array<Page, arena> pages{};
  std::array<std::uint64_t, file_pages> file{};
};

TEST_P(RandomLife, EveryPageHasTheRightsAndTheValueOfTheNaiveModel) {
  const auto& allocator = rig.kernel.resources().frames.allocator();
  for (int n = 0; n < 6000 && !HasFatalFailure(); ++n) {
    step();
    if (n % 8 == 0) compare_areas();
  }
  EXPECT_EQ(rig.stat("deaths"), 0U);
  // What stays: the file's pages in the cache, and the zero pages.
  rig.kernel.resume(CoreId{0}, 0, TrapHandler::Reason::program_ended);
  EXPECT_EQ(rig.stat("table_frames"), 0U);
  EXPECT_LE(rig.stat("frames_used"), file_pages + 1 + 8);
  EXPECT_EQ(allocator.free_frames() + rig.stat("frames_used"), 64 * MiB / page);
}

// The generic format has a large page of 8 base pages here, so that areas hold and split many.
RigSetup small_large_pages(std::uint64_t bytes) {
  RigSetup setup;
  setup.paging.format = FormatName::generic;
  setup.paging.generic_index_bits = {3, 3, 3};
  setup.paging.generic_entry_bytes = 8;
  setup.kernel.page_size.value = bytes;
  return setup;
}

RigSetup plain(FormatName name) {
  RigSetup setup;
  setup.paging.format = name;
  return setup;
}

INSTANTIATE_TEST_SUITE_P(Shapes, RandomLife,
                         testing::Values(Shape{"x86", plain(FormatName::x86_64_4)},
                                         Shape{"sv39", plain(FormatName::sv39)},
                                         Shape{"small", small_large_pages(4 * KiB)},
                                         Shape{"large", small_large_pages(32 * KiB)},
                                         Shape{"larger", small_large_pages(256 * KiB)}),
                         [](const auto& p) { return std::string(p.param.name); });

}  // namespace
}  // namespace vapa::test

// The TLB and the list-searching oracle under the same random operations: every answer, victim and
// entry is equal, for every policy, geometry and choice of page sizes.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <ostream>
#include <random>

#include "core/tlb/make.hpp"
#include "core/tlb/oracle.hpp"

namespace vapa {
namespace {

struct Geometry {
  const char* name;
  std::uint32_t entries;
  std::uint32_t ways;
  std::vector<unsigned> shifts;
};

struct Point {
  Geometry geometry;
  Replacement policy;

  TlbConfig config() const {
    std::vector<Bytes> sizes;
    for (const unsigned shift : geometry.shifts) sizes.push_back({std::uint64_t{1} << shift});
    return tlb_of(geometry.entries, geometry.ways, sizes, policy);
  }
};

std::ostream& operator<<(std::ostream& out, const Point& p) {
  return out << p.geometry.name << '_' << enum_names(p.policy)[static_cast<unsigned>(p.policy)];
}

std::vector<Point> points() {
  const std::vector<Geometry> geometries{
      {"one_entry", 1, 1, {12}},
      {"direct_mapped_4K", 16, 1, {12}},
      {"direct_mapped_three_sizes", 16, 1, {12, 21, 30}},
      {"four_way_4K", 16, 4, {12}},
      {"four_way_2M_only", 16, 4, {21}},
      {"four_way_4K_2M", 32, 4, {12, 21}},
      {"four_way_4K_1G", 32, 4, {30, 12}},
      {"six_way_three_sizes", 24, 6, {12, 21, 30}},
      {"twelve_way_three_sizes", 48, 12, {30, 21, 12}},
      {"full_4K", 32, 32, {12}},
      {"full_three_sizes", 32, 32, {12, 21, 30}},
      {"full_of_seven", 7, 7, {12, 21, 30}},
      {"sixteen_kib_pieces", 16, 4, {14, 21}},
      {"sv32_sizes", 16, 2, {12, 22}},
  };
  std::vector<Point> list;
  for (const Geometry& g : geometries) {
    for (const Replacement policy : {Replacement::lru, Replacement::plru, Replacement::fifo,
                                     Replacement::random, Replacement::srrip}) {
      if (policy == Replacement::plru && !std::has_single_bit(g.ways)) continue;
      list.push_back({g, policy});
    }
  }
  return list;
}

struct Filling {
  Leaf leaf;
  VirtAddr va;
};

/// Few regions, few pages in each, so that sets, ASIDs and sizes collide all the time; each address
/// bit that tells two of them apart is another one.
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : random_(seed) {}

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  /// Every third is one of the last few again.
  VirtAddr address() {
    VirtAddr& remembered = recent_[below(4)];
    if (below(3) != 0) remembered = another();
    return remembered.align_down(12) + (random_() & 0xfff);
  }
  Asid asid() {
    static constexpr std::uint16_t asids[] = {0, 1, 0x8000, 0xffff};
    return Asid{asids[below(4)]};
  }
  Context context() {
    RightsMode mode;
    mode.privilege = below(3) == 0 ? Privilege::supervisor : Privilege::user;
    mode.write_protect = below(4) != 0;
    mode.smep = below(2) != 0;
    mode.supervisor_user = below(2) != 0;
    mode.mxr = below(4) == 0;
    return Context(asid(), PhysAddr{0}, mode);
  }
  Op op() { return static_cast<Op>(below(4)); }
  /// A page, and one of its bytes.
  Filling leaf() {
    const VirtAddr va = address();
    static constexpr unsigned shifts[] = {12, 12, 12, 12, 14, 21, 21, 22, 30};
    const unsigned shift = shifts[below(9)];
    auto rights = static_cast<std::uint8_t>(random_() & 0x7f);
    if (below(2) != 0) rights |= user_rwx;
    if (below(4) != 0) rights &= static_cast<std::uint8_t>(~right_g);
    const PhysAddr pa{random_() & 0xff'ffff'ffff'ffff};
    const Leaf leaf{va.align_down(shift), pa.align_down(shift), static_cast<std::uint8_t>(shift),
                    rights, asid()};
    return {leaf, va};
  }
  Flush flush() {
    Flush f;
    if (below(8) != 0) f.va = address();
    if (below(3) != 0) f.asid = asid();
    f.globals = below(2) != 0;
    return f;
  }
  /// From time to time the traffic narrows, so that deep reuse alternates with wide conflicts.
  void change_of_phase() { few_ = below(2) != 0; }

 private:
  VirtAddr another() {
    static constexpr std::uint64_t giants[] = {0, 1, 2, 0x1'0000, 0x3'fffe'0000, 0x3'ffff'ffff};
    static constexpr std::uint64_t larges[] = {0, 1, 2, 16, 256, 511};
    static constexpr std::uint64_t smalls[] = {0, 1, 2, 3, 4, 8, 32, 256, 511};
    const std::uint64_t giant = giants[below(few_ ? 2 : 6)];
    const std::uint64_t large = larges[below(few_ ? 2 : 6)];
    const std::uint64_t small = smalls[below(few_ ? 4 : 9)];
    return VirtAddr{giant << 30U | large << 21U | small << 12U};
  }

  std::mt19937_64 random_;
  std::array<VirtAddr, 4> recent_{};
  bool few_ = false;
};

class Lockstep {
 public:
  Lockstep(const TlbConfig& c, std::uint64_t seed) : tlb_(c, seed), oracle_(c), traffic_(seed) {}

  void step() {
    const unsigned kind = traffic_.below(100);
    if (kind < 60) {
      look();
    } else if (kind < 95) {
      fill(traffic_.leaf());
    } else if (kind < 98) {
      update();
    } else {
      flush();
    }
  }
  void change_of_phase() { traffic_.change_of_phase(); }

  // Everything that for_each shows is what the oracle holds, and no two entries match one address.
  void compare_contents() {
    const auto views = entries_of(tlb_);
    ASSERT_EQ(views.size(), oracle_.entries().size());
    for (const Tlb::View& v : views) {
      const auto found = oracle_.matching(v.leaf.va, v.leaf.asid);
      ASSERT_EQ(found.size(), 1U);
      const OracleTlb::Entry& e = *found.front();
      EXPECT_EQ(v.set, e.set);
      EXPECT_EQ(v.way, e.way);
      EXPECT_EQ(v.mapped_shift, e.page.shift);
      EXPECT_EQ(v.leaf.va, e.first);
      EXPECT_EQ(v.leaf.shift, e.held);
      EXPECT_EQ(v.leaf.pa, e.translate(e.first));
      EXPECT_EQ(v.leaf.rights, e.page.rights);
      EXPECT_EQ(v.leaf.asid, e.page.asid);
    }
    for (std::size_t i = 0; i < views.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) ASSERT_FALSE(collide(views[i], views[j]));
    }
  }

  std::uint64_t hits() const { return hits_; }
  std::uint64_t victims() const { return victims_; }

 private:
  static bool collide(const Tlb::View& a, const Tlb::View& b) {
    const unsigned shift = std::max(a.leaf.shift, b.leaf.shift);
    const bool addresses = a.leaf.va.align_down(shift) == b.leaf.va.align_down(shift);
    return addresses && (a.leaf.global() || b.leaf.global() || a.leaf.asid == b.leaf.asid);
  }

  void look() {
    const VirtAddr va = traffic_.address();
    const Context context = traffic_.context();
    const Op op = traffic_.op();
    for (unsigned again = traffic_.below(3); again > 0; --again) tlb_.probe(va, context, op);
    const Lookup probed = tlb_.probe(va, context, op);
    const auto page = tlb_.page_of(va, context.asid);
    const Lookup found = tlb_.lookup(va, context, op);
    const OracleTlb::Entry* e = oracle_.lookup(va, context, op);
    ASSERT_EQ(probed.verdict, found.verdict);
    ASSERT_EQ(page.has_value(), e != nullptr);
    if (e == nullptr) {
      ASSERT_EQ(found.verdict, Verdict::miss);
      return;
    }
    ++hits_;
    ASSERT_EQ(found.verdict, context.judge(e->page.rights, op));
    ASSERT_EQ(found.pa, e->translate(va));
    ASSERT_EQ(probed.pa, found.pa);
    Leaf whole = e->page;
    whole.asid = context.asid;
    ASSERT_EQ(*page, whole);
  }

  // A walk sets accessed and dirty and refreshes the entry.
  void update() {
    if (oracle_.entries().empty()) return;
    const auto count = static_cast<unsigned>(oracle_.entries().size());
    const OracleTlb::Entry& e = oracle_.entries()[traffic_.below(count)];
    Leaf leaf = e.page;
    leaf.rights |= right_a | right_d;
    fill({leaf, e.first + traffic_.below(4096)});
  }

  void fill(const Filling& filling) {
    const auto& [leaf, va] = filling;
    const auto replaced = tlb_.fill(leaf, va);
    const auto expected = oracle_.fill(leaf, va, replaced);
    ASSERT_EQ(replaced.has_value(), expected.has_value());
    if (!expected) return;
    ++victims_;
    ASSERT_EQ(*replaced, (Leaf{expected->first, expected->translate(expected->first),
                               static_cast<std::uint8_t>(expected->held), expected->page.rights,
                               expected->page.asid}));
  }

  void flush() {
    const Flush flush = traffic_.flush();
    ASSERT_EQ(tlb_.invalidate(flush), oracle_.invalidate(flush));
  }

  Tlb tlb_;
  OracleTlb oracle_;
  Traffic traffic_;
  std::uint64_t hits_ = 0;
  std::uint64_t victims_ = 0;
};

class TlbAgainstItsOracle : public testing::TestWithParam<Point> {};

TEST_P(TlbAgainstItsOracle, AnswersAlikeThroughRandomOperations) {
  for (const std::uint64_t seed : {1, 2}) {
    Lockstep both(GetParam().config(), seed);
    for (int i = 0; i < 25'000; ++i) {
      ASSERT_NO_FATAL_FAILURE(both.step()) << "seed " << seed << ", step " << i;
      if (i % 64 == 0) {
        ASSERT_NO_FATAL_FAILURE(both.compare_contents()) << "seed " << seed << ", step " << i;
      }
      if (i % 500 == 0) both.change_of_phase();
    }
    EXPECT_GT(both.hits(), 400U);
    EXPECT_GT(both.victims(), 100U);
  }
}

INSTANTIATE_TEST_SUITE_P(Tlb, TlbAgainstItsOracle, testing::ValuesIn(points()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace vapa

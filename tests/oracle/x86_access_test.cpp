// Loads, stores and fetches executed in an x86-64 guest, by user and supervisor, over random tables
// with reserved bits, misaligned large pages and every mixture of rights: how each ends, its error
// code, CR2 and the marks in the leaf must be what the model's walk says of the same bytes.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <ostream>

#include "oracle/answer.hpp"
#include "oracle/table_builder.hpp"
#include "oracle/x86_guest.hpp"
#include "support/formats.hpp"

namespace vapa::oracle {
namespace {

using guest_program::Vector;

constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
constexpr unsigned accesses = 200;          // in each machinery
constexpr PhysAddr first_frame{256 * mib};  // no table and no code from here on

struct Machinery {
  const char* name;
  RightsMode mode;
  bool smap;
  bool nx = true;
};

constexpr Privilege user = Privilege::user;
constexpr Privilege supervisor = Privilege::supervisor;

const Machinery machineries[] = {
    {"User", {.privilege = user}, true},
    {"UserWithoutNx", {.privilege = user, .smep = false}, true, false},
    {"UserWithSmepWithoutNx", {.privilege = user}, true, false},
    {"Supervisor", {.privilege = supervisor}, true},
    {"SupervisorWithAc", {.privilege = supervisor, .supervisor_user = true}, true},
    {"SupervisorWithoutSmap", {.privilege = supervisor, .supervisor_user = true}, false},
    {"SupervisorWithoutSmep",
     {.privilege = supervisor, .smep = false, .supervisor_user = true},
     false},
    {"SupervisorWithoutWp",
     {.privilege = supervisor, .write_protect = false, .supervisor_user = true},
     false},
    {"SupervisorWithoutNx",
     {.privilege = supervisor, .smep = false, .supervisor_user = true},
     false,
     false},
};

struct Case {
  FormatName format;
  Machinery machinery;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << name_of(c.format) << c.machinery.name;
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto format : {FormatName::x86_64_4, FormatName::x86_64_5}) {
    for (const Machinery& machinery : machineries) all.push_back({format, machinery});
  }
  return all;
}

PagingConfig config_of(const Case& c) {
  PagingConfig config = vapa::config_of(c.format);
  config.pa_bits = 40;
  config.nx = c.machinery.nx;
  return config;
}

/// QEMU 7.2 leaves P out where it reports a reserved bit; by the SDM (vol. 3A, 4.7) RSVD comes with
/// P only, because the bits of an entry that is not present are not checked.
std::uint32_t as_documented(std::uint32_t code) {
  constexpr std::uint32_t present = 1, reserved = 8;
  return (code & reserved) != 0 ? code | present : code;
}

class X86Access : public testing::TestWithParam<Case> {
 protected:
  static constexpr std::uint64_t memory_bytes = 3072 * mib;

  void SetUp() override {
    if (!is_installed(x86_machine().program)) {
      GTEST_SKIP() << x86_machine().program << " is not installed";
    }
    build();
    guest = std::make_unique<X86Guest>(tables.root(), format.levels());
    guest->machine().memory().copy_from(memory, tables.used().begin, tables.used().end);
    guest->start();
    guest->set_mode(GetParam().machinery.mode, GetParam().machinery.smap, GetParam().machinery.nx);
  }

  void build() {
    constexpr std::uint8_t all = right_r | right_w | right_x | right_a | right_d;
    tables.map(VirtAddr{0}, 2, PhysAddr{0}, all);
    tables.map(VirtAddr{guest_program::user_page}, 1, PhysAddr{guest_program::user_frame},
               all | right_u);
    tables.fill(400, {first_frame, PhysAddr{memory_bytes}});
    // Present, rights, PAT or large, the low address bits of large pages, bits above the physical
    // width, ignored bits, no-execute; never a bit that leads from a frame to the tables.
    tables.deface(160, {0, 1, 2, 7, 7, 12, 13, 20, 40, 45, 51, 52, 62, 63});
  }

  void try_access(VirtAddr va, Op op) {
    const Context context(Asid{0}, tables.root(), GetParam().machinery.mode);
    const Answer answer = ask_model(format, memory, PhysAddr{0}, context, va, op);
    if (answer.outside) return;
    if (answer.done) {
      if (answer.pa < first_frame) return;  // it would write over the tables
      guest->machine().memory().write(answer.pa, std::span(&guest_program::int3, 1));
      apply_marks(format, memory, answer);
    }
    const X86Guest::End end = guest->access(va, op);
    ++outcomes[answer.fault.kind];
    judge(va, op, answer, end);
  }

  void judge(VirtAddr va, Op op, const Answer& answer, const X86Guest::End& end) {
    const Vector expected = answer.done                                     ? Vector::breakpoint
                            : answer.fault.kind == FaultKind::non_canonical ? Vector::protection
                                                                            : Vector::page_fault;
    const std::string story = fmt::format(
        "{} at 0x{:x}: the guest ended in vector {} with code 0x{:x} and CR2 0x{:x}, the model "
        "says {}",
        name_of(op), va.value, static_cast<int>(end.vector), end.code, end.cr2.value,
        describe(answer));
    ASSERT_EQ(end.vector, expected) << story;
    if (!answer.done) {
      EXPECT_EQ(as_documented(end.code), answer.fault.code) << story;
    }
    if (expected == Vector::page_fault) {
      EXPECT_EQ(end.cr2, answer.fault.va) << story;
    }
    if (answer.done) {
      const PhysAddr leaf = answer.path.back().address;
      EXPECT_EQ(guest->machine().memory().read_word(leaf, 8), memory.read_word(leaf, 8)) << story;
    }
  }

  Format format{config_of(GetParam())};
  PhysicalMemory memory{memory_bytes};
  TableBuilder tables{format, memory, {PhysAddr{mib}, PhysAddr{64 * mib}}, 11};
  std::unique_ptr<X86Guest> guest;
  std::map<FaultKind, unsigned> outcomes;
};

TEST_P(X86Access, EndsAsTheModelSays) {
  constexpr Op ops[] = {Op::load, Op::store, Op::fetch};
  for (unsigned n = 0; n < accesses && !HasFatalFailure(); ++n) {
    try_access(tables.pick(), ops[tables.random() % 3]);
  }
  unsigned judged = 0;
  for (const auto& [kind, count] : outcomes) judged += count;
  EXPECT_GE(judged, 100U);
  for (const auto kind : {FaultKind::none, FaultKind::not_present, FaultKind::reserved,
                          FaultKind::rights, FaultKind::non_canonical}) {
    EXPECT_GT(outcomes[kind], 3U) << "too few accesses with fault " << static_cast<int>(kind);
  }
}

INSTANTIATE_TEST_SUITE_P(Machines, X86Access, testing::ValuesIn(cases()), [](const auto& row) {
  return name_of(row.param.format) + "_" + row.param.machinery.name;
});

}  // namespace
}  // namespace vapa::oracle

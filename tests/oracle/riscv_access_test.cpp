// Loads, stores and fetches executed in a RISC-V guest, in U and S mode with SUM and MXR, over
// random tables with malformed entries: the cause, the faulting address and the marks in the leaf
// must be what the model's walk says of the same bytes.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <ostream>

#include "oracle/answer.hpp"
#include "oracle/riscv_guest.hpp"
#include "oracle/table_builder.hpp"
#include "support/formats.hpp"

namespace vapa::oracle {
namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
constexpr std::uint64_t breakpoint = 3;
constexpr unsigned accesses = 200;  // in each mode

struct Mode {
  const char* name;
  RightsMode rights;
};

constexpr Privilege user = Privilege::user;
constexpr Privilege supervisor = Privilege::supervisor;

const Mode modes[] = {
    {"User", {.privilege = user}},
    {"UserMxr", {.privilege = user, .mxr = true}},
    {"Supervisor", {.privilege = supervisor}},
    {"SupervisorSum", {.privilege = supervisor, .supervisor_user = true}},
    {"SupervisorSumMxr", {.privilege = supervisor, .supervisor_user = true, .mxr = true}},
};

struct Case {
  FormatName format;
  Mode mode;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << name_of(c.format) << c.mode.name;
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto format :
       {FormatName::sv32, FormatName::sv39, FormatName::sv48, FormatName::sv57}) {
    for (const Mode& mode : modes) all.push_back({format, mode});
  }
  return all;
}

PagingConfig config_of(const Case& c) {
  PagingConfig config = vapa::config_of(c.format);
  config.pa_bits = 56;
  return config;
}

class RiscvAccess : public testing::TestWithParam<Case> {
 protected:
  bool narrow() const { return format.name() == FormatName::sv32; }
  MachineKind kind() const { return riscv_machine(narrow() ? "rv32" : "rv64"); }

  void SetUp() override {
    if (!is_installed(kind().program)) GTEST_SKIP() << kind().program << " is not installed";
    build();
    guest = std::make_unique<RiscvGuest>(kind());
    guest->machine().memory().copy_from(memory, tables.used().begin, tables.used().end);
    const std::uint64_t mode_field =
        narrow() ? std::uint64_t{1} << 31U : std::uint64_t{format.levels() + 5} << 60U;
    guest->start(mode_field, tables.root(), GetParam().mode.rights);
  }

  void build() {
    constexpr std::uint8_t all = right_r | right_w | right_x | right_a | right_d;
    tables.map(VirtAddr{RiscvGuest::supervisor_page}, 1, base, all);
    tables.map(VirtAddr{RiscvGuest::user_page}, 1, base, all | right_u);
    tables.fill(400, {first_frame, end});
    // Every flag, the low address bits of superpages, the reserved bits on top; never a bit that
    // leads from a frame to the tables.
    std::vector<unsigned> bits{0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 18, 19};
    if (!narrow()) bits.insert(bits.end(), {54, 60, 61, 63});
    tables.deface(160, bits);
  }

  void try_access(VirtAddr va, Op op) {
    if (op == Op::fetch) va = va.align_down(1);
    if (narrow() && va.value >> 32U != 0) return;
    const Context context(Asid{0}, tables.root(), GetParam().mode.rights);
    const Answer answer = ask_model(format, memory, base, context, va, op);
    if (answer.outside) return;
    if (answer.done) {
      if (answer.pa < first_frame || !memory.contains(answer.pa, 8)) return;
      guest->machine().memory().write(answer.pa, RiscvGuest::landing);
      apply_marks(format, memory, answer);
    }
    ++outcomes[answer.fault.kind];
    judge(va, op, answer, guest->access(va, op));
  }

  void judge(VirtAddr va, Op op, const Answer& answer, const RiscvGuest::End& seen) {
    const std::string story = fmt::format(
        "{} at 0x{:x}: the guest ended with cause {} and value 0x{:x}, the model says {}",
        name_of(op), va.value, seen.cause, seen.value.value, describe(answer));
    ASSERT_EQ(seen.cause, answer.done ? breakpoint : answer.fault.code) << story;
    if (answer.done) {
      const PhysAddr leaf = answer.path.back().address;
      const unsigned bytes = format.entry_bytes();
      EXPECT_EQ(guest->machine().memory().read_word(leaf, bytes), memory.read_word(leaf, bytes))
          << story;
    } else {
      EXPECT_EQ(seen.value, answer.fault.va) << story;
    }
  }

  Format format{config_of(GetParam())};
  const PhysAddr base = kind().memory_base;
  const PhysAddr first_frame = base + 256 * mib;
  const PhysAddr end = base + kind().memory_bytes;
  PhysicalMemory memory{end.value};
  TableBuilder tables{format, memory, {base + mib, base + 64 * mib}, 12};
  std::unique_ptr<RiscvGuest> guest;
  std::map<FaultKind, unsigned> outcomes;
};

TEST_P(RiscvAccess, EndsAsTheModelSays) {
  constexpr Op ops[] = {Op::load, Op::store, Op::fetch};
  for (unsigned n = 0; n < accesses && !HasFatalFailure(); ++n) {
    try_access(tables.pick(), ops[tables.random() % 3]);
  }
  unsigned judged = 0;
  for (const auto& [kind, count] : outcomes) judged += count;
  EXPECT_GE(judged, 100U);
  for (const auto kind :
       {FaultKind::none, FaultKind::not_present, FaultKind::reserved, FaultKind::rights}) {
    EXPECT_GT(outcomes[kind], 3U) << "too few accesses with fault " << static_cast<int>(kind);
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, RiscvAccess, testing::ValuesIn(cases()), [](const auto& row) {
  return name_of(row.param.format) + "_" + row.param.mode.name;
});

}  // namespace
}  // namespace vapa::oracle

// QEMU's own table walk (the monitor's gva2gpa) against the model's over the same bytes.
// On x86 gva2gpa judges only whether entries are present and the address is canonical, so what the
// model finds reserved is left to the executed accesses of x86_access_test.cpp. On RISC-V it judges
// as a load of the CPU's privilege does, with SUM, and sets the accessed bit.

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <sstream>

#include "oracle/answer.hpp"
#include "oracle/machine.hpp"
#include "oracle/table_builder.hpp"
#include "support/formats.hpp"

namespace vapa::oracle {
namespace {

constexpr unsigned wanted = 1200;
constexpr std::uint64_t mib = std::uint64_t{1} << 20U;

struct Subject {
  FormatName format;
  MachineKind machine;
  unsigned pa_bits;
  std::uint64_t seed;
};

std::ostream& operator<<(std::ostream& out, const Subject& s) { return out << name_of(s.format); }

PagingConfig config_of(const Subject& s) {
  PagingConfig config = vapa::config_of(s.format);
  config.pa_bits = s.pa_bits;
  return config;
}

class Gva2Gpa : public testing::TestWithParam<Subject> {
 protected:
  void SetUp() override {
    if (!is_installed(GetParam().machine.program)) {
      GTEST_SKIP() << GetParam().machine.program << " is not installed";
    }
    build();
    machine = std::make_unique<Machine>(GetParam().machine);
    machine->memory().copy_from(memory, tables.used().begin, tables.used().end);
  }

  void build() {
    const std::uint64_t reach = std::uint64_t{1} << format.pa_bits();
    tables.fill(900, {PhysAddr{0}, PhysAddr{reach}});
    std::vector<unsigned> bits;
    for (unsigned n = 0; n < 8 * format.entry_bytes(); ++n) bits.push_back(n);
    tables.deface(150, bits);
  }

  void select_tables(Privilege privilege, bool mxr) {
    GdbClient& gdb = machine->gdb();
    const std::uint64_t root = tables.root().value;
    switch (format.name()) {
      case FormatName::x86_64_4:
      case FormatName::x86_64_5:
        gdb.write_register("cr3", root);
        gdb.write_register("cr4", format.levels() == 5 ? 0x1020 : 0x20);  // PAE, LA57
        gdb.write_register("efer", 0xd00);
        gdb.write_register("cr0", 0x8005'0033);
        return;
      case FormatName::sv32:
        gdb.write_register("satp", 1ULL << 31U | root >> 12U);
        break;
      default: {
        const std::uint64_t mode = format.levels() + 5;  // 8: Sv39, 9: Sv48, 10: Sv57
        gdb.write_register("satp", mode << 60U | root >> 12U);
      }
    }
    gdb.write_register("priv", privilege == Privilege::user ? 0 : 1);
    const std::uint64_t status = gdb.read_register("mstatus") & ~(std::uint64_t{1} << 19U);
    gdb.write_register("mstatus", status | std::uint64_t{mxr} << 19U);
  }

  void compare(Privilege privilege, bool mxr, unsigned queries) {
    select_tables(privilege, mxr);
    const Context context(Asid{0}, tables.root(),
                          {.privilege = privilege, .supervisor_user = true, .mxr = mxr});
    std::vector<VirtAddr> vas;
    std::vector<Answer> answers;
    while (vas.size() < queries) {
      const VirtAddr va = tables.pick();
      // rv32 has no addresses above 32 bits.
      if (format.name() == FormatName::sv32 && va.value >> 32U != 0) continue;
      Answer answer = ask(context, va);
      if (answer.outside) continue;
      if (!format.riscv() && answer.fault.kind == FaultKind::reserved) continue;
      apply_marks(format, memory, answer);
      vas.push_back(va);
      answers.push_back(std::move(answer));
    }
    const auto seen = machine->monitor().translate(vas);
    for (std::size_t i = 0; i < vas.size(); ++i) judge(vas[i], answers[i], seen[i]);
  }

  Answer ask(const Context& context, VirtAddr va) {
    return ask_model(format, memory, GetParam().machine.memory_base, context, va, Op::load);
  }

  void judge(VirtAddr va, const Answer& answer, std::optional<PhysAddr> seen) {
    ++outcomes[answer.fault.kind];
    if (answer.done) ++sizes[answer.leaf.shift];
    const auto expected = answer.done ? std::optional(answer.pa) : std::nullopt;
    EXPECT_EQ(expected, seen) << text(va, answer, seen);
  }

  /// QEMU has marked the same leaves as accessed.
  void expect_equal_tables() {
    const unsigned step = format.entry_bytes();
    for (PhysAddr at = tables.used().begin; at < tables.used().end; at += step) {
      ASSERT_EQ(memory.read_word(at, step), machine->memory().read_word(at, step))
          << std::hex << at.value;
    }
  }

  static std::string text(VirtAddr va, const Answer& answer, std::optional<PhysAddr> seen) {
    std::ostringstream out;
    out << std::hex << "va 0x" << va.value << ": QEMU says ";
    if (seen) {
      out << "0x" << seen->value;
    } else {
      out << "unmapped";
    }
    out << ", the model " << describe(answer);
    return out.str();
  }

  Format format{config_of(GetParam())};
  PhysicalMemory memory{GetParam().machine.memory_base.value + GetParam().machine.memory_bytes};
  TableBuilder tables{
      format,
      memory,
      {GetParam().machine.memory_base + mib, GetParam().machine.memory_base + 64 * mib},
      GetParam().seed};
  std::unique_ptr<Machine> machine;
  std::map<FaultKind, unsigned> outcomes;
  std::map<unsigned, unsigned> sizes;
};

TEST_P(Gva2Gpa, TranslatesAsQemuDoes) {
  if (format.riscv()) {
    compare(Privilege::supervisor, false, wanted / 2);
    compare(Privilege::user, false, wanted / 4);
    compare(Privilege::user, true, wanted / 4);
    expect_equal_tables();
  } else {
    compare(Privilege::supervisor, false, wanted);
  }
  EXPECT_GT(outcomes[FaultKind::none], wanted / 6) << "too few pages to judge by";
  EXPECT_GT(outcomes[FaultKind::not_present], wanted / 20);
  if (format.name() != FormatName::sv32) {
    EXPECT_GT(outcomes[FaultKind::non_canonical], 20U);
  }
  for (unsigned level = 1; level <= format.levels(); ++level) {
    if (!format.leaf_allowed(level)) continue;
    EXPECT_GT(sizes[format.shift(level)], 3U) << level;
  }
  if (format.riscv()) {
    EXPECT_GT(outcomes[FaultKind::reserved], wanted / 50);
    EXPECT_GT(outcomes[FaultKind::rights], wanted / 50);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Gva2Gpa,
                         testing::Values(Subject{FormatName::x86_64_4, x86_machine(), 40, 1},
                                         Subject{FormatName::x86_64_5, x86_machine(), 40, 2},
                                         Subject{FormatName::sv39, riscv_machine("rv64"), 56, 3},
                                         Subject{FormatName::sv48, riscv_machine("rv64"), 56, 4},
                                         Subject{FormatName::sv57, riscv_machine("rv64"), 56, 5},
                                         Subject{FormatName::sv32, riscv_machine("rv32"), 34, 6}),
                         [](const auto& row) { return name_of(row.param.format); });

}  // namespace
}  // namespace vapa::oracle

// The MMU's entrances for transactions of others: an initiator with virtual addresses, a walker, a
// debugger.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/mmu_bench.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t page = 0x10'0000;
constexpr std::uint64_t behind = page + 4096;
constexpr std::uint64_t frame = 0x8000;
constexpr std::uint64_t frame_behind = 0xb000;
constexpr std::array<unsigned char, 8> pattern{1, 2, 3, 4, 5, 6, 7, 8};

/// An initiator whose transactions carry a TranslationExtension.
struct System : MmuSystem {
  TranslationExtension extension;

  explicit System(const MmuSettings& settings = small_tlbs(), const PagingConfig& paging = {})
      : MmuSystem(settings, paging) {
    foreign.payload.set_extension(&extension);
    foreign.data = pattern;
  }
  ~System() { foreign.payload.clear_extension(&extension); }
  tlm::tlm_response_status load(std::uint64_t va) {
    foreign.send(tlm::TLM_READ_COMMAND, va);
    mmu.collect();
    return foreign.status();
  }
  tlm::tlm_response_status store(std::uint64_t va) {
    foreign.send(tlm::TLM_WRITE_COMMAND, va);
    mmu.collect();
    return foreign.status();
  }
  unsigned char byte(std::uint64_t pa) const { return memory.bytes[pa]; }
};

constexpr auto done = tlm::TLM_OK_RESPONSE;
constexpr auto address_error = tlm::TLM_ADDRESS_ERROR_RESPONSE;
constexpr auto command_error = tlm::TLM_COMMAND_ERROR_RESPONSE;

class ForeignAccess : public testing::TestWithParam<bool> {
 protected:
  static MmuSettings settings() { return GetParam() ? small_tlbs() : without_caches(); }
};

TEST_P(ForeignAccess, AcrossPagesMovesEachPartToItsFrame) {
  System s(settings());
  s.map(page, frame);
  s.map(behind, frame_behind);
  s.start();
  EXPECT_EQ(s.store(behind - 4), done);
  EXPECT_EQ(s.byte(frame + 4095), 4);
  EXPECT_EQ(s.byte(frame_behind), 5);
  s.foreign.data = {};
  EXPECT_EQ(s.load(behind - 4), done);
  EXPECT_EQ(s.foreign.data, pattern);
  EXPECT_EQ(s.mmu.accesses().page_crossings, 2U);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 4U);
}

TEST_P(ForeignAccess, ThatFaultsOnTheSecondPageHasMovedNoByte) {
  System s(settings());
  s.map(page, frame);
  s.start();
  EXPECT_EQ(s.store(behind - 4), address_error);
  EXPECT_EQ(s.extension.fault.kind, FaultKind::not_present);
  EXPECT_EQ(s.extension.fault.va, VirtAddr{behind});
  EXPECT_EQ(s.byte(frame + 4092), 0);
  EXPECT_EQ(s.mmu.accesses().page_crossings, 0U);
}

TEST_P(ForeignAccess, WhoseSecondPageLiesOutsideMemoryHasMovedNoByte) {
  System s(settings(), config_of(FormatName::sv39));
  s.map(page, frame);
  s.map(behind, 0x20'0000);
  s.memory.size = 0x1'0000;
  s.start();
  EXPECT_EQ(s.store(behind - 4), address_error);
  EXPECT_EQ(s.extension.fault.kind, FaultKind::beyond_memory);
  EXPECT_EQ(s.extension.fault.va, VirtAddr{behind});
  EXPECT_EQ(s.extension.fault.code, 7U);
  EXPECT_EQ(s.byte(frame + 4092), 0);
}

TEST_P(ForeignAccess, OutsideMemoryLeavesTheFaultInTheExtension) {
  System s(settings());
  s.map(page, 0x20'0000);
  s.memory.size = 0x1'0000;
  s.start();
  EXPECT_EQ(s.load(page), address_error);
  EXPECT_EQ(s.extension.fault.kind, FaultKind::beyond_memory);
  EXPECT_EQ(s.extension.fault.va, VirtAddr{page});
}

TEST_P(ForeignAccess, ThatSucceedsLeavesNoFaultOfAnEarlierOne) {
  System s(settings());
  s.map(page, frame);
  s.start();
  s.load(behind);
  ASSERT_EQ(s.extension.fault.kind, FaultKind::not_present);
  EXPECT_EQ(s.load(page), done);
  EXPECT_EQ(s.extension.fault.kind, FaultKind::none);
}

TEST_P(ForeignAccess, IssuedAgainAfterItsFaultIsAReplay) {
  System s(settings());
  s.map(page, frame);
  s.start();
  s.store(behind - 4);
  s.map(behind, frame_behind);
  EXPECT_EQ(s.store(behind - 4), done);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 2U);
  EXPECT_EQ(s.mmu.dtlb_stats().replays, 2U);
  EXPECT_EQ(s.mmu.accesses().accesses[static_cast<unsigned>(Op::store)], 1U);
  s.store(behind - 4);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 4U) << "a third time is another access";
}

TEST_P(ForeignAccess, OtherThanTheFaultingOneIsNoReplay) {
  System s(settings());
  s.map(page, frame);
  s.start();
  s.load(behind);
  s.load(page);
  s.store(page);
  EXPECT_EQ(s.mmu.dtlb_stats().replays, 0U);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 3U);
}

TEST_P(ForeignAccess, IsOfTheKindThatItsCommandSaysUnlessItsExtensionSaysMore) {
  System s(settings());
  s.map(page, frame, right_r | right_u | marked);
  s.start();
  EXPECT_EQ(s.store(page), address_error) << "a write without a kind is a store";
  EXPECT_EQ(s.extension.fault.kind, FaultKind::rights);
  EXPECT_EQ(s.load(page), done);
  s.extension.op = Op::rmw;
  EXPECT_EQ(s.load(page), address_error) << "a read that is to be written";
  s.extension.op = Op::fetch;
  EXPECT_EQ(s.load(page), address_error) << "not executable";
  EXPECT_EQ(s.extension.fault.op, Op::fetch);
}

TEST_P(ForeignAccess, WhoseCommandAndKindContradictEachOtherIsRefused) {
  System s(settings());
  s.map(page, frame);
  s.start();
  for (const Op op : {Op::load, Op::fetch, Op::call}) {
    s.extension.op = op;
    EXPECT_EQ(s.store(page), command_error) << static_cast<int>(op);
  }
  for (const Op op : {Op::store, Op::call}) {
    s.extension.op = op;
    EXPECT_EQ(s.load(page), command_error) << static_cast<int>(op);
  }
  EXPECT_EQ(s.byte(frame), 0);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 0U);
  s.extension.op = Op::rmw;
  EXPECT_EQ(s.store(page), done);
}

TEST_P(ForeignAccess, OfNoBytesIsRefused) {
  System s(settings());
  s.map(page, frame);
  s.start();
  s.foreign.payload.set_data_length(0);
  EXPECT_EQ(s.load(page), tlm::TLM_BURST_ERROR_RESPONSE);
}

INSTANTIATE_TEST_SUITE_P(Caches, ForeignAccess, testing::Bool(),
                         [](const auto& row) { return row.param ? "WithL1" : "WithoutL1"; });

// ---- what goes on to memory ---------------------------------------------------------------------

struct Mark : tlm::tlm_extension<Mark> {
  tlm::tlm_extension_base* clone() const override { return new Mark(*this); }
  void copy_from(const tlm::tlm_extension_base&) override {}
};

/// A memory that looks at the extensions.
struct Looking : sc_core::sc_module {
  tlm_utils::multi_passthrough_target_socket<Looking> in{"in"};
  std::vector<bool> marked;
  std::vector<Cause> causes;

  explicit Looking(const sc_core::sc_module_name& name) : sc_module(name) {
    in.register_b_transport(this, &Looking::b_transport);
  }
  void b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    marked.push_back(payload.get_extension<Mark>() != nullptr);
    const Request request = request_of(payload);
    causes.push_back(request.cause);
    EXPECT_TRUE(request.moves_bytes);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

TEST(ForeignForwarding, KeepsTheInitiatorsExtensionsAndSaysForWhomItIs) {
  const Clock clock(1.0);
  const Format format(config_of(FormatName::none));
  Walker walker("walker", {}, format, nullptr, clock);
  Mmu mmu("mmu", without_caches(), format, clock);
  Looking memory("memory");
  Initiator foreign("foreign", clock);
  mmu.walker.bind(walker.port);
  mmu.fetch_out().bind(memory.in);
  mmu.data_out().bind(memory.in);
  walker.out().bind(memory.in);
  foreign.out.bind(mmu.cpu_side);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  Mark mark;
  TranslationExtension kind;
  foreign.payload.set_extension(&mark);
  foreign.payload.set_extension(&kind);
  kind.op = Op::fetch;
  foreign.send(tlm::TLM_READ_COMMAND, 0x1000);
  kind.op.reset();
  foreign.send(tlm::TLM_READ_COMMAND, 0x1ffc);
  foreign.payload.clear_extension(&mark);
  foreign.payload.clear_extension(&kind);
  EXPECT_THAT(memory.marked, testing::ElementsAre(true, true, true));
  EXPECT_THAT(memory.causes, testing::ElementsAre(Cause::fetch, Cause::data, Cause::data));
}

// While memory takes its time over the parts of a forwarded transaction, another process runs an
// access of its own through the same MMU.
TEST(ForeignForwarding, ToAMemoryThatWaitsLeavesTheMmuToOthers) {
  System s(without_caches());
  const std::uint64_t third = page + 0x4000;
  s.map(page, frame);
  s.map(behind, frame_behind);
  s.map(third, 0xc000);
  s.map(third + 4096, 0xe000);
  s.memory.waits = true;
  Process first("first", [&] {
    s.load(page);
    s.load(behind);
    s.foreign.data = pattern;
    sc_core::wait(s.clock.time(2000) - sc_core::sc_time_stamp());
    EXPECT_EQ(s.store(behind - 4), done) << "in two parts, until 2200";
  });
  Process second("second", [&] {
    sc_core::wait(s.clock.time(2050));
    s.now = 2050;
    EXPECT_EQ(s.access(third + 4092).stop, Stop::end) << "after two walks, until 2250";
  });
  sc_core::sc_start();
  EXPECT_EQ(s.byte(frame + 4095), 4);
  EXPECT_EQ(s.byte(frame_behind), 5);
  ASSERT_GE(s.memory.seen.size(), 2U);
  EXPECT_EQ(s.memory.seen.end()[-2].pa, 0xcffcU);
  EXPECT_EQ(s.memory.seen.back().pa, 0xe000U);
}

// ---- a walker's entrance ------------------------------------------------------------------------

TEST(WalkSide, AnOrdinaryTransactionMovesItsBytesInTheTimeOfL1d) {
  System s;
  s.start();
  s.other_walker.data = pattern;
  const Cycle missed = s.other_walker.send(tlm::TLM_WRITE_COMMAND, frame);
  EXPECT_EQ(s.other_walker.status(), done);
  EXPECT_EQ(s.byte(frame + 7), 8);
  s.other_walker.data = {};
  EXPECT_LT(s.other_walker.send(tlm::TLM_READ_COMMAND, frame), missed);
  EXPECT_EQ(s.other_walker.data, pattern);
}

TEST(WalkSide, RefusesWhatTheOtherTargetsRefuse) {
  System s;
  s.start();
  unsigned char enables = 0xff;
  s.other_walker.payload.set_byte_enable_ptr(&enables);
  s.other_walker.payload.set_byte_enable_length(1);
  s.other_walker.send(tlm::TLM_WRITE_COMMAND, frame);
  EXPECT_EQ(s.other_walker.status(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  s.other_walker.payload.set_byte_enable_ptr(nullptr);
  s.other_walker.payload.set_data_length(0);
  s.other_walker.send(tlm::TLM_WRITE_COMMAND, frame);
  EXPECT_EQ(s.other_walker.status(), tlm::TLM_BURST_ERROR_RESPONSE);
}

// ---- a debugger ---------------------------------------------------------------------------------

unsigned debug(System& s, tlm::tlm_command command, std::uint64_t va) {
  s.foreign.payload.set_command(command);
  s.foreign.payload.set_address(va);
  return s.foreign.out->transport_dbg(s.foreign.payload);
}

TEST(Debugging, RightsAndMarksAreForTheProgram) {
  PagingConfig svade = config_of(FormatName::sv39);
  svade.hardware_ad = false;
  System s(small_tlbs(), svade);
  s.map(page, frame, right_x);  // the supervisor's, execute-only, neither accessed nor dirty
  s.start();
  EXPECT_EQ(debug(s, tlm::TLM_WRITE_COMMAND, page + 0x10), 8U);
  EXPECT_EQ(s.byte(frame + 0x11), 2);
  s.foreign.data = {};
  EXPECT_EQ(debug(s, tlm::TLM_READ_COMMAND, page + 0x10), 8U);
  EXPECT_EQ(s.foreign.data, pattern);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 0U);
  EXPECT_TRUE(s.memory.seen.empty());
}

TEST(Debugging, StopsAtAPageThatIsNotMapped) {
  System s;
  s.map(page, frame);
  s.start();
  EXPECT_EQ(debug(s, tlm::TLM_READ_COMMAND, behind - 4), 4U);
  EXPECT_EQ(debug(s, tlm::TLM_READ_COMMAND, behind), 0U);
}

}  // namespace
}  // namespace vapa

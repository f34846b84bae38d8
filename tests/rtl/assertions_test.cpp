// Each assertion of rtl/vapa_tlb_checks.sv can fail: alone, without a TLB, its ports are driven as
// a wrong one would drive them.

#include <Vchecks.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <fstream>
#include <limits>
#include <regex>
#include <set>
#include <sstream>

#include "complaint.hpp"

namespace vapa {
namespace {

/// The checks, and what they say of a sequence of cycles.
class Rules {
 public:
  Rules() {
    context_.errorLimit(std::numeric_limits<int>::max());
    clear_rtl_complaint();
    ports.rst_n = 1;
    ports.is_free = 0xf;
    ports.req_ready = ports.rsp_ready = ports.miss_ready = ports.fill_ready = 1;
    ports.flush_ready = ports.canonical = 1;
    cycle();
  }

  void cycle() {
    ports.clk = 0;
    ports.eval();
    ports.clk = 1;
    ports.eval();
  }
  std::string said() {
    cycle();
    return rtl_complaint() == nullptr ? "" : *rtl_complaint();
  }

 private:
  VerilatedContext context_;

 public:
  Vchecks ports{&context_};
};

/// How a rule is broken, and how the same is done in keeping with it.
struct Case {
  const char* rule;
  void (*drive)(Rules&, bool breaks);
};

const Case cases[] = {
    {"response_stays",
     [](Rules& r, bool breaks) {
       r.ports.rsp_valid = 1;
       r.ports.rsp_ready = 0;
       r.cycle();
       r.ports.rsp_tag = breaks;
     }},
    {"response_stays",
     [](Rules& r, bool breaks) {
       r.ports.rsp_valid = 1;
       r.ports.rsp_ready = 0;
       r.cycle();
       r.ports.rsp_valid = !breaks;
     }},
    {"miss_stays",
     [](Rules& r, bool breaks) {
       r.ports.miss_valid = 1;
       r.ports.miss_ready = 0;
       r.cycle();
       r.ports.miss_asid = breaks;
     }},
    {"miss_stays",
     [](Rules& r, bool breaks) {
       r.ports.miss_valid = 1;
       r.ports.miss_ready = !breaks;
       r.cycle();
       r.ports.miss_valid = 0;
     }},
    {"fault_without_address",
     [](Rules& r, bool breaks) {
       r.ports.rsp_valid = 1;
       r.ports.rsp_fault = breaks ? 4 : 0;
       r.ports.rsp_pa = 0x1000;
     }},
    {"one_match", [](Rules& r, bool breaks) { r.ports.matched = breaks ? 6 : 4; }},
    {"one_outcome",
     [](Rules& r, bool breaks) {
       r.ports.look = r.ports.misses = 1;
       r.ports.responds = breaks;
     }},
    {"walks_canonical_addresses",
     [](Rules& r, bool breaks) {
       r.ports.look = r.ports.merges = 1;
       r.ports.canonical = !breaks;
     }},
    {"walks_canonical_addresses",
     [](Rules& r, bool breaks) {
       r.ports.misses = 1;
       r.ports.look = !breaks;
     }},
    {"installs_no_fault",
     [](Rules& r, bool breaks) {
       r.ports.install = r.ports.fill_valid = 1;
       r.ports.fill_fault = breaks ? 2 : 0;
     }},
    {"installs_no_fault",
     [](Rules& r, bool breaks) {
       r.ports.install = 1;
       r.ports.fill_valid = !breaks;
     }},
    {"flush_ends",
     [](Rules& r, bool breaks) {
       r.ports.flush_valid = 1;
       r.cycle();
       r.ports.flush_valid = 0;
       r.ports.flush_done = !breaks;
     }},
    {"flush_ends_once",
     [](Rules& r, bool breaks) {
       r.ports.flush_valid = !breaks;
       r.cycle();
       r.ports.flush_valid = 0;
       r.ports.flush_done = 1;
     }},
    {"fill_waits_for_draining",
     [](Rules& r, bool breaks) {
       r.ports.draining = 1;
       r.ports.req_ready = 0;
       r.ports.fill_ready = breaks;
     }},
    {"fill_waits_for_draining",
     [](Rules& r, bool breaks) {
       r.ports.draining = 1;
       r.ports.fill_ready = 0;
       r.ports.req_ready = breaks;
     }},
    {"reset_empties",
     [](Rules& r, bool breaks) {
       r.ports.rst_n = !breaks;
       r.cycle();
       r.ports.is_free = 0x7;
     }},
};

class Rule : public testing::TestWithParam<Case> {};

TEST_P(Rule, ObjectToWhatBreaksThemAndToNothingElse) {
  const auto [rule, drive] = GetParam();
  Rules rules;
  drive(rules, true);
  const std::string said = rules.said();
  const std::string name = fmt::format("Assertion failed in TOP.vapa_tlb_checks.{}:", rule);
  EXPECT_THAT(said, testing::HasSubstr(name));
  EXPECT_EQ(said.find("Assertion failed"), said.rfind("Assertion failed")) << said;
}

TEST_P(Rule, SayNothingOfTheSameDoneRightly) {
  Rules rules;
  GetParam().drive(rules, false);
  EXPECT_EQ(rules.said(), "");
}

INSTANTIATE_TEST_SUITE_P(Each, Rule, testing::ValuesIn(cases), [](const auto& one) {
  return fmt::format("{}_{}", one.param.rule, one.index);
});

/// Every label before an assertion in the file stands in the table.
TEST(Assertions, AreAllInTheTable) {
  std::ifstream file(std::string(VAPA_SOURCE_DIR) + "/rtl/vapa_tlb_checks.sv");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string checks = text.str();
  const std::regex label(R"((\w+) :\s+assert property)");
  std::set<std::string> asserted, tabled;
  for (std::sregex_iterator at(checks.begin(), checks.end(), label), end; at != end; ++at)
    asserted.insert((*at)[1]);
  for (const Case& one : cases) tabled.insert(one.rule);
  EXPECT_FALSE(asserted.empty());
  EXPECT_EQ(asserted, tabled);
}

}  // namespace
}  // namespace vapa

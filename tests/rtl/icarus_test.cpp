// Icarus, another simulator, with the netlist mapped onto standard cells: it answers a recorded
// stimulus as it does under Verilator. Absent payloads of inputs are unknown (x).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdio>
#include <fstream>

#include "cosim/bench.hpp"
#include "cosim/random_stimulus.hpp"
#include "support/scratch_folder.hpp"
#include "variants.hpp"

namespace vapa {
namespace {

/// Binary digits, in the order in which they are added.
class Bits {
 public:
  void add(bool known, std::uint64_t value, unsigned width) {
    for (unsigned i = width; i-- > 0;)
      text_ += known ? static_cast<char>('0' + (value >> i & 1U)) : 'x';
  }
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

class Recorder {
 public:
  Recorder(const PipelinedTlbConfig& config, TlbDevice& device) : c_(config), device_(device) {}

  void note(const cosim::CycleView& v) { text_ += line(inputs(v.in, true), outputs(v.device)); }
  std::string text() const {
    const std::string nothing(outputs(TlbOut{}).size(), 'x');
    return line(inputs(TlbIn{}, false), nothing) + text_;
  }

 private:
  static std::string line(const std::string& in, const std::string& out) {
    std::string expected = out;
    std::string counts = out;
    std::replace(expected.begin(), expected.end(), 'x', '0');
    for (char& bit : counts) bit = bit == 'x' ? '0' : '1';
    return in + ' ' + expected + ' ' + counts + '\n';
  }

  unsigned vpn_bits() const { return c_.va_bits - 12; }
  unsigned ppn_bits() const { return c_.pa_bits - 12; }
  static unsigned number_bits(unsigned n) {
    return n == 1 ? 1 : static_cast<unsigned>(std::bit_width(n - 1));
  }

  std::string inputs(const TlbIn& in, bool rst_n) const {
    const auto request = in.request.value_or(TlbRequest{});
    const auto fill = in.fill.value_or(TlbFill{});
    const auto flush = in.flush.value_or(TlbFlush{});
    const bool asks = in.request.has_value();
    const bool fills = in.fill.has_value();
    const bool flushes = in.flush.has_value();
    Bits b;
    b.add(true, rst_n, 1);
    b.add(true, asks, 1);
    b.add(asks, request.tag, c_.tag_bits);
    b.add(asks, request.va.value, 64);
    b.add(asks, static_cast<unsigned>(request.op), 2);
    b.add(asks, request.asid.value, c_.asid_bits);
    b.add(asks, request.mode.bits(), 5);
    b.add(true, in.response_ready, 1);
    b.add(true, in.miss_ready, 1);
    b.add(true, fills, 1);
    b.add(fills, fill.id, number_bits(c_.miss_entries));
    b.add(fills, static_cast<unsigned>(fill.fault), 3);
    b.add(fills, fill.level, 3);
    b.add(fills, fill.pa.value >> 12U, ppn_bits());
    b.add(fills, fill.rights, 7);
    b.add(true, flushes, 1);
    b.add(flushes, flush.va.has_value(), 1);
    b.add(flush.va.has_value(), flush.va.value_or(VirtAddr{0}).value, 64);
    b.add(flushes, flush.asid.has_value(), 1);
    b.add(flush.asid.has_value(), flush.asid.value_or(Asid{0}).value, c_.asid_bits);
    b.add(true, in.debug_index, number_bits(c_.entries));
    return b.text();
  }

  std::string outputs(const TlbOut& out) const {
    const auto response = out.response.value_or(TlbResponse{});
    const auto miss = out.miss.value_or(TlbMiss{});
    const bool answers = out.response.has_value();
    const bool misses = out.miss.has_value();
    Bits b;
    b.add(true, out.request_ready, 1);
    b.add(true, answers, 1);
    b.add(answers, response.tag, c_.tag_bits);
    b.add(answers, static_cast<unsigned>(response.fault), 3);
    b.add(answers, response.pa.value, c_.pa_bits);
    b.add(true, misses, 1);
    b.add(misses, miss.id, number_bits(c_.miss_entries));
    b.add(misses, miss.page.value >> 12U, vpn_bits());
    b.add(misses, static_cast<unsigned>(miss.op), 2);
    b.add(misses, miss.asid.value, c_.asid_bits);
    b.add(misses, miss.mode.bits(), 5);
    b.add(true, out.fill_ready, 1);
    b.add(true, out.flush_ready, 1);
    b.add(true, out.flush_done, 1);
    add_entry(b);
    add_counts(b);
    return b.text();
  }

  void add_entry(Bits& b) const {
    const auto entry = device_.entry();
    const TlbEntry e = entry.value_or(TlbEntry{});
    const bool known = entry.has_value();
    b.add(true, known, 1);
    b.add(known, e.va.value >> 12U, vpn_bits());
    b.add(known, e.held, 2);
    b.add(known, e.mapped, 3);
    b.add(known, e.asid.value, c_.asid_bits);
    b.add(known, e.rights, 7);
    b.add(known, e.pa.value >> 12U, ppn_bits());
  }

  void add_counts(Bits& b) const {
    const TlbCounts n = *device_.counts();
    for (const std::uint64_t count : {n.hits, n.misses, n.merges, n.agains, n.flushes})
      b.add(true, count, 32);
  }

  PipelinedTlbConfig c_;
  TlbDevice& device_;
  std::string text_;
};

std::string stimulus_of(const RtlVariant& variant, Cycle cycles) {
  const auto device = make_rtl_variant(variant.name, 1, 0);
  const auto capabilities = cosim::capabilities_of(variant.config);
  cosim::EpochSettings settings;
  settings.seed = 7;
  settings.cycles = cycles;
  cosim::Bench bench({device.get(), nullptr}, capabilities, settings);
  cosim::RandomStimulus stimulus(bench.world(), capabilities, 8);
  Recorder recorder(variant.config, *device);
  const auto mismatch = bench.run(stimulus, nullptr, [&](const auto& v) { recorder.note(v); });
  EXPECT_FALSE(mismatch) << mismatch->what;
  EXPECT_GE(bench.cycles(), cycles);
  return recorder.text();
}

std::string run(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), n);
  pclose(pipe);
  return out;
}

class Icarus : public test::ScratchFolder {
 protected:
  void SetUp() override {
    if (run("command -v iverilog").empty()) GTEST_SKIP() << "iverilog is missing";
  }
  /// What Icarus says of this stimulus.
  std::string verdict(const std::string& stimulus) {
    std::ofstream(folder() / "stimulus.txt") << stimulus;
    return run(fmt::format("cd {} && iverilog -g2005 -o bench {} {} 2>&1 && vvp -n bench 2>&1",
                           folder().string(), BENCH, NETLIST));
  }
  static const RtlVariant& netlist() {
    static const RtlVariant variant = rtl_variants().back();
    return variant;
  }
};

TEST_F(Icarus, AgreesOnARecordedStimulus) {
  constexpr Cycle cycles = 20'000;
  const std::string said = verdict(stimulus_of(netlist(), cycles));
  EXPECT_NE(said.find("cycles agree"), std::string::npos) << said;
  EXPECT_GE(std::stoul(said), cycles);
}

TEST_F(Icarus, ObjectsToAnotherAnswer) {
  std::string stimulus = stimulus_of(netlist(), 500);
  char& last = stimulus[stimulus.rfind(' ') - 1];  // of the count of flushes
  last = last == '0' ? '1' : '0';
  EXPECT_NE(verdict(stimulus).find("differs"), std::string::npos);
}

}  // namespace
}  // namespace vapa

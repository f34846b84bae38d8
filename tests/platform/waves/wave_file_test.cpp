// Waves as a user gets them: written by vapa, read back by GTKWave's fst2vcd.

#include <gmock/gmock.h>

#include <bitset>
#include <map>

#include "platform/cli/program.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;

/// The values of the signals of the scope vapa_tlb_waves over the time of a VCD.
class Vcd {
 public:
  explicit Vcd(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) read(line);
  }
  /// As digits 0 and 1; at the begin of a cycle.
  std::string bits(const std::string& signal, std::uint64_t cycle) const {
    const auto& values = values_.at(codes_.at(signal));
    return std::prev(values.upper_bound(cycle * ps_of_a_cycle))->second;
  }
  std::uint64_t number(const std::string& signal, std::uint64_t cycle) const {
    return std::bitset<64>(bits(signal, cycle)).to_ullong();
  }
  std::string text(const std::string& signal, std::uint64_t cycle) const {
    std::string digits = bits(signal, cycle);
    digits.insert(0, (8 - digits.size() % 8) % 8, '0');
    std::string text;
    for (std::size_t i = 0; i < digits.size(); i += 8) {
      const auto c = std::bitset<8>(digits, i, 8).to_ulong();
      if (c != 0) text += static_cast<char>(c);
    }
    return text == " " ? "" : text;
  }

 private:
  static constexpr std::uint64_t ps_of_a_cycle = 1000;

  void read(const std::string& line) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "$scope") {
      words >> word >> scopes_.emplace_back();
    } else if (word == "$upscope") {
      scopes_.pop_back();
    } else if (word == "$var") {
      std::string code;
      std::string name;
      words >> word >> word >> code >> name;
      if (scopes_.size() == 2) codes_[name] = code;
    } else if (word[0] == '#') {
      now_ = std::stoull(word.substr(1));
    } else if (word[0] == 'b') {
      std::string code;
      words >> code;
      values_[code][now_] = word.substr(1);
    } else if (word[0] == '0' || word[0] == '1') {
      values_[word.substr(1)][now_] = word.substr(0, 1);
    }
  }

  std::vector<std::string> scopes_;
  std::map<std::string, std::string> codes_;  ///< by name
  std::map<std::string, std::map<std::uint64_t, std::string>> values_;
  std::uint64_t now_ = 0;
};

const std::string steps = VAPA_SOURCE_DIR "/waves/steps/";

/// What fst2vcd makes of it; empty where there is none.
std::string as_vcd(const Scratch& scratch, const std::string& fst) {
  const std::string command = fmt::format("fst2vcd -f {} -o {} >/dev/null 2>&1", scratch.path(fst),
                                          scratch.path("back.vcd"));
  return std::system(command.c_str()) == 0 ? scratch.read("back.vcd") : "";
}

// waves/steps/hit.txt: request 2 moves in cycle 16 and is answered in 18.
void expect_the_hit(const Vcd& wave) {
  EXPECT_EQ(wave.text("lane_request", 15), "");
  EXPECT_EQ(wave.text("lane_request", 16), "#2 load 5008");
  EXPECT_EQ(wave.text("lane_lookup", 17), "#2 hit");
  EXPECT_EQ(wave.text("lane_response", 18), "#2 8000005008");
  EXPECT_EQ(wave.number("cycle", 18), 18U);
  EXPECT_EQ(wave.bits("rsp_valid", 17), "0");
  EXPECT_EQ(wave.bits("rsp_valid", 18), "1");
  EXPECT_EQ(wave.bits("twin_rsp_valid", 17), "0");
  EXPECT_EQ(wave.bits("twin_rsp_valid", 18), "1");
  EXPECT_EQ(wave.number("rsp_pa", 18), 0x8000005008U);
  EXPECT_EQ(wave.number("twin_rsp_pa", 18), 0x8000005008U);
  EXPECT_EQ(wave.number("count_hit", 18), wave.number("twin_count_hit", 18));
  EXPECT_EQ(wave.number("count_hit", 18), 1U);
}

TEST(Waves, AnFstShowsAHitWithItsTwinAndItsNames) {
  const Scratch scratch;
  const Ending ending =
      run_vapa(scratch, {"cosim", "--replay", steps + "hit.txt", "--wave", "hit.fst"});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("the wave is in hit.fst; `gtkwave hit.gtkw` shows it"));
  EXPECT_THAT(scratch.read("hit.gtkw"), HasSubstr("[dumpfile] \"hit.fst\""));
  EXPECT_THAT(scratch.read("hit.filters/op.filter"), HasSubstr("1 store\n"));
  const std::string text = as_vcd(scratch, "hit.fst");
  if (text.empty()) GTEST_SKIP() << "fst2vcd of the package gtkwave is not installed";
  expect_the_hit(Vcd(text));
}

TEST(Waves, AVcdHoldsTheSame) {
  const Scratch scratch;
  const Ending ending =
      run_vapa(scratch, {"cosim", "--replay", steps + "hit.txt", "--wave", "hit.vcd"});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_FALSE(std::filesystem::exists(scratch.path("hit.vcd.fst")));
  expect_the_hit(Vcd(scratch.read("hit.vcd")));
}

TEST(Waves, ShowAFlushThatOvertakesAWalk) {
  const Scratch scratch;
  run_vapa(scratch, {"cosim", "--replay", steps + "flush-overtakes.txt", "--wave", "f.vcd"});
  const Vcd wave(scratch.read("f.vcd"));
  EXPECT_EQ(wave.text("lane_flush", 6), "va 5000 asid 2945");
  EXPECT_EQ(wave.text("lane_flush", 7), "done");
  EXPECT_EQ(wave.text("lane_fill", 8), "walk 0 512GiB 8000000000");
  EXPECT_EQ(wave.text("lane_response", 11), "#1 8000005000");
  EXPECT_EQ(wave.text("lane_lookup", 13), "#2 miss");
}

TEST(Waves, ACampaignInWhichNothingFailsSaysThatItWroteNone) {
  const Scratch scratch;
  const Ending ending =
      run_vapa(scratch, {"cosim", "--dut", "small", "--cycles", "20k", "--wave", "w.fst"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_THAT(ending.out, HasSubstr("w.fst: not written, because nothing failed"));
  EXPECT_FALSE(std::filesystem::exists(scratch.path("w.fst")));
}

TEST(Waves, AreNotWrittenOverOtherFiles) {
  const Scratch scratch;
  scratch.write("steps", "kept");
  for (const auto& [option, file] : std::vector<std::pair<std::string, std::string>>{
           {"--junit", "w.fst"}, {"--save", "./w.gtkw"}}) {
    const Ending ending = run_vapa(
        scratch, {"cosim", "--dut", "small", "--cycles", "20k", "--wave", "w.fst", option, file});
    EXPECT_EQ(ending.status, 2);
    EXPECT_THAT(ending.err, HasSubstr(file + ": is named twice"));
  }
  const Ending run =
      run_vapa(scratch, {"run", "--workload", "uniform:accesses=9", "--set", "mmu.dtlb.model=rtl",
                         "--stats", "w.fst", "--wave", "w.fst"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("w.fst: is named twice"));
}

TEST(Waves, KnowBeforehandThatWhatBelongsToThemCannotBeWritten) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path("a.gtkw"));
  scratch.write("b.filters", "no folder");
  for (const char* wave : {"a.fst", "b.fst"}) {
    const Ending ending =
        run_vapa(scratch, {"cosim", "--dut", "small", "--cycles", "1T", "--wave", wave});
    EXPECT_EQ(ending.status, 2);
    EXPECT_THAT(ending.err, HasSubstr("folder"));
  }
}

TEST(Waves, LeaveASaveFileThatIsNotOfThem) {
  const Scratch scratch;
  scratch.write("hit.gtkw", "[*]\n[*] GTKWave Analyzer\n");
  const Ending ending =
      run_vapa(scratch, {"cosim", "--replay", steps + "hit.txt", "--wave", "hit.fst"});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("shows it, as it was before: it is not vapa's"));
  EXPECT_EQ(scratch.read("hit.gtkw"), "[*]\n[*] GTKWave Analyzer\n");
}

// vapa becomes vapa-waves: there is no child that a signal does not reach.
TEST(Waves, EndWithTheSignalThatEndsVapa) {
  const Scratch scratch;
  const std::string command = fmt::format(
      "cd {} && {{ {} run --quiet --set mmu.dtlb.model=rtl --wave w.fst "
      "--workload uniform:footprint=1MiB,accesses=1000G & p=$!; "
      "for i in $(seq 1200); do ls w.fst.*.hier >/dev/null 2>&1 && break; sleep 0.05; done; "
      "kill -TERM $p; wait $p; echo $? > status; }}",
      scratch.path(""), VAPA_EXECUTABLE);
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(scratch.read("status"), "130\n");
  EXPECT_TRUE(std::filesystem::exists(scratch.path("w.fst")));
  EXPECT_TRUE(std::filesystem::exists(scratch.path("w.gtkw")));
}

/// Without the manifest, which names the program.
std::string statistics(const std::string& json) { return json.substr(json.find("\"stats\"")); }

TEST(Waves, OfAMachineShowItsDataTlb) {
  const Scratch scratch;
  const Ending ending = run_vapa(
      scratch, {"run", "--workload", "sequential:footprint=64KiB,accesses=200", "--set",
                "mmu.dtlb.model=rtl", "--quiet", "--stats", "traced.json", "--wave", "m.vcd"});
  ASSERT_EQ(ending.status, 0) << ending.err;
  const Vcd wave(scratch.read("m.vcd"));
  EXPECT_THAT(wave.text("lane_request", 1), HasSubstr("#0 load "));
  EXPECT_EQ(wave.text("lane_lookup", 2), "#0 miss");
  EXPECT_THAT(wave.text("lane_miss", 3), HasSubstr("walk 0 "));
  run_vapa(scratch, {"run", "--workload", "sequential:footprint=64KiB,accesses=200", "--set",
                     "mmu.dtlb.model=rtl", "--quiet", "--stats", "plain.json"});
  EXPECT_EQ(statistics(scratch.read("traced.json")), statistics(scratch.read("plain.json")));
}

}  // namespace
}  // namespace vapa

// What users get wrong, what vapa says, and that it ends with status 2: no crash, no hang, no
// silent default.

#include <gmock/gmock.h>

#include <sstream>

#include "platform/cli/program.hpp"

namespace vapa {
namespace {

using Words = std::vector<std::string>;

struct BadInput {
  const char* name;
  Words arguments;      ///< of vapa, run in a folder that holds `input`
  std::string input;    ///< contents of the file "input"
  const char* message;  ///< a part of what stands on stderr
};

const Words machine{"config", "--toml", "input"};

Words set(const std::string& assignment) { return {"config", "--toml", "--set", assignment}; }

Words run(const Words& rest) {
  Words words{"run", "--quiet"};
  words.insert(words.end(), rest.begin(), rest.end());
  return words;
}

const Words sweep{"sweep", "--dry-run", "input"};

const Words stimulus{"cosim", "--replay", "input"};

/// A sweep specification over a small workload.
std::string spec(const std::string& rest) {
  return "workloads = [\"sequential:footprint=4096,accesses=10\"]\n" + rest + "\n";
}

// Each row stands for a way of going wrong; the list grows with every way that a user finds.
const std::vector<BadInput> table{
    // ---- configuration files
    {"UnknownKey", machine, "[mmu.dtlb]\nentires = 64\n",
     "input:2:1: mmu.dtlb.entires: no such key; did you mean mmu.dtlb.entries"},
    {"UnknownSection", machine, "[mmu.l2tbl]\nentries = 64\n",
     "input:2:1: mmu.l2tbl.entries: no such key; did you mean mmu.l2tlb.entries"},
    {"KeyWithoutItsSection", machine, "l2tlb.entries = 64\n",
     "input:1:7: l2tlb.entries: no such key; did you mean mmu.l2tlb.entries"},
    {"ValueForASection", machine, "mmu = 5\n",
     "input:1:1: mmu: is a section, not a key; `vapa config mmu` lists its keys"},
    {"TextForANumber", machine, "mmu.dtlb.entries = \"many\"\n",
     "mmu.dtlb.entries: must be a whole number from 0 to 4294967295, is \"many\""},
    {"FractionForAWholeNumber", machine, "mmu.dtlb.entries = 64.0\n",
     "mmu.dtlb.entries: must be a whole number from 0 to 4294967295, is 64.0"},
    {"ReadaheadWithoutALimit", set("kernel.readahead=64GiB"), "",
     "kernel.readahead: must be above 0 and at most 1GiB"},
    {"NegativeNumber", machine, "mmu.dtlb.entries = -64\n", "is -64"},
    {"NumberTooLargeForItsKey", machine, "mmu.dtlb.entries = 4294967296\n", "is 4294967296"},
    {"NumberTooLargeForToml", machine, "seed = 99999999999999999999\n", "input:1:"},
    {"RtlThatWasNotBuilt",
     run({"--workload", "sequential:footprint=4096,accesses=10", "--set", "mmu.dtlb.model=rtl",
          "--set", "mmu.dtlb.entries=192"}),
     "", "--set mmu.dtlb.model=rtl: mmu.dtlb.model: the RTL was not built for"},
    {"NumberForASwitch", machine, "mmu.dtlb.enabled = 1\n",
     "mmu.dtlb.enabled: must be true or false, is 1"},
    {"UnknownName", machine, "mmu.dtlb.replacement = \"lfu\"\n",
     "must be one of lru, plru, fifo, random, srrip, is \"lfu\"; did you mean lru"},
    {"SizeWithAWrongUnit", machine, "memory.size = \"16GB\"\n",
     "memory.size: must be a size in bytes (4096, \"4KiB\", \"2MiB\", \"1GiB\"), is \"16GB\""},
    {"SizeThatOverflows", machine, "memory.size = \"16777216TiB\"\n",
     "memory.size: must be a size"},
    {"ListOfWrongSizes", machine, "mmu.dtlb.page_sizes = [\"4KiB\", \"big\"]\n",
     "mmu.dtlb.page_sizes: must be a list of sizes"},
    {"DateForANumber", machine, "mmu.dtlb.ways = 2007-01-01\n",
     "mmu.dtlb.ways: must be a whole number from 0 to 4294967295, is a date"},
    {"NoFiniteNumber", machine, "cpu.frequency = inf\n", "cpu.frequency: must be a finite number"},
    {"KeyTwice", machine, "seed = 1\nseed = 2\n", "input:2:"},
    {"UnclosedTable", machine, "[mmu\n", "input:1:5: is no TOML"},
    {"UnclosedText", machine, "mmu.dtlb.replacement = \"lru\n", "input:1:"},
    {"BinaryFile", machine,
     std::string("\x7f"
                 "ELF\0\1",
                 6),
     "input:1:1: is no TOML"},
    {"NoSuchFile",
     {"config", "--toml", "machine.toml"},
     "",
     "machine.toml: cannot be opened: No such file or directory"},
    {"FolderForAFile", {"config", "--toml", "."}, "", ".: cannot be read: Is a directory"},
    {"EndlessFile", {"config", "--toml", "/dev/zero"}, "", "/dev/zero: is larger than"},

    // ---- impossible machines
    {"WaysThatDoNotDivide", machine, "[mmu.dtlb]\nentries = 64\nways = 6\n",
     "input:3:1: mmu.dtlb.ways: must divide entries (64)"},
    {"ConflictWithADefault", machine, "mmu.dtlb.entries = 64\n",
     "input:1:10: mmu.dtlb.entries: conflicts with the default mmu.dtlb.ways = 6"},
    {"ConflictOnTheCommandLine", set("mmu.dtlb.entries=64"), "",
     "--set mmu.dtlb.entries=64: mmu.dtlb.entries: conflicts with the default mmu.dtlb.ways = 6"},
    {"NoEntries", set("mmu.itlb.entries=0"), "", "mmu.itlb.entries: must be from 1 to 1048576"},
    {"SetsThatAreNoPowerOfTwo", set("mmu.l2tlb.entries=1536"), "", "must be a power of two"},
    {"TreePlruOfSixWays", set("mmu.dtlb.replacement=plru"), "",
     "plru needs a power of two of ways, not 6; use lru"},
    {"NoPageSize", set("mmu.dtlb.page_sizes=[]"), "", "must name at least one page size"},
    {"PageSizeThatIsNoPowerOfTwo", set("mmu.dtlb.page_sizes=5000"), "",
     "mmu.dtlb.page_sizes: 5000 is not a power of two"},
    {"PageSizeThatIsNone", set("mmu.dtlb.page_sizes=1"), "", "mmu.dtlb.page_sizes: 1 is less than"},
    {"PageSizeThatTheFormatDoesNotHave", set("mmu.l2tlb.page_sizes=8KiB"), "",
     "mmu.l2tlb.page_sizes: holds none of the page sizes of paging.format (4KiB, 2MiB, 1GiB)"},
    {"PagesThatNoTlbHolds",
     {"config", "--toml", "--set", "paging.format=generic", "--set", "paging.generic_page_bits=6",
      "--set", "memory.size=1MiB", "--set", "cache.l1i.index=pipt", "--set",
      "cache.l1d.index=pipt"},
     "",
     "holds none of the page sizes of paging.format (64)"},
    {"CacheSizeThatDoesNotFitItsWays", set("cache.l1d.size=40KiB"), "", "cache.l1d.size: must be"},
    {"LineThatIsNoPowerOfTwo", set("cache.l2.line=48"), "",
     "cache.l2.line: must be a power of two"},
    {"ClockStandsStill", set("cpu.frequency=0"), "",
     "cpu.frequency: must be from 0.001 to 100 GHz"},
    {"NoQuantum", set("cpu.quantum=0"), "", "cpu.quantum: must be at least 1 cycle"},
    {"AsidTooWide", set("mmu.asid_bits=17"), "", "mmu.asid_bits: must be from 0 to 16"},
    {"MemoryOfHalfAPage", set("memory.size=2048"), "", "memory.size: must be a multiple of 4096"},
    {"MemoryBeyondThePhysicalAddresses", set("memory.size=1024TiB"), "",
     "memory.size: 1024TiB is more than the 64TiB that the page table's entries reach"},
    {"MemoryBeyondTheEntries", set("paging.format=generic"), "",
     "conflicts with the default memory.size = \"16GiB\": 16GiB is more than the 4GiB that the "
     "page table's entries reach"},
    {"WaysOfSeveralPagesBesideTheTlb", set("cache.l1d.ways=6"), "",
     "conflicts with the default cache.l1d.index = \"vipt\": vipt needs ways of at most a page "
     "(4KiB), size / ways is 8KiB"},

    // ---- command lines
    {"StatsIntoTheWorkload", run({"--workload", "input", "--stats", "./input"}), " L 1000,8\n",
     "./input: is named twice; write to a file of its own"},
    {"StatsAndWalksIntoOneFile",
     run({"--workload", "uniform:accesses=10", "--stats", "s", "--walks", "./s"}), "",
     "./s: is named twice"},
    {"StatsWithoutAName", run({"--workload", "uniform:accesses=10", "--stats", ""}), "",
     "an output file has an empty name; give it one"},
    {"WalksIntoAFolder", run({"--workload", "uniform:accesses=10", "--walks", "."}), "",
     ".: is a folder; name a file in it"},
    {"NoCommand", {}, "", "A subcommand is required"},
    {"UnknownCommand", {"rnu"}, "", "rnu: no such command; did you mean run?"},
    {"UnknownOption", run({"--workload", "W", "--stat", "f"}), "",
     "did you mean --stats or --set?"},
    {"OptionWithoutItsValue", {"config", "--toml", "--set"}, "", "--set"},
    {"SetWithoutAValue", set("mmu.dtlb.entries="), "", "must have the form key=value"},
    {"SetWithoutAKey", set("=5"), "", "must have the form key=value"},
    {"SetWithoutAnEqualsSign", set("mmu.dtlb.entries"), "", "must have the form key=value"},
    {"SetWithoutToml", {"config", "--set", "seed=1"}, "", "--toml"},
    {"UnknownKeyAskedFor", {"config", "mmu.dtbl"}, "", "mmu.dtbl: no such key or section"},
    {"RunWithoutAWorkload", {"run"}, "", "--workload is required"},
    {"CountThatIsNone", run({"--workload", "W", "--limit", "12x"}), "",
     "--limit 12x: must be a whole number below 2^64 such as 5000, 10k"},
    {"NegativeCount", run({"--workload", "W", "--skip=-1"}), "",
     "--skip -1: must be a whole number"},
    {"CountThatOverflows", run({"--workload", "W", "--warmup", "99999999T"}), "", "--warmup"},
    {"StatsInNoFolder",
     run({"--workload", "uniform:footprint=1MiB,accesses=10,seed=1", "--stats", "no/such/f.json"}),
     "", "no/such/f.json: cannot be written"},
    {"TwoConfigurations", run({"--workload", "W", "a.toml", "b.toml"}), "", "b.toml: not expected"},

    // ---- results
    {"DiffOfOneFile", {"diff", "input"}, "", "B is required"},
    {"DiffOfAMissingFile", {"diff", "input", "none.json"}, "{}", "input: is no result of vapa"},
    {"DiffOfNoJson",
     {"diff", "input", "input"},
     "seed = 1\n",
     "input: is no result of vapa: parse error at line 1, column 1"},
    {"DiffOfOtherJson",
     {"diff", "input", "input"},
     "{\"manifest\": {}, \"config\": {}}",
     "input: is no result of vapa: it has no object \"units\""},

    // ---- sweeps
    {"NoSuchSpecification", {"sweep", "none.toml"}, "", "none.toml"},
    {"SpecificationThatIsNoToml", sweep, "[axes", "input:1:"},
    {"UnknownKeyOfASweep", sweep, spec("axess = 1"),
     "axess: no such key in a sweep; did you mean axes?"},
    {"SweepWithoutWorkloads", sweep, "title = \"x\"\n", "workloads"},
    {"UnknownAxis", sweep, spec("[axes]\nmmu.dtlb.entires = [1, 2]"),
     "input:3:10: mmu.dtlb.entires: no such key of the configuration; did you mean "
     "mmu.dtlb.entries"},
    {"AxisWithoutValues", sweep, spec("[axes]\nmmu.dtlb.ways = []"),
     "mmu.dtlb.ways: has no values"},
    {"AxisWithAWrongValue", sweep, spec("[axes]\nmmu.dtlb.ways = [1, \"many\"]"),
     "mmu.dtlb.ways: must be a whole number"},
    {"RangeWithoutAStep", sweep, spec("[axes]\nmmu.dtlb.ways = {from=1, to=4}"), "step is missing"},
    {"RangeTooLong", sweep, spec("[axes]\nmmu.dtlb.ways = {from=1, to=1000000, step=1}"),
     "more than 10000 values"},
    {"PowersOfTwoOfOthers", sweep, spec("[axes]\nmmu.dtlb.ways = {pow2=[3, 12]}"),
     "pow2 needs powers of two"},
    {"ZippedAxesOfUnequalLength", sweep,
     spec("[[zip]]\nmmu.dtlb.entries = [4, 8]\nmmu.dtlb.ways = [4]"), "has 1 values where"},
    {"ImpossiblePoint", sweep, spec("[axes]\nmmu.dtlb.entries = [96, 100]"),
     "mmu.dtlb.entries = 100: mmu.dtlb.ways: must divide entries"},
    {"ConstraintThatIsNone", sweep, spec("constraints = [\"mmu.dtlb.ways <\"]"), "constraints: "},
    {"ConstraintsThatLeaveNothing", sweep, spec("constraints = [\"1 > 2\"]"), "leave no point"},
    {"UnknownMetric", sweep, spec("metrics = [\"mmu.dtlb.mpkl\"]"), "did you mean mmu.dtlb.mpki"},
    {"SweepOfAMissingTrace", sweep, "workloads = [\"gone.vapa\"]\n", "no such trace: "},
    {"NoJobs", {"sweep", "input", "--jobs", "0"}, "", "--jobs"},
    {"ReportOfNoSweep", {"report", "."}, "", "vapa: "},

    // ---- workloads and traces
    {"NoSuchTrace", run({"--workload", "gone.vapa"}), "",
     "gone.vapa': no such file and no pattern"},
    {"EmptyTrace", run({"--workload", "./input"}), "", "an empty file"},
    {"TraceThatIsNone", run({"--workload", "./input"}),
     std::string("\x7f"
                 "ELF\0\1\2\3",
                 8),
     "not a trace of vapa, of lackey or of ChampSim"},
    {"FolderForATrace", run({"--workload", "."}), "", "vapa: "},
    {"LineThatIsNoAccess", run({"--workload", "./input"}), " L 1000,8\n L 2000\n", "./input:2: "},
    {"AccessOfNoBytes", run({"--workload", "./input"}), " L 1000,8\n L 2000,0\n", "./input:2: "},
    {"AddressBeyond64Bits", run({"--workload", "./input"}), " L 11112222333344445,8\n",
     "./input:1: "},
    {"TruncatedCompression", run({"--workload", "./input"}), std::string("\x28\xb5\x2f\xfd\x04", 5),
     "./input"},
    {"TruncatedNativeTrace", {"convert", "./input", "-o", "out"}, "vapa-trace", "vapa: "},
    {"UnknownPattern", run({"--workload", "unifrom:footprint=1MiB"}), "", "did you mean uniform?"},
    {"UnknownParameter", run({"--workload", "uniform:footprnt=1MiB"}), "",
     "did you mean footprint?"},
    {"FootprintOfNothing", run({"--workload", "uniform:footprint=0"}), "", "footprint=0: must be"},
    {"NothingMeasured", run({"--workload", "uniform:footprint=1MiB,accesses=10", "--skip", "1k"}),
     "", "nothing was measured"},
    {"CaptureOfNothing", {"capture", "-o", "out"}, "", "PROGRAM is required"},
    {"CaptureOfNoProgram",
     {"capture", "-o", "out", "--", "./no-such-program", "-x"},
     "",
     "no-such-program"},
    {"ConvertWithoutOutput", {"convert", "./input"}, "", "--output is required"},
    {"ExplainWithoutAnAccess", {"explain", "--workload", "uniform"}, "", "--at"},
    {"ExplainAccessZero", {"explain", "--workload", "uniform", "--at", "0"}, "", "count from 1"},
    {"ExplainBeyondTheEnd",
     {"explain", "--workload", "uniform:footprint=1MiB,accesses=10", "--at", "11"},
     "",
     "vapa: "},
    {"ExplainOfNoAddress",
     {"explain", "--workload", "uniform", "--va", "0xzz"},
     "",
     "--va 0xzz: must be an address"},
    // ---- co-verification
    {"UnknownDevice", {"cosim", "--dut", "fulll"}, "", "fulll: no such device; did you mean full"},
    {"NoCyclesOfCosim", {"cosim", "--cycles", "0"}, "", "--cycles: must be at least 1"},
    {"SaveOfSeveralDevices", {"cosim", "--save", "f"}, "", "--save: names one file"},
    {"WaveWithoutAKnownSuffix",
     {"cosim", "--dut", "full", "--wave", "wave.txt"},
     "",
     "--wave wave.txt: must end in .fst or .vcd"},
    {"WaveOfSeveralDevices", {"cosim", "--wave", "w.fst"}, "", "--wave: shows one device"},
    {"WaveThatCannotBeWritten",
     {"cosim", "--dut", "full", "--wave", "no/such/w.fst"},
     "",
     "no/such/w.fst: "},
    {"WaveOfATlbThatIsNoRtl",
     run({"--workload", "sequential:footprint=4096,accesses=10", "--wave", "w.fst"}), "",
     "--wave: shows the RTL of the data TLB; it needs --set mmu.dtlb.model=rtl"},
    {"WaveOfAMachineThatCannotBeWritten",
     run({"--workload", "sequential:footprint=4096,accesses=10", "--set", "mmu.dtlb.model=rtl",
          "--wave", "no/such/w.vcd"}),
     "", "no/such/w.vcd: "},
    {"CosimOfAMissingWorkload", {"cosim", "--workload", "nowhere"}, "", "nowhere"},
    {"EpochOfNothing", {"cosim", "--epoch", "0"}, "", "--epoch: must be from 1 to 1M"},
    {"CyclesThatAreNoCount", {"cosim", "--cycles", "many"}, "", "--cycles"},
    {"ReplayOfAMissingFile", {"cosim", "--replay", "nowhere"}, "", "nowhere: "},
    {"ReplayOfAnotherFile", stimulus, "hello\n", "input:1: must begin with 'vapa-stimulus 1'"},
    {"ReplayOfAnUnknownDevice", stimulus, "vapa-stimulus 1\ndevice x\n", "x: no such device"},
    {"ReplayOfAnUnknownAddressSpace", stimulus,
     "vapa-stimulus 1\ndevice full\nseed 4\n+0 request load va 1 asid 1 mode 1\n",
     "input: step 1: no address space has the ASID 1; with this seed there are"},
    {"ReplayOfAnEditOutside", stimulus,
     "vapa-stimulus 1\ndevice full\nseed 4\n+0 edit at 0x100000000 value 1\n",
     "input: step 1: 0x100000000 lies in no page table"},
};

void PrintTo(const BadInput& row, std::ostream* out) { *out << row.name; }

class BadInputs : public ::testing::TestWithParam<BadInput> {};

TEST_P(BadInputs, AreRefusedWithAMessageAndStatus2) {
  const Scratch scratch;
  scratch.write("input", GetParam().input);
  const Ending ending = run_vapa(scratch, GetParam().arguments);
  EXPECT_EQ(ending.status, 2) << ending.err;
  EXPECT_THAT(ending.err, ::testing::HasSubstr(GetParam().message));
  EXPECT_EQ(ending.out, "");
  std::istringstream lines(ending.err);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, ::testing::StartsWith("vapa: "));
  }
}

INSTANTIATE_TEST_SUITE_P(Table, BadInputs, ::testing::ValuesIn(table),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace vapa

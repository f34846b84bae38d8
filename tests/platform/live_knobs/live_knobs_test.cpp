// Every key of the configuration either changes a statistic on some workload or is declared
// neutral and changes none. A key that is stored and never read fails here.

#include "platform/live_knobs/knobs.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "platform/cli/program.hpp"
#include "platform/config/system_config.hpp"
#include "platform/results/result_json.hpp"

namespace vapa {
namespace {

using Stats = std::map<std::string, double>;
using Texts = std::vector<std::string>;

std::vector<Field> fields() {
  static SystemConfig config;
  Schema schema;
  config.describe(schema);
  return schema.fields();
}

Texts keys() {
  Texts names;
  for (const Field& field : fields()) names.push_back(field.key);
  return names;
}

const Knob* find(const std::vector<Knob>& knobs, const std::string& key) {
  const auto found =
      std::find_if(knobs.begin(), knobs.end(), [&](const Knob& knob) { return knob.key == key; });
  return found == knobs.end() ? nullptr : &*found;
}

Stats stats_of(const Texts& workloads, const Texts& sets) {
  const Scratch scratch;
  scratch.write("program", program_text());
  scratch.write("jump", jump_text());
  Texts arguments{"run", "--quiet", "--stats", "stats.json"};
  for (const auto& workload : workloads)
    arguments.insert(arguments.end(), {"--workload", workload});
  for (const auto& set : sets) arguments.insert(arguments.end(), {"--set", set});
  const Ending ending = run_vapa(scratch, arguments);
  EXPECT_EQ(ending.status, 0) << ending.err;
  return ending.status == 0 ? read_result(scratch.path("stats.json")).stats : Stats{};
}

Texts with(Texts sets, const Knob& knob) {
  sets.push_back(fmt::format("{}={}", knob.key, knob.value));
  return sets;
}

class Key : public ::testing::TestWithParam<std::string> {};

TEST_P(Key, IsDeclaredLiveOrNeutralOnce) {
  const bool live = find(live_knobs(), GetParam()) != nullptr;
  const bool neutral = find(neutral_knobs(), GetParam()) != nullptr;
  EXPECT_NE(live, neutral) << "give it a row in knobs.cpp";
  for (const Field& field : fields()) {
    if (field.key != GetParam()) continue;
    EXPECT_EQ(field.effect == Effect::live, live) << "describe() says otherwise";
  }
}

TEST_P(Key, DoesWhatItsDeclarationSays) {
  if (const Knob* live = find(live_knobs(), GetParam())) {
    EXPECT_NE(stats_of(live->workloads, live->around),
              stats_of(live->workloads, with(live->around, *live)));
  }
  if (const Knob* neutral = find(neutral_knobs(), GetParam())) {
    for (const std::string& workload : all_workloads()) {
      EXPECT_EQ(stats_of({workload}, neutral->around),
                stats_of({workload}, with(neutral->around, *neutral)))
          << workload;
    }
  }
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(OfTheConfiguration, Key, ::testing::ValuesIn(keys()), test_name);

TEST(TheTable, HasNoRowWithoutAKey) {
  const Texts known = keys();
  for (const auto* knobs : {&live_knobs(), &neutral_knobs()}) {
    for (const Knob& knob : *knobs) EXPECT_THAT(known, ::testing::Contains(knob.key));
  }
}

}  // namespace
}  // namespace vapa

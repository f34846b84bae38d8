#include "platform/scenario/compare.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/print.hpp"

namespace vapa::scenario {
namespace {

std::vector<Played> play_on_linux(const Scenario& scenario) {
  return play(scenario, *make_linux_world(setup_of(scenario)), linux_version());
}

std::vector<Played> play_in_model(const Scenario& scenario, const ModelSettings& settings) {
  return play(scenario, *make_model_world(setup_of(scenario), settings), newest);
}

}  // namespace

std::optional<Disagreement> compare(const Scenario& scenario, const ModelSettings& settings) {
  const std::vector<Played> native = play_on_linux(scenario);
  try {
    const std::vector<Played> model = play_in_model(scenario, settings);
    for (std::size_t n = 0; n < native.size(); ++n) {
      const Difference d = difference(model[n], native[n]);
      if (!d.none()) return Disagreement{n, model[n].facts, native[n].facts};
    }
    return std::nullopt;
  } catch (const std::exception& error) {
    return Disagreement{scenario.steps.size(), {error.what()}, {}};
  }
}

std::string describe(const Scenario& scenario, const Disagreement& d) {
  std::string text = print(scenario);
  if (d.step < scenario.steps.size()) {
    text += fmt::format("# differs: {}\n", print(scenario.steps[d.step], scenario));
  }
  return text + fmt::format("#   model  {}\n#   Linux  {}\n", fmt::join(d.model, ", "),
                            fmt::join(d.native, ", "));
}

}  // namespace vapa::scenario

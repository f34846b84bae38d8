#include "cosim_cli/cosim_replay.hpp"

#include <fmt/format.h>

#include <exception>
#include <iostream>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "cosim/event_log.hpp"
#include "cosim/stimulus_file.hpp"
#include "cosim_cli/cosim_report.hpp"
#include "terminal/distinct_files.hpp"
#include "terminal/interrupt.hpp"

namespace vapa {
namespace {

/// Leaves the replay.
struct Interrupted : std::exception {
  explicit Interrupted(Cycle c) : cycle(c) {}
  Cycle cycle;
};

class Replay {
 public:
  explicit Replay(const CosimArguments& arguments)
      : name_(arguments.replay),
        file_(cosim::parse_stimulus(read_text_file(name_, most_bytes_of_a_stimulus), name_)),
        dut_(arguments.device_named(file_.device)) {
    if (arguments.wave.empty()) return;
    wave_ = arguments.program.waves->open(dut_.name, arguments.wave);
    dut_.make = [this] { return wave_->take_device(); };
    dut_.make_twin = [this] { return wave_->take_twin(); };
  }

  int run() {
    try {
      const auto mismatch = repeat();
      show(mismatch ? mismatch->cycle : 0);
      std::cout << (mismatch ? mismatch_text(dut_.name, *mismatch)
                             : fmt::format("{}: no mismatch in {} steps\n", dut_.name,
                                           file_.items.size()));
      return mismatch ? exit_failure : exit_ok;
    } catch (const Interrupted& interrupted) {
      show(interrupted.cycle);
      std::cout << fmt::format("{}: interrupted in cycle {}, no mismatch until then\n", dut_.name,
                               interrupted.cycle);
      return exit_interrupted;
    }
  }

 private:
  std::optional<cosim::Mismatch> repeat() {
    try {
      return cosim::replay(dut_, file_.epoch, file_.items, [this](const cosim::CycleView& v) {
        if (guard_.interrupted()) throw Interrupted(v.cycle);
        log_.note(v);
        if (wave_) wave_->note(v);
      });
    } catch (const InputError& error) {
      throw InputError(fmt::format("{}: {}", name_, error.what()));
    }
  }

  void show(Cycle looked_at) {
    std::cout << log_.text();
    if (!wave_) return;
    wave_->finish(looked_at);
    std::cout << fmt::format("the wave is in {}\n", wave_->words());
  }

  const InterruptGuard guard_;
  std::string name_;
  cosim::StimulusFile file_;
  cosim::Dut dut_;
  std::unique_ptr<CosimWave> wave_;
  cosim::EventLog log_{shown_cycles};
};

}  // namespace

int run_replay(const CosimArguments& arguments) {
  if (!arguments.wave.empty()) {
    const CosimWaves& waves = *arguments.program.waves;
    check_distinct(waves.files(arguments.wave), {arguments.replay});
    waves.check(arguments.wave);
    if (!waves.open) return waves.hand_over();
  }
  return Replay(arguments).run();
}

}  // namespace vapa

#include "cosim_cli/cosim_campaigns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "core/error.hpp"
#include "cosim/event_log.hpp"
#include "cosim_cli/cosim_outputs.hpp"
#include "cosim_cli/cosim_report.hpp"
#include "terminal/interrupt.hpp"
#include "terminal/status_line.hpp"

namespace vapa {
namespace {

using cosim::CampaignResult;
using cosim::Dut;
using cosim::Failure;

class Clock {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Campaigns {
 public:
  explicit Campaigns(const CosimArguments& arguments) : arguments_(arguments), outputs_(arguments) {
    if (arguments.workload.empty()) return;
    workload_ = arguments.program.workload(arguments.workload);
    if (!workload_.notice.empty()) print_error(arguments.program.name, workload_.notice);
  }

  int run() {
    try {
      for (const Dut& dut : arguments_.chosen()) {
        hold(dut);
        std::cout.flush();
      }
    } catch (const std::exception&) {  // of a device
      attempt([&] { outputs_.write_verdicts(cases_); });
      throw;
    }
    auto summary = coverage_.summary(capabilities_);
    if (workload_.begin) summary.missing.clear();  // no program hits them all
    std::cout << coverage_text(summary);
    const bool failed = any(CosimCase::Verdict::mismatch);
    if (!arguments_.wave.empty() && !failed) {
      std::cout << fmt::format("{}: not written, because nothing failed\n", arguments_.wave);
    }
    std::cout.flush();
    const bool written = attempt([&] { outputs_.write_verdicts(cases_); });
    if (failed) return exit_failure;
    if (any(CosimCase::Verdict::interrupted)) return exit_interrupted;
    return written ? exit_ok : exit_bad_input;
  }

 private:
  /// A verdict stands, whatever else cannot be written.
  template <class Step>
  bool attempt(const Step& step) const {
    try {
      step();
      return true;
    } catch (const InputError& error) {
      print_error(arguments_.program.name, error.what());
      return false;
    }
  }

  bool any(CosimCase::Verdict verdict) const {
    return std::any_of(cases_.begin(), cases_.end(),
                       [&](const CosimCase& c) { return c.verdict == verdict; });
  }

  void hold(const Dut& dut) {
    CosimCase& now = cases_.emplace_back();
    now.name = dut.name;
    if (guard_.interrupted()) return;
    const CampaignResult result = campaign(dut, now);
    now.cycles = result.cycles;
    now.epochs = result.epochs;
    coverage_.add(result.coverage);
    capabilities_.push_back(dut.capabilities);
    if (result.failure) {
      now.verdict = CosimCase::Verdict::mismatch;
      now.failure = fmt::format("{}: {}", cosim::name_of(result.failure->mismatch.judge),
                                result.failure->mismatch.what);
      tell(dut, *result.failure);
      return;
    }
    if (!result.stopped) now.verdict = CosimCase::Verdict::no_mismatch;
    if (!result.stopped && result.epochs == 0) {
      throw InputError(fmt::format("{}: has no access", arguments_.workload));
    }
    std::cout << case_text(now);
  }

  CampaignResult campaign(const Dut& dut, CosimCase& now) {
    cosim::CampaignSettings settings = arguments_.campaign;
    if (workload_.begin) settings.lookups = workload_.begin();
    StatusLine line;
    const Clock clock;
    auto result = cosim::run_campaign(dut, settings, [&](const cosim::CampaignStatus& status) {
      line.show(cosim_progress(dut.name, status, clock.seconds(), workload_.begin != nullptr));
      return !guard_.interrupted();
    });
    line.clear();
    now.seconds = clock.seconds();
    return result;
  }

  Failure smaller(const Dut& dut, const Failure& failure) {
    StatusLine line;
    auto smaller = cosim::shrink(dut, failure, [&](std::size_t steps) {
      line.show(fmt::format("{}: a mismatch; {} of {} steps are left", dut.name, steps,
                            failure.items.size()));
      return !guard_.interrupted();
    });
    line.clear();
    return smaller;
  }

  void tell_of_resets(const Dut& dut, const Failure& failure) {
    std::cout << mismatch_text(dut.name, failure.mismatch)
              << "a new device does not fail in this epoch: reset() leaves something of the epochs "
                 "before\n";
    attempt([&] {
      std::cout << fmt::format("its {} steps are in {}\n", failure.items.size(),
                               outputs_.save(dut.name, failure));
    });
  }

  /// Shrinks, saves and shows what failed.
  void tell(const Dut& dut, const Failure& found) {
    if (!found.repeats) return tell_of_resets(dut, found);
    const Failure failure = smaller(dut, found);
    std::cout << mismatch_text(dut.name, failure.mismatch);
    std::string path;
    if (attempt([&] { path = outputs_.save(dut.name, failure); })) {
      std::cout << fmt::format(
          "{} steps of {} are enough; they are in {}, and\n  {} --replay {}\ndoes it again\n",
          failure.items.size(), found.items.size(), path, arguments_.program.name, path);
    }
    cosim::EventLog log(shown_cycles);
    cosim::replay(dut, failure.epoch, failure.items, [&](const auto& view) { log.note(view); });
    std::cout << fmt::format("the last cycles{}:\n{}",
                             dut.make_twin ? " ('!': the device differs from its twin)" : "",
                             log.text());
    std::cout.flush();
    if (arguments_.wave.empty()) return;
    if (path.empty() || !attempt([&] { trace(path, dut.name, failure.mismatch); })) {
      std::cout << fmt::format("{}: no wave was written\n", arguments_.wave);
    }
  }

  /// Has what failed repeated with a wave.
  void trace(const std::string& stimulus, const std::string& device,
             const cosim::Mismatch& mismatch) {
    const std::string& wave = arguments_.wave;
    const CosimReplay again = arguments_.program.waves->elsewhere(
        stimulus, wave, [this] { return guard_.interrupted(); });
    if (again.status == exit_failure &&
        again.out.find(mismatch_place(device, mismatch)) != std::string::npos) {
      std::cout << fmt::format("its wave is in {}; `{} --replay {} --wave {}` writes it again\n",
                               wave, arguments_.program.name, stimulus, wave);
    } else if (again.status == exit_failure &&
               again.out.find(mismatch_begin(device)) != std::string::npos) {
      std::cout << fmt::format(
          "{}: the wave shows another mismatch: the RTL does it otherwise "
          "when it is traced\n",
          wave);
    } else if (again.status == exit_ok) {
      std::cout << fmt::format(
          "{}: the wave shows no mismatch: the RTL does not do it when it is traced\n", wave);
    } else {
      throw InputError(
          fmt::format("the program that writes waves ended with status {}", again.status));
    }
  }

  const InterruptGuard guard_;
  const CosimArguments& arguments_;
  CosimOutputs outputs_;
  CosimWorkload workload_;
  cosim::Coverage coverage_;
  std::vector<cosim::Capabilities> capabilities_;
  std::vector<CosimCase> cases_;
};

}  // namespace

int run_campaigns(const CosimArguments& arguments) { return Campaigns(arguments).run(); }

}  // namespace vapa

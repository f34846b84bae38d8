// Smaller failing sequences, by leaving steps out: delta debugging (Zeller, Hildebrandt, IEEE TSE
// 28.2, 2002).

#include <algorithm>

#include "cosim/campaign.hpp"
#include "cosim/random.hpp"

namespace vapa::cosim {
namespace {

class Shrinker {
 public:
  Shrinker(const Dut& dut, Failure failure, const std::function<bool(std::size_t)>& progress)
      : dut_(dut), best_(std::move(failure)), progress_(progress) {}

  Failure run() {
    remove();
    if (retime()) remove();
    remove_delays();
    return std::move(best_);
  }

 private:
  void remove() {
    simplify_epoch();
    for (std::size_t chunk = best_.items.size(); chunk > 0 && goes_on_; chunk /= 2) {
      while (remove_chunks(chunk) && goes_on_) {
      }
    }
  }

  bool attempt(const EpochSettings& epoch, std::vector<Item> items) {
    goes_on_ = goes_on_ && (!progress_ || progress_(best_.items.size()));
    if (!goes_on_) return false;
    const auto mismatch = replay(dut_, epoch, items, nullptr);
    if (!mismatch || mismatch->judge != best_.mismatch.judge) return false;
    best_ = {epoch, std::move(items), *mismatch};
    return true;
  }

  void simplify_epoch() {
    EpochSettings epoch = best_.epoch;
    epoch.cycles = best_.mismatch.cycle;
    attempt(epoch, best_.items);
    for (bool EpochSettings::*what : {&EpochSettings::stalls, &EpochSettings::waits}) {
      epoch = best_.epoch;
      epoch.*what = false;
      attempt(epoch, best_.items);
    }
  }

  bool remove_chunks(std::size_t chunk) {
    bool removed = false;
    for (std::size_t at = 0; at < best_.items.size() && goes_on_;) {
      std::vector<Item> fewer = best_.items;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      const std::size_t count = std::min(chunk, fewer.size() - at);
      fewer.erase(first, first + static_cast<std::ptrdiff_t>(count));
      if (attempt(best_.epoch, fewer) || attempt(best_.epoch, waiting(std::move(fewer), at))) {
        removed = true;
      } else {
        at += chunk;
      }
    }
    return removed;
  }

  /// A step that only took time is replaced by a wait.
  static std::vector<Item> waiting(std::vector<Item> items, std::size_t at) {
    constexpr std::uint16_t cycles = 40;
    constexpr std::uint16_t most = 1000;
    if (at < items.size() && items[at].delay < most) {
      items[at].delay = static_cast<std::uint16_t>(items[at].delay + cycles);
    }
    return items;
  }

  /// What meets by its timing alone meets no more once steps before it are gone: the last steps are
  /// tried alone, at other times.
  bool retime() {
    constexpr unsigned tries = 1000;
    Random random(best_.epoch.seed);
    EpochSettings epoch = best_.epoch;
    epoch.stalls = epoch.waits = false;
    for (const std::size_t kept : {4U, 8U, 16U}) {
      if (kept >= best_.items.size()) break;
      for (unsigned i = 0; i < tries && goes_on_; ++i) {
        std::vector<Item> last(best_.items.end() - static_cast<std::ptrdiff_t>(kept),
                               best_.items.end());
        for (Item& item : last) item.delay = static_cast<std::uint16_t>(random.below(16));
        if (attempt(epoch, std::move(last))) return true;
      }
    }
    return false;
  }

  void remove_delays() {
    for (std::size_t i = 0; i < best_.items.size(); ++i) {
      if (best_.items[i].delay == 0) continue;
      std::vector<Item> sooner = best_.items;
      sooner[i].delay = 0;
      attempt(best_.epoch, std::move(sooner));
    }
  }

  const Dut& dut_;
  Failure best_;
  const std::function<bool(std::size_t)>& progress_;
  bool goes_on_ = true;
};

}  // namespace

Failure shrink(const Dut& dut, Failure failure, const std::function<bool(std::size_t)>& progress) {
  return Shrinker(dut, std::move(failure), progress).run();
}

}  // namespace vapa::cosim

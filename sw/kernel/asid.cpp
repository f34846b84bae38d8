#include "sw/kernel/asid.hpp"

namespace vapa::kernel {

AsidAllocator::AsidAllocator(unsigned bits, unsigned cores)
    : limit_(std::uint32_t{1} << bits), flush_(cores, false) {
  if (limit_ - 1 < cores) limit_ = 0;
}

void AsidAllocator::assign(AsidHolder& holder, std::span<AsidHolder* const> running) {
  if (!enabled() || holder.round == round_) return;
  while (kept_.contains(next_)) ++next_;
  if (next_ >= limit_) {
    begin_round(running);
    if (holder.round == round_) return;
  }
  while (kept_.contains(next_)) ++next_;
  holder = {Asid{static_cast<std::uint16_t>(next_)}, round_};
  ++next_;
}

bool AsidAllocator::take_flush(CoreId core) noexcept {
  const bool flush = flush_[core.value];
  flush_[core.value] = false;
  return flush;
}

void AsidAllocator::begin_round(std::span<AsidHolder* const> running) {
  ++round_;
  ++recycled_;
  next_ = 1;
  kept_.clear();
  for (AsidHolder* holder : running) {
    if (holder == nullptr || holder->round == 0) continue;
    holder->round = round_;
    kept_.insert(holder->asid.value);
  }
  flush_.assign(flush_.size(), true);
}

}  // namespace vapa::kernel

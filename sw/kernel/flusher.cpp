#include "sw/kernel/flusher.hpp"

#include <bit>
#include <utility>

namespace vapa::kernel {
namespace {

constexpr std::uint64_t bit(CoreId core) noexcept { return std::uint64_t{1} << core.value; }

Flush whole_space(const AddressSpace& space) { return {std::nullopt, space.asid.asid, false}; }

}  // namespace

void Flusher::finish(Job& job, std::optional<CoreId> core) {
  for (Job& other : job.others) finish(other, core);
  job.others.clear();
  if (core && job.gather.range()) {
    send(job, *core, flushes_of(job));
  } else {
    release(job.gather.frames());
  }
  job.gather = Gather();
}

void Flusher::finish_exit(Job& job, CoreId core) {
  send(job, core, {whole_space(job.space)});
  job.gather = Gather();
}

void Flusher::drop_faulting(CoreId core, const AddressSpace& space, VirtAddr va) {
  const unsigned shift = res_->format.page_shift();
  const Flush flush{va.align_down(shift), space.asid.asid, false};
  machine_->flush_local(core, {&flush, 1});
}

void Flusher::flush_all(CoreId core, Bill& bill) {
  const Flush flush{};
  machine_->flush_local(core, {&flush, 1});
  ++res_->stats.full_flushes;
  bill.charge(Work::flush, bill.cost().local_flush);
}

void Flusher::catch_up(CoreId core, AddressSpace& space, Bill& bill) {
  std::uint64_t& seen = space.flushed[core.value];
  if (seen == space.flushes) return;
  seen = space.flushes;
  const std::vector<Flush> flushes{whole_space(space)};
  machine_->flush_local(core, flushes);
  count_local(bill, flushes);
}

void Flusher::acknowledged(Ticket ticket) {
  const auto found = waiting_.find(ticket);
  if (found == waiting_.end()) return;
  const std::vector<Released> frames = std::move(found->second);
  waiting_.erase(found);
  release(frames);
}

std::vector<Flush> Flusher::flushes_of(const Job& job) const {
  const PageRange range = *job.gather.range();
  const std::uint64_t step = std::uint64_t{1} << job.gather.order();
  const std::uint64_t pages = (range.pages() + step - 1) / step;
  if (pages > res_->config.flush_ceiling) return {whole_space(job.space)};
  std::vector<Flush> flushes;
  for (Vpn page = range.first; page < range.end; page += step) {
    flushes.push_back({job.space.table.address_of(page), job.space.asid.asid, false});
  }
  return flushes;
}

void Flusher::send(Job& job, CoreId core, const std::vector<Flush>& flushes) {
  AddressSpace& space = job.space;
  const std::uint64_t others = space.running & ~bit(core);
  const bool here = (space.running & bit(core)) != 0;
  ++space.flushes;
  for (std::uint64_t rest = space.running; rest != 0; rest &= rest - 1) {
    space.flushed[static_cast<std::size_t>(std::countr_zero(rest))] = space.flushes;
  }
  if (here) {
    machine_->flush_local(core, flushes);
    count_local(job.bill, flushes);
  }
  if (others == 0) return release(job.gather.frames());

  const auto targets = static_cast<std::uint64_t>(std::popcount(others));
  ++res_->stats.shootdowns;
  res_->stats.shootdown_targets += targets;
  // Parked first: a loosely timed machine acknowledges before shootdown() returns.
  const Ticket ticket = ++last_ticket_;
  waiting_[ticket] = std::move(job.gather.frames());
  machine_->shootdown(core, others, flushes, ticket);
}

void Flusher::count_local(Bill& bill, const std::vector<Flush>& flushes) {
  const auto n = static_cast<double>(flushes.size());
  bill.charge(Work::flush, bill.cost().local_flush * n);
  if (flushes.front().va) {
    res_->stats.page_flushes += flushes.size();
  } else {
    ++res_->stats.full_flushes;
  }
}

void Flusher::release(const std::vector<Released>& frames) {
  for (const Released& r : frames) res_->frames.release(r.first, r.order);
}

}  // namespace vapa::kernel

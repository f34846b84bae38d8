#include "core/tlb/pipelined_tlb.hpp"

#include <algorithm>

namespace vapa {
namespace {

std::uint16_t low_bits(unsigned bits) { return static_cast<std::uint16_t>((1U << bits) - 1); }

}  // namespace

PipelinedTlb::PipelinedTlb(const PipelinedTlbConfig& config, std::uint64_t seed)
    : config_(config),
      seed_(seed),
      array_(config.array(), seed),
      misses_(config.miss_entries, config.waiters, config.ad_update),
      pa_mask_((std::uint64_t{1} << config.pa_bits) - 1),
      asid_mask_(low_bits(config.asid_bits)),
      tag_mask_(low_bits(config.tag_bits)) {
  for (unsigned bits = 0; bits < contexts_.size(); ++bits) {
    contexts_[bits] = Context(Asid{0}, PhysAddr{0}, RightsMode::of(bits));
  }
}

void PipelinedTlb::reset() {
  array_ = Tlb(config_.array(), seed_);
  misses_.reset();
  request_.reset();
  answer_.reset();
  counts_ = {};
  out_ = {};
}

const TlbOut& PipelinedTlb::eval(const TlbIn& in) {
  in_ = &in;
  stalled_ = out_.response && !in.response_ready;
  look_ = look();
  asking_ = misses_.asking();
  out_.miss.reset();
  if (asking_) out_.miss = misses_.miss_of(*asking_);
  const bool stays = look_.action == Action::stay || (answer_ && stalled_);
  out_.request_ready = !stays && !misses_.draining();
  out_.fill_ready = !misses_.draining();
  out_.flush_ready = !out_.flush_done;
  return out_;
}

PipelinedTlb::Look PipelinedTlb::look() noexcept {
  Look result;
  if (!request_) return result;
  result.action = Action::stay;
  if (stalled_ || answer_) return result;
  result.response.tag = request_->tag;
  if (!canonical(request_->va)) {
    result.response.fault = FaultKind::non_canonical;
    result.action = Action::respond;
    return result;
  }
  Context& context = contexts_[request_->mode.bits()];
  context.asid = request_->asid;
  const Lookup found = array_.probe(request_->va, context, request_->op);
  const bool wants_bit =
      found.verdict == Verdict::set_accessed || found.verdict == Verdict::set_dirty;
  if (found.verdict == Verdict::miss || (wants_bit && config_.ad_update)) {
    result.place = misses_.place(*request_);
    if (result.place.step != MissEntries::Step::blocked) result.action = Action::walk;
    return result;
  }
  result.action = Action::respond;
  result.counts = true;
  if (found.verdict == Verdict::allowed) {
    result.touches = true;
    result.slot = found.slot;
    result.response.pa = PhysAddr{found.pa.value & pa_mask_};
  } else {
    result.response.fault = wants_bit ? FaultKind::accessed_dirty : FaultKind::rights;
  }
  return result;
}

bool PipelinedTlb::canonical(VirtAddr va) const noexcept {
  return widened(va, config_.va_bits) == va;
}

// The order of what happens in one cycle. The lookup has read already, in eval(). Miss entries are
// overtaken before new ones are taken, and asked for before they are drained.
void PipelinedTlb::tick() {
  const bool was_draining = misses_.draining();
  const bool request_moves = in_->request && out_.request_ready;
  take_fill();
  take_flush();
  if (asking_) misses_.offered(*asking_, in_->miss_ready);
  take_lookup();
  if (!stalled_) {
    out_.response.reset();
    if (answer_) out_.response = answer_;
    if (look_.action == Action::respond) out_.response = look_.response;
    answer_.reset();
  }
  if (was_draining && !answer_) take_answer();
  if (request_moves) take_request();
}

void PipelinedTlb::take_lookup() {
  if (look_.action == Action::walk) {
    misses_.seat(*request_, look_.place);
    ++(look_.place.step == MissEntries::Step::merge ? counts_.merges : counts_.misses);
  }
  if (look_.touches) array_.touch(look_.slot);
  if (look_.counts) ++counts_.hits;
  if (look_.action != Action::stay) request_.reset();
}

void PipelinedTlb::take_fill() {
  if (!in_->fill || !out_.fill_ready) return;
  TlbFill fill = *in_->fill;
  fill.pa = PhysAddr{fill.pa.value & pa_mask_};
  fill.level = std::min(fill.level, static_cast<std::uint8_t>(config_.levels() - 1));
  const auto found = misses_.fill(fill);
  if (!found || found->overtaken || fill.fault != FaultKind::none) return;
  const auto shift = static_cast<std::uint8_t>(PipelinedTlbConfig::page_shift +
                                               PipelinedTlbConfig::level_bits * fill.level);
  array_.fill(
      {found->page.align_down(shift), fill.pa.align_down(shift), shift, fill.rights, found->asid},
      found->page);
}

void PipelinedTlb::take_flush() {
  const bool moves = in_->flush && out_.flush_ready;
  out_.flush_done = moves;
  if (!moves) return;
  Flush flush;
  if (in_->flush->va) flush.va = widened(*in_->flush->va, config_.va_bits);
  flush.asid = in_->flush->asid;
  if (flush.asid) flush.asid->value &= asid_mask_;
  flush.globals = !flush.asid;
  array_.invalidate(flush);
  misses_.overtake(flush.asid, in_->miss_ready ? asking_ : std::nullopt);
  ++counts_.flushes;
}

void PipelinedTlb::take_answer() {
  TlbResponse answer;
  if (misses_.judge(answer) == MissEntries::Judged::again) {
    ++counts_.agains;
    return;
  }
  answer.pa = PhysAddr{answer.pa.value & pa_mask_};
  answer_ = answer;
}

void PipelinedTlb::take_request() {
  request_ = in_->request;
  request_->asid.value &= asid_mask_;
  request_->tag &= tag_mask_;
}

std::optional<TlbEntry> PipelinedTlb::entry() const {
  const auto view = array_.view(in_->debug_index);
  if (!view) return std::nullopt;
  const auto level = [](unsigned shift) {
    return static_cast<std::uint8_t>((shift - PipelinedTlbConfig::page_shift) /
                                     PipelinedTlbConfig::level_bits);
  };
  const Leaf& leaf = view->leaf;
  return TlbEntry{leaf.va,           PhysAddr{leaf.pa.value & pa_mask_},
                  level(leaf.shift), level(view->mapped_shift),
                  leaf.rights,       leaf.asid};
}

}  // namespace vapa

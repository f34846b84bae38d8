#include "tlm/walker.hpp"

namespace vapa {

Walker::Walker(const sc_core::sc_module_name& name, const WalkerConfig& config,
               const Format& format, PhysicalMemory* memory, const Clock& clock)
    : sc_module(name),
      port("port"),
      format_(format),
      memory_(memory),
      latency_(config.latency),
      caches_(config.pwc, format),
      port_("out", clock) {
  port.bind(*this);
}

const WalkRecord& Walker::walk(VirtAddr va, const Context& context, Op op, WalkReason reason,
                               Cycle now) {
  record_ = WalkRecord{};
  record_.va = va;
  record_.asid = context.asid;
  record_.op = op;
  record_.reason = reason;
  record_.start = now;
  now += latency_ + caches_.latency();
  Walk walk(format_, context, va, op);
  if (walk.step() == Walk::Step::read) {
    if (const auto start = caches_.lookup(va, context.asid)) {
      walk.begin_at(start->level, start->table, start->rights);
    }
    record_.begin_level = static_cast<std::uint8_t>(walk.level());
  }
  while (walk.step() == Walk::Step::read && step(walk, now)) {
  }
  record_.faulted = walk.step() != Walk::Step::done;
  if (walk.step() == Walk::Step::done) {
    record_.leaf = walk.leaf();
  } else if (walk.step() == Walk::Step::fault) {
    record_.fault = walk.fault();
  } else {
    record_.fault = format_.fault(FaultKind::beyond_memory, va, op, walk.level(), context.mode);
  }
  record_.end = now;
  stats_.add(record_);
  if (observer_ != nullptr) observer_->walked(record_);
  return record_;
}

// False: the entry lies outside memory.
bool Walker::step(Walk& walk, Cycle& now) {
  const PhysAddr pa = walk.entry_address();
  const unsigned level = walk.level();
  const MemoryAnswer answer =
      port_.access(pa, format_.entry_bytes(), Transfer::read, Cause::walk, now);
  now += answer.latency;
  std::uint64_t raw = 0;
  if (!answer.ok || !read_entry(pa, raw)) return false;
  const std::uint64_t set = walk.consume(raw);
  if (set != 0) {
    write_entry(pa, raw | set);
    port_.access(pa, format_.entry_bytes(), Transfer::write, Cause::walk, now);
  }
  record_.read[record_.reads++] = {
      pa, raw, set, static_cast<std::uint8_t>(level), answer.served, answer.latency};
  if (walk.step() == Walk::Step::read) {
    caches_.fill(record_.va, record_.asid, level, walk.table(), walk.rights_above());
  }
  return true;
}

bool Walker::read_entry(PhysAddr pa, std::uint64_t& raw) {
  if (memory_ == nullptr) return debug(tlm::TLM_READ_COMMAND, pa, raw);
  if (!memory_->contains(pa, format_.entry_bytes())) return false;
  raw = memory_->read_word(pa, format_.entry_bytes());
  return true;
}

void Walker::write_entry(PhysAddr pa, std::uint64_t raw) {
  if (memory_ == nullptr) {
    debug(tlm::TLM_WRITE_COMMAND, pa, raw);
  } else {
    memory_->write_word(pa, raw, format_.entry_bytes());
  }
}

// Entries are little-endian, as the hosts of this model are.
bool Walker::debug(tlm::tlm_command command, PhysAddr pa, std::uint64_t& raw) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(pa.value);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&raw));
  payload.set_data_length(format_.entry_bytes());
  payload.set_streaming_width(format_.entry_bytes());
  return port_.debug(payload) == format_.entry_bytes();
}

std::optional<Leaf> Walker::look(VirtAddr va, const Context& context) {
  Walk walk(format_, context, va, Op::load);
  while (walk.step() == Walk::Step::read) {
    std::uint64_t raw = 0;
    if (!read_entry(walk.entry_address(), raw)) return std::nullopt;
    walk.consume(raw);
  }
  if (!walk.mapped()) return std::nullopt;
  return walk.leaf();
}

void Walker::invalidate(const Flush& flush) { caches_.invalidate(flush); }

void Walker::describe(Registry& r) const {
  stats_.describe(r);
  r.section("pwc", caches_);
}

}  // namespace vapa

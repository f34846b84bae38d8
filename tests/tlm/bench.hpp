#pragma once
// What the module tests stand blocks between: a memory that answers in a fixed time and writes down
// what it was asked, a first level in the place of the MMU's, initiators, and a process.

#include <gtest/gtest.h>
#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <array>
#include <functional>
#include <vector>

#include "tlm/cache_level.hpp"
#include "tlm/target.hpp"

namespace vapa {

/// Answers every transaction below `size` in `latency` cycles.
class FixedMemory : public sc_core::sc_module {
 public:
  struct Seen {
    std::uint64_t pa;
    unsigned bytes;
    Transfer transfer;
    Cause cause;
    Cycle now;
    bool operator==(const Seen&) const = default;
  };

  tlm_utils::multi_passthrough_target_socket<FixedMemory> in{"in"};
  Cycle latency = 100;
  std::uint64_t size = 1ULL << 40U;
  bool waits = false;  ///< takes the time itself; its callers are then processes
  std::vector<Seen> seen;
  std::vector<unsigned char> bytes = std::vector<unsigned char>(65536);

  FixedMemory(const sc_core::sc_module_name& name, const Clock& clock)
      : sc_module(name), clock_(clock) {
    in.register_b_transport(this, &FixedMemory::b_transport);
    in.register_transport_dbg(this, &FixedMemory::transport_dbg);
  }

  std::uint64_t count(Transfer transfer) const {
    std::uint64_t n = 0;
    for (const Seen& s : seen) n += s.transfer == transfer;
    return n;
  }

 private:
  void b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    const Request r = request_of(payload);
    const Cycle now = clock_.cycles(sc_core::sc_time_stamp() + delay);
    seen.push_back({payload.get_address(), payload.get_data_length(), r.transfer, r.cause, now});
    if (payload.get_address() >= size) {
      payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    delay += clock_.time(latency);
    if (waits) {
      wait(delay);
      delay = sc_core::SC_ZERO_TIME;
    }
    transport_dbg(0, payload);  // as a memory does that knows nothing of sidebands
    if (r.sideband != nullptr) r.sideband->served = Served::memory;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  unsigned transport_dbg(int, tlm::tlm_generic_payload& payload) {
    const std::uint64_t pa = payload.get_address();
    const unsigned length = payload.get_data_length();
    if (pa > bytes.size() || length > bytes.size() - pa) return 0;
    for (unsigned i = 0; i < length; ++i) {
      unsigned char& mine = bytes[pa + i];
      unsigned char& theirs = payload.get_data_ptr()[i];
      if (payload.is_write()) mine = theirs;
      if (payload.is_read()) theirs = mine;
    }
    return length;
  }

  const Clock& clock_;
};

/// A first level: a cache, the way down, and the obligation of inclusion.
class FirstLevel : public sc_core::sc_module, public LineHolder {
 public:
  sc_core::sc_export<LineHolder> holder{"holder"};
  CacheStage stage;

  FirstLevel(const sc_core::sc_module_name& name, const CacheConfig& config, const Clock& clock)
      : sc_module(name), stage("out", config, Served::l1, 1, clock) {
    holder.bind(*this);
  }
  bool drop(PhysAddr start, std::uint64_t bytes) override { return stage.drop(start, bytes); }

  MemoryAnswer read(std::uint64_t pa, unsigned bytes = 8, Cause cause = Cause::data,
                    Cycle now = 0) {
    return stage.access(PhysAddr{pa}, bytes, Transfer::read, cause, now);
  }
  MemoryAnswer write(std::uint64_t pa, unsigned bytes = 8, Cause cause = Cause::data,
                     Cycle now = 0) {
    return stage.access(PhysAddr{pa}, bytes, Transfer::write, cause, now);
  }
  bool holds(std::uint64_t pa) const { return stage.cache().contains(PhysAddr{pa}); }
  const CacheStats& stats() const { return stage.cache().stats(); }
};

/// Runs a function as a process, from the start of the simulation on.
class Process : public sc_core::sc_module {
 public:
  Process(const sc_core::sc_module_name& name, std::function<void()> run)
      : sc_module(name), run_(std::move(run)) {
    SC_HAS_PROCESS(Process);
    SC_THREAD(main);
  }

 private:
  void main() { run_(); }

  std::function<void()> run_;
};

/// A TLM initiator that knows nothing of sidebands.
class Initiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Initiator> out{"out"};
  std::array<unsigned char, 8> data{};
  tlm::tlm_generic_payload payload;

  Initiator(const sc_core::sc_module_name& name, const Clock& clock)
      : sc_module(name), clock_(clock) {
    payload.set_data_ptr(data.data());
    payload.set_data_length(8);
    payload.set_streaming_width(8);
  }
  /// Latency in cycles.
  Cycle send(tlm::tlm_command command, std::uint64_t pa) {
    payload.set_command(command);
    payload.set_address(pa);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    out->b_transport(payload, delay);
    return clock_.cycles(delay);
  }
  tlm::tlm_response_status status() const { return payload.get_response_status(); }

 private:
  const Clock& clock_;
};

template <class Config>
Config shape(std::uint64_t size, std::uint32_t ways, std::uint32_t latency,
             std::uint64_t line = 64) {
  Config c;
  c.size = Bytes{size};
  c.ways = ways;
  c.line = Bytes{line};
  c.latency = latency;
  return c;
}

inline LowerCacheConfig inclusive(LowerCacheConfig c) {
  c.inclusive = true;
  return c;
}

}  // namespace vapa

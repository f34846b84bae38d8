// A small platform that is not vapa's: an initiator that speaks virtual addresses, a memory that
// speaks physical ones, and vapa's MMU with its walker between them. The initiator writes a page
// table of Sv39 into memory, then loads and stores through it and looks at a fault.

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <iostream>
#include <systemc>
#include <vapa/tlm/mmu.hpp>
#include <vapa/tlm/walker.hpp>

#include "core/memory.hpp"

namespace {

/// Where the initiator lays its tables and data, and the page that it maps.
constexpr vapa::PhysAddr root{0x1000};
constexpr vapa::PhysAddr middle{0x2000};
constexpr vapa::PhysAddr lowest{0x3000};
constexpr vapa::PhysAddr frame{0x8000};
constexpr vapa::VirtAddr page{0x12345000};

class Initiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Initiator> virtual_side;
  tlm_utils::simple_initiator_socket<Initiator> physical_side;
  bool passed = false;

  Initiator(const sc_core::sc_module_name& name, vapa::Mmu& mmu, const vapa::Format& format)
      : sc_module(name),
        virtual_side("virtual_side"),
        physical_side("physical_side"),
        mmu_(mmu),
        format_(format) {
    SC_HAS_PROCESS(Initiator);
    SC_THREAD(run);
  }

 private:
  struct Answer {
    bool ok = false;
    std::uint64_t value = 0;
    sc_core::sc_time took;
  };

  void run() {
    map_page();
    mmu_.set_context(vapa::Context(vapa::Asid{1}, root, {}));
    const Answer store = access("store, TLB miss", tlm::TLM_WRITE_COMMAND, page + 0x10, 42);
    const Answer load = access("load, TLB hit", tlm::TLM_READ_COMMAND, page + 0x10);
    const Answer beyond = access("load, not mapped", tlm::TLM_READ_COMMAND, page + 0x1000);
    passed = store.ok && load.ok && load.value == 42 && load.took < store.took && !beyond.ok &&
             extension_.fault.kind == vapa::FaultKind::not_present &&
             extension_.fault.va == page + 0x1000;
  }

  /// Three levels, written past the MMU, as a boot loader would.
  void map_page() {
    write_entry(3, root, format_.encode_table(middle));
    write_entry(2, middle, format_.encode_table(lowest));
    write_entry(1, lowest,
                format_.encode_leaf(1, frame, vapa::right_r | vapa::right_w | vapa::right_u));
  }

  void write_entry(unsigned level, vapa::PhysAddr table, std::uint64_t entry) {
    tlm::tlm_generic_payload payload;
    fill(payload, tlm::TLM_WRITE_COMMAND, format_.entry_address(table, page, level).value, &entry);
    physical_side->transport_dbg(payload);
  }

  Answer access(const char* what, tlm::tlm_command command, vapa::VirtAddr va,
                std::uint64_t value = 0) {
    tlm::tlm_generic_payload payload;
    fill(payload, command, va.value, &value);
    extension_.op = command == tlm::TLM_WRITE_COMMAND ? vapa::Op::store : vapa::Op::load;
    payload.set_extension(&extension_);
    sc_core::sc_time delay;
    virtual_side->b_transport(payload, delay);
    payload.clear_extension(&extension_);
    wait(delay);
    std::cout << what << ": " << payload.get_response_string() << " after " << delay << '\n';
    return {payload.is_response_ok(), value, delay};
  }

  static void fill(tlm::tlm_generic_payload& payload, tlm::tlm_command command,
                   std::uint64_t address, std::uint64_t* value) {
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(value));
    payload.set_data_length(sizeof *value);
    payload.set_streaming_width(sizeof *value);
  }

  vapa::Mmu& mmu_;
  const vapa::Format& format_;
  vapa::TranslationExtension extension_;
};

/// TLBs as they come, no caches: transactions go on to this platform's memory.
vapa::MmuSettings settings() {
  vapa::MmuSettings s;
  s.l1i.enabled = false;
  s.l1d.enabled = false;
  return s;
}

}  // namespace

int sc_main(int, char*[]) {
  vapa::PagingConfig paging;
  paging.format = vapa::FormatName::sv39;
  const vapa::Format format(paging);
  const vapa::Clock clock(1.0);

  vapa::Mmu mmu("mmu", settings(), format, clock);
  vapa::Walker walker("walker", {}, format, nullptr, clock);
  Memory memory("memory", 1 << 20);
  Initiator initiator("initiator", mmu, format);

  initiator.virtual_side.bind(mmu.cpu_side);
  initiator.physical_side.bind(memory.in);
  mmu.walker.bind(walker.port);
  mmu.data_out().bind(memory.in);
  mmu.fetch_out().bind(memory.in);
  walker.out().bind(memory.in);

  sc_core::sc_start();
  std::cout << (initiator.passed ? "as expected\n" : "not as expected\n");
  return initiator.passed ? 0 : 1;
}

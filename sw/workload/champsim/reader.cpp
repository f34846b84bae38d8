#include "sw/workload/champsim/reader.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"
#include "sw/workload/access_limit.hpp"
#include "sw/workload/input/byte_source.hpp"

namespace vapa::champsim {
namespace {

struct Record {
  std::uint64_t ip;
  std::uint8_t is_branch;
  std::uint8_t branch_taken;
  std::array<std::uint8_t, 2> destination_registers;
  std::array<std::uint8_t, 4> source_registers;
  std::array<std::uint64_t, 2> destination_memory;
  std::array<std::uint64_t, 4> source_memory;
};
static_assert(sizeof(Record) == record_bytes && std::endian::native == std::endian::little);

/// The format holds neither: four bytes are about the mean of x86-64, eight the register's width.
constexpr std::uint16_t fetch_size = 4;
constexpr std::uint16_t data_size = 8;
constexpr std::uint64_t user_end = std::uint64_t{1} << 56U;  // with 5 levels

constexpr std::size_t batch_records = 512;
constexpr std::size_t events_per_record = 7;

bool flags_good(const Record& record) noexcept {
  return record.is_branch <= 1 && record.branch_taken <= record.is_branch;
}

bool user_program(const Record& record) noexcept {
  bool good = record.ip != 0 && record.ip < user_end;
  for (const std::uint64_t va : record.destination_memory) good &= va < user_end;
  for (const std::uint64_t va : record.source_memory) good &= va < user_end;
  return good;
}

class ChampsimProgram final : public Program {
 public:
  explicit ChampsimProgram(const std::string& path) : source_(path) {}

  std::span<const Event> next() override {
    count_ = 0;
    error_.attempt([this] { fill(); }, [this] { return count_ > 0; });
    return {batch_.data(), count_};
  }
  const Call& call(std::uint32_t) const override { return no_call_; }

 private:
  void fill() {
    const std::size_t bytes = source_.read(std::as_writable_bytes(std::span(records_)));
    for (std::size_t index = 0; index < bytes / record_bytes; ++index) add(records_[index]);
    if (bytes % record_bytes != 0) {
      source_.demand_sound();
      ++number_;
      fail("truncated inside the record");
    }
  }

  void add(const Record& record) {
    ++number_;
    if (!flags_good(record)) fail("corrupt: a branch flag is neither 0 nor 1");
    if (record.ip == 0) fail("absurd: an instruction at address 0");
    put(record.ip, fetch_size, Op::fetch);
    for (const std::uint64_t va : record.source_memory) {
      if (va != 0) put(va, data_size, Op::load);
    }
    for (const std::uint64_t va : record.destination_memory) {
      if (va != 0) put(va, data_size, Op::store);
    }
  }

  void put(std::uint64_t va, std::uint16_t size, Op op) {
    if (!ends_in_64_bits(VirtAddr{va}, size)) fail("absurd: an access beyond 64 bits");
    batch_[count_++] = {.va = VirtAddr{va}, .size = size, .op = op};
  }

  [[noreturn]] void fail(const char* what) const {
    throw InputError(source_.path() + ": record " + std::to_string(number_) + ": " + what +
                     "; fetch the trace again");
  }

  ByteSource source_;
  std::uint64_t number_ = 0;
  std::array<Record, batch_records> records_;
  std::array<Event, batch_records * events_per_record> batch_;
  std::size_t count_ = 0;
  Call no_call_;
  DeferredError error_;
};

}  // namespace

bool plausible(std::span<const std::byte> beginning) noexcept {
  if (beginning.size() < record_bytes) return false;
  for (std::size_t at = 0; at + record_bytes <= beginning.size(); at += record_bytes) {
    Record record;
    std::memcpy(&record, beginning.data() + at, record_bytes);
    if (!flags_good(record) || !user_program(record)) return false;
  }
  return true;
}

Process open(const std::string& path) {
  Process process;
  process.image.name = std::filesystem::path(path).filename();
  process.image.infer_vmas = true;
  process.program = std::make_unique<ChampsimProgram>(path);
  return process;
}

}  // namespace vapa::champsim

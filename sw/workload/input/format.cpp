#include "sw/workload/input/format.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "sw/workload/champsim/reader.hpp"
#include "sw/workload/input/byte_source.hpp"
#include "sw/workload/native/block.hpp"

namespace vapa {
namespace {

constexpr std::size_t looked_at = 64 * champsim::record_bytes;
/// Fewer whole records than this say too little about what a file is.
constexpr std::size_t enough_records = 16;

bool named_champsim(const std::string& path) {
  return std::filesystem::path(path).filename().string().find(".champsim") != std::string::npos;
}

bool is_text(std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

}  // namespace

TraceFormat recognise(const std::string& path) {
  std::vector<std::byte> beginning(looked_at);
  beginning.resize(ByteSource(path).read(beginning));
  const std::string_view text(reinterpret_cast<const char*>(beginning.data()), beginning.size());
  if (text.empty()) throw InputError(path + ": an empty file; a trace holds at least one access");
  const std::string_view front = text.substr(0, native::magic.size());
  if (native::magic.starts_with(front)) return TraceFormat::native;
  if (named_champsim(path)) return TraceFormat::champsim;
  if (is_text(text)) return TraceFormat::lackey;
  if (champsim::plausible(beginning) &&
      beginning.size() >= enough_records * champsim::record_bytes) {
    return TraceFormat::champsim;
  }
  throw InputError(path +
                   ": not a trace of vapa, of lackey or of ChampSim; a file of ChampSim's 64-byte "
                   "records is taken for one when its name holds \".champsim\"");
}

}  // namespace vapa

#include "platform/waves/wave_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "platform/waves/lanes.hpp"
#include "platform/waves/save_file.hpp"
#include "platform/waves/tools.hpp"

namespace vapa {
namespace {

bool is_vcd(const std::string& path) {
  const auto suffix = std::filesystem::path(path).extension();
  if (suffix != ".fst" && suffix != ".vcd") {
    throw InputError(fmt::format("--wave {}: must end in .fst or .vcd", path));
  }
  return suffix == ".vcd";
}

std::string beside(const std::string& path, const char* suffix) {
  return std::filesystem::path(path).replace_extension(suffix).string();
}

/// Whether there is a save file that a person made, in GTKWave or by hand.
bool has_own_save_file(const std::string& path) {
  std::ifstream file(beside(path, ".gtkw"));
  std::string line;
  return std::getline(file, line) && line != save_file_begin;
}

}  // namespace

std::vector<std::string> wave_files(const std::string& path) {
  return {path, beside(path, ".gtkw")};
}

void check_wave_path(const std::string& path) {
  is_vcd(path);
  for (const std::string& file : wave_files(path)) const NewFile probe(file);
  const std::string filters = beside(path, ".filters");
  std::error_code none;
  if (std::filesystem::exists(filters, none) && !std::filesystem::is_directory(filters, none)) {
    throw InputError(
        fmt::format("{}: is no folder, and names are to be written there; remove it, "
                    "or give --wave another name",
                    filters));
  }
}

WaveFile::WaveFile(const RtlBuild& build, std::uint64_t seed, std::string path)
    : build_(build),
      path_(std::move(path)),
      vcd_(is_vcd(path_)),
      fst_(vcd_ ? path_ + ".fst" : path_),
      device_(wave_tools()->make(build, seed)),
      twin_(std::make_unique<PipelinedTlb>(build.config, seed)),
      traced_(device_.get()),
      model_(twin_.get()) {
  check_wave_path(path_);
  traced_->trace_to(fst_.name_so_far());
}

void WaveFile::note(Cycle cycle, const TlbIn& in, const TlbOut& device, const TlbOut& twin) {
  WaveLanes lanes = lanes_of(in, device, twin, traced_->lookup(), traced_->lookup_tag());
  note_difference(lanes, traced_->entry() != model_->entry(), "entry");
  note_difference(lanes, traced_->counts() != model_->counts(), "counter");
  last_cycle_ = cycle;
  if (!lanes.differs.empty() && !difference_) difference_ = {cycle, lanes.differs};
  traced_->show({cycle, twin, *model_->counts(), lanes});
}

void WaveFile::finish(Cycle looked_at) {
  if (!vcd_) {
    fst_.commit();
  } else {
    NewFile vcd(path_);
    if (!wave_tools()->write_vcd(fst_.name_so_far(), vcd.name_so_far())) {
      throw InputError(fmt::format("{}: the wave could not be written as VCD", path_));
    }
    vcd.commit();
  }
  const std::filesystem::path filters = beside(path_, ".filters");
  std::error_code error;
  std::filesystem::create_directories(filters, error);
  if (error) throw InputError(fmt::format("{}: {}", filters.string(), error.message()));
  for (const WaveFilter& f : wave_filters()) write_atomically((filters / f.name).string(), f.text);
  if (has_own_save_file(path_)) return;
  if (looked_at == 0 && difference_) looked_at = difference_->cycle;
  const std::string wave = std::filesystem::path(path_).filename().string();
  write_atomically(beside(path_, ".gtkw"),
                   save_file_text(build_.config, wave, filters.filename().string(), looked_at));
}

std::string WaveFile::words() const {
  return fmt::format("{}; `gtkwave {}` shows it{}", path_, beside(path_, ".gtkw"),
                     has_own_save_file(path_) ? ", as it was before: it is not vapa's" : "");
}

}  // namespace vapa

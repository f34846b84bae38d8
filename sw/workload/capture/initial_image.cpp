#include "sw/workload/capture/initial_image.hpp"

#include <filesystem>

#include "sw/workload/capture/elf.hpp"

namespace vapa::recorder {
namespace {

using Kind = InitialMapping::Kind;

/// One segment: its pages of the file, then its pages of zeros.
void add_segment(ProcessImage& image, const Elf::Segment& segment, VirtAddr base, Kind kind) {
  const VirtAddr first = base + segment.address;
  const VirtAddr start = first.align_down(traced_page_shift);
  const VirtAddr file_end = (first + segment.file_bytes).align_up(traced_page_shift);
  const VirtAddr end = (first + segment.memory_bytes).align_up(traced_page_shift);
  if (segment.file_bytes > 0) {
    image.mappings.push_back(
        {.start = start,
         .length = file_end - start,
         .prot = segment.prot,
         .kind = kind,
         .file = static_cast<std::uint32_t>(image.files.size() - 1),
         .offset = VirtAddr{segment.offset}.align_down(traced_page_shift).value});
  }
  const VirtAddr zeros = segment.file_bytes > 0 ? file_end : start;
  if (zeros < end) {
    image.mappings.push_back(
        {.start = zeros, .length = end - zeros, .prot = segment.prot, .kind = kind});
  }
}

void add_file(ProcessImage& image, const std::string& path, const Elf& elf, VirtAddr base,
              bool interpreter) {
  image.files.push_back({path, file_size(path).value_or(0)});
  for (const Elf::Segment& segment : elf.segments) {
    const Kind own = (segment.prot & prot_write) != 0 ? Kind::data : Kind::text;
    add_segment(image, segment, base, interpreter ? Kind::other : own);
  }
}

}  // namespace

std::optional<std::uint64_t> file_size(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  return error ? std::nullopt : std::optional(size);
}

ProcessImage initial_image(const std::string& path) {
  ProcessImage image;
  const std::string program = resolve_script(path);
  const Elf elf = read_elf(program);
  image.name = std::filesystem::path(path).filename();
  add_file(image, program, elf, elf.position_independent ? program_base : VirtAddr{}, false);
  if (!elf.interpreter.empty()) {
    add_file(image, elf.interpreter, read_elf(elf.interpreter), interpreter_base, true);
  }
  return image;
}

}  // namespace vapa::recorder

#include "platform/results/build_id.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <link.h>

#include <cstring>
#include <span>
#include <stdexcept>

namespace vapa {
namespace {

using ByteSpan = std::span<const unsigned char>;

constexpr std::size_t padded(std::size_t n) { return (n + 3) / 4 * 4; }

/// The descriptor of the first note "GNU" of type NT_GNU_BUILD_ID.
ByteSpan find_build_id(ByteSpan notes) {
  ElfW(Nhdr) header;
  while (notes.size() >= sizeof header) {
    std::memcpy(&header, notes.data(), sizeof header);
    const std::size_t name = sizeof header;
    const std::size_t content = name + padded(header.n_namesz);
    const std::size_t end = content + padded(header.n_descsz);
    if (end > notes.size()) return {};
    const bool gnu = header.n_namesz == 4 && std::memcmp(notes.data() + name, "GNU", 4) == 0;
    if (gnu && header.n_type == NT_GNU_BUILD_ID) return notes.subspan(content, header.n_descsz);
    notes = notes.subspan(end);
  }
  return {};
}

/// Of the first object, which is the executable; returning non-zero ends the iteration there.
int visit(dl_phdr_info* object, std::size_t, void* result) {
  for (const ElfW(Phdr) & segment : std::span(object->dlpi_phdr, object->dlpi_phnum)) {
    if (segment.p_type != PT_NOTE) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as integers
    const auto* notes = reinterpret_cast<const unsigned char*>(object->dlpi_addr + segment.p_vaddr);
    const ByteSpan id = find_build_id({notes, segment.p_memsz});
    *static_cast<std::string*>(result) += fmt::format("{:02x}", fmt::join(id, ""));
  }
  return 1;
}

}  // namespace

std::string build_id() {
  std::string id;
  dl_iterate_phdr(visit, &id);
  if (id.empty()) throw std::runtime_error("this executable was linked without --build-id");
  return id;
}

}  // namespace vapa

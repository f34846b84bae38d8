#include "sw/workload/native/stream_info.hpp"

#include <string_view>

namespace vapa::native {
namespace {

constexpr std::uint64_t flag_infer = 1;
constexpr std::uint64_t page_bytes = 4096;
constexpr unsigned prot_bits = 3;
constexpr unsigned all_flags = mapping_shared | mapping_grows_down | mapping_no_reserve;

std::string_view cut(std::string_view name) { return name.substr(0, max_name); }

void write_mapping(ByteWriter& out, const InitialMapping& mapping) {
  out.varint(mapping.start.value);
  out.varint(mapping.length);
  out.byte(static_cast<std::uint8_t>(mapping.prot | unsigned{mapping.flags} << prot_bits));
  out.byte(static_cast<std::uint8_t>(mapping.kind));
  out.varint(mapping.file + 1);
  out.varint(mapping.offset);
}

InitialMapping read_mapping(ByteReader& in) {
  InitialMapping mapping;
  mapping.start = VirtAddr{in.varint()};
  mapping.length = in.varint();
  const std::uint8_t rights = in.byte();
  mapping.prot = rights & ((1U << prot_bits) - 1);
  mapping.flags = static_cast<std::uint8_t>(rights >> prot_bits);
  const std::uint8_t kind = in.byte();
  mapping.file = in.varint32() - 1;
  mapping.offset = in.varint();
  if (kind > static_cast<std::uint8_t>(InitialMapping::Kind::other) || mapping.flags > all_flags) {
    throw Malformed("an initial mapping of an unknown kind");
  }
  mapping.kind = static_cast<InitialMapping::Kind>(kind);
  if (mapping.start.value % page_bytes != 0 || mapping.length == 0 ||
      mapping.start.value + (mapping.length - 1) < mapping.start.value) {
    throw Malformed("an initial mapping that is not aligned or ends beyond 64 bits");
  }
  return mapping;
}

}  // namespace

void Budget::take(std::uint64_t bytes) {
  if (bytes > left_) throw Malformed("absurd: images that take more than 256 MiB together");
  left_ -= bytes;
}

void Budget::take_image(std::size_t name_bytes, std::uint64_t mappings) {
  if (mappings > max_mappings) throw Malformed("an image of more than 65536 mappings");
  take(sizeof(StreamInfo) + name_bytes + mappings * sizeof(InitialMapping));
}

void Budget::take_file(std::size_t path_bytes) { take(sizeof(MappedFile) + path_bytes); }

void write_image(ByteWriter& out, const StreamInfo& info) {
  out.varint(info.process);
  out.varint(info.thread);
  out.byte(static_cast<std::uint8_t>(info.origin.kind));
  out.varint(info.origin.stream);
  out.varint(info.origin.call);
  out.text(cut(info.image.name));
  out.varint(info.image.infer_vmas ? flag_infer : 0);
  out.varint(info.image.brk.value);
  out.varint(info.image.mappings.size());
  for (const InitialMapping& mapping : info.image.mappings) write_mapping(out, mapping);
}

StreamInfo read_image(ByteReader in, Budget& budget) {
  StreamInfo info;
  info.process = in.varint32();
  info.thread = in.varint32();
  const std::uint8_t kind = in.byte();
  if (kind > static_cast<std::uint8_t>(Origin::Kind::thread)) {
    throw Malformed("a stream of an unknown origin");
  }
  info.origin.kind = static_cast<Origin::Kind>(kind);
  info.origin.stream = in.varint32();
  info.origin.call = in.varint();
  info.image.name = in.text(max_name);
  info.image.infer_vmas = (in.varint() & flag_infer) != 0;
  info.image.brk = VirtAddr{in.varint()};
  const std::uint64_t mappings = in.varint();
  budget.take_image(info.image.name.size(), mappings);
  for (std::uint64_t left = mappings; left > 0; --left) {
    info.image.mappings.push_back(read_mapping(in));
  }
  return info;
}

void write_files(ByteWriter& out, const std::vector<MappedFile>& files, std::size_t first) {
  out.varint(first);
  out.varint(files.size() - first);
  for (std::size_t file = first; file < files.size(); ++file) {
    out.text(cut(files[file].path));
    out.varint(files[file].size);
  }
}

void read_files(ByteReader in, std::vector<MappedFile>& files, Budget& budget) {
  if (in.varint() != files.size()) throw Malformed("files out of their order");
  for (std::uint64_t left = in.varint(); left > 0; --left) {
    MappedFile& file = files.emplace_back();
    file.path = in.text(max_name);
    budget.take_file(file.path.size());
    file.size = in.varint();
  }
}

void write_totals(ByteWriter& out, const Totals& totals) {
  out.varint(totals.blocks);
  out.varint(totals.streams.size());
  for (const Totals::Stream& stream : totals.streams) {
    out.varint(stream.accesses);
    out.varint(stream.calls);
  }
}

Totals read_totals(ByteReader in) {
  Totals totals;
  totals.blocks = in.varint();
  const std::uint64_t streams = in.varint();
  if (streams > max_streams) throw Malformed("more than 65536 streams");
  for (std::uint64_t left = streams; left > 0; --left) {
    Totals::Stream& stream = totals.streams.emplace_back();
    stream.accesses = in.varint();
    stream.calls = in.varint();
  }
  return totals;
}

}  // namespace vapa::native

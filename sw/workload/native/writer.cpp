#include "sw/workload/native/writer.hpp"

#include <zstd.h>

#include <cstddef>
#include <stdexcept>

#include "core/error.hpp"

namespace vapa::native {
namespace {

/// Level 3 writes a quarter more, level 12 a twentieth less (docs/trace-format.md).
constexpr int compression_level = 6;

}  // namespace

Writer::Writer(const std::string& path, std::uint32_t block_events)
    : path_(path), file_(path), block_events_(block_events) {
  const auto header = file_header();
  file_.write(header.data(), header.size());
}

std::uint32_t Writer::add_stream(StreamInfo info) {
  if (streams_.size() == max_streams) refuse("more than 65536 streams");
  streams_.push_back(std::make_unique<Stream>());
  streams_.back()->info = std::move(info);
  return static_cast<std::uint32_t>(streams_.size() - 1);
}

void Writer::call(std::uint32_t stream, const TracedCall& traced) {
  Stream& s = *streams_[stream];
  s.encoder->call(traced);
  ++s.totals.calls;
  count(stream, s);
}

void Writer::flush(std::uint32_t stream, Stream& s) {
  describe(stream, s);
  if (s.pending == 0) return;
  block(BlockType::events, stream, s.pending, s.encoder->bytes());
  s.encoder->clear();
  s.pending = 0;
}

void Writer::refuse(const char* what) const {
  throw InputError(path_ + ": cannot be written: " + what +
                   ", which no reader takes in; record a shorter run");
}

void Writer::spend(const Stream& s) {
  const ProcessImage& image = s.info.image;
  try {
    if (!s.image_written) budget_.take_image(image.name.size(), image.mappings.size());
    for (std::size_t file = s.files_written; file < image.files.size(); ++file) {
      budget_.take_file(image.files[file].path.size());
    }
  } catch (const Malformed& defect) {
    refuse(defect.what());
  }
}

void Writer::describe(std::uint32_t stream, Stream& s) {
  spend(s);
  if (!s.image_written) {
    raw_.clear();
    ByteWriter out(raw_);
    write_image(out, s.info);
    block(BlockType::image, stream, 0, raw_);
    s.image_written = true;
  }
  const std::vector<MappedFile>& files = s.info.image.files;
  if (s.files_written == files.size()) return;
  raw_.clear();
  ByteWriter out(raw_);
  write_files(out, files, s.files_written);
  block(BlockType::files, stream, 0, raw_);
  s.files_written = files.size();
}

void Writer::block(BlockType type, std::uint32_t stream, std::uint32_t events,
                   const std::vector<std::uint8_t>& raw) {
  if (raw.size() > max_payload) throw std::length_error("a block of a trace above its limit");
  stored_.resize(ZSTD_compressBound(raw.size()));
  stored_.resize(
      ZSTD_compress(stored_.data(), stored_.size(), raw.data(), raw.size(), compression_level));
  BlockHeader header;
  header.type = static_cast<std::uint32_t>(type);
  header.stream = stream;
  header.events = events;
  header.raw_bytes = static_cast<std::uint32_t>(raw.size());
  header.stored_bytes = static_cast<std::uint32_t>(stored_.size());
  header.payload_check = checksum(stored_);
  header.header_check = checksum(
      {reinterpret_cast<const std::uint8_t*>(&header), offsetof(BlockHeader, header_check)});
  file_.write(&header, sizeof header);
  file_.write(stored_.data(), stored_.size());
  ++blocks_;
}

Totals Writer::totals() const {
  Totals totals;
  totals.blocks = blocks_;
  for (const auto& stream : streams_) totals.streams.push_back(stream->totals);
  return totals;
}

void Writer::end_stream(std::uint32_t stream) {
  Stream& s = *streams_[stream];
  if (!s.encoder) return;
  flush(stream, s);
  s.encoder.reset();
  s.info = {};
}

void Writer::finish() {
  for (std::uint32_t stream = 0; stream < streams_.size(); ++stream) end_stream(stream);
  const Totals totals = this->totals();
  raw_.clear();
  ByteWriter out(raw_);
  write_totals(out, totals);
  block(BlockType::end, 0, 0, raw_);
  file_.commit();
}

}  // namespace vapa::native

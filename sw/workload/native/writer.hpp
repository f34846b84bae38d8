#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/files/new_file.hpp"
#include "sw/workload/native/block.hpp"
#include "sw/workload/native/encoder.hpp"
#include "sw/workload/native/stream_info.hpp"

namespace vapa::native {

/// Writes a native trace as a stream: memory is a block per stream that has not ended, whatever the
/// length. The file gets its name in finish(); without it nothing is left behind.
class Writer {
 public:
  /// Smaller blocks compress worse; larger ones cost memory and gain little.
  static constexpr std::uint32_t default_block_events = std::uint32_t{1} << 18U;

  /// Throws InputError when the file cannot be made.
  explicit Writer(const std::string& path, std::uint32_t block_events = default_block_events);

  /// Its number; streams are counted from 0. Throws InputError when there are too many: like the
  /// other calls, where the trace would hold more than a reader takes in.
  std::uint32_t add_stream(StreamInfo);
  /// May be changed until the stream's first block is full; the list of files may grow until the
  /// end.
  StreamInfo& info(std::uint32_t stream) { return streams_[stream]->info; }

  void access(std::uint32_t stream, const Event& event) {
    Stream& s = *streams_[stream];
    s.encoder->access(event);
    ++s.totals.accesses;
    count(stream, s);
  }
  void call(std::uint32_t stream, const TracedCall&);
  /// Calls of the stream so far: the number that its next call will have.
  std::uint64_t calls(std::uint32_t stream) const { return streams_[stream]->totals.calls; }

  /// What has been written so far.
  Totals totals() const;

  /// Nothing more comes of the stream: writes what is left of it and frees its memory.
  void end_stream(std::uint32_t stream);
  void finish();

 private:
  struct Stream {
    StreamInfo info;
    std::unique_ptr<Encoder> encoder = std::make_unique<Encoder>();  ///< none when it has ended
    std::uint32_t pending = 0;                                       ///< events in the encoder
    bool image_written = false;
    std::size_t files_written = 0;
    Totals::Stream totals;
  };

  void count(std::uint32_t stream, Stream& s) {
    if (++s.pending == block_events_) flush(stream, s);
  }
  void flush(std::uint32_t stream, Stream&);
  void describe(std::uint32_t stream, Stream&);
  void block(BlockType, std::uint32_t stream, std::uint32_t events,
             const std::vector<std::uint8_t>& raw);

  /// Throws InputError with what a reader would not take in.
  [[noreturn]] void refuse(const char* what) const;
  void spend(const Stream&);

  std::string path_;
  NewFile file_;
  std::uint32_t block_events_;
  std::vector<std::unique_ptr<Stream>> streams_;
  std::uint64_t blocks_ = 0;
  Budget budget_;
  std::vector<std::uint8_t> raw_;
  std::vector<std::uint8_t> stored_;
};

}  // namespace vapa::native

#pragma once
// What a native trace says of each of its streams beside the events.

#include <cstdint>
#include <vector>

#include "sw/workload/image.hpp"
#include "sw/workload/native/bytes.hpp"

namespace vapa::native {

/// Where a stream comes from; with the calls' peers and pipes, the order between processes.
struct Origin {
  enum class Kind : std::uint8_t { start, fork, exec, thread };
  Kind kind = Kind::start;
  std::uint32_t stream = 0;  ///< the stream that made it; nothing for Kind::start
  std::uint64_t call = 0;    ///< by its call of this number, counted from 0
  bool operator==(const Origin&) const = default;
};

/// One thread of one program that a process ran; exec begins a new stream of the same process.
struct StreamInfo {
  std::uint32_t process = 1;  ///< counted from 1 in order of appearance
  std::uint32_t thread = 0;   ///< within the process
  Origin origin;
  ProcessImage image;  ///< a forked process holds what its parent had mapped at that moment
};

/// Bytes of a name or path; longer ones are cut.
inline constexpr std::size_t max_name = 4096;

inline constexpr std::uint64_t max_streams = 65536;   ///< of one trace
inline constexpr std::uint64_t max_mappings = 65536;  ///< of one image; Linux allows 65,530

/// The memory that the images of one trace may take in a reader. Both writer and reader ask it.
class Budget {
 public:
  /// Throws Malformed when the image is too large, or larger than what is left.
  void take_image(std::size_t name_bytes, std::uint64_t mappings);
  /// Throws Malformed when that is more than is left.
  void take_file(std::size_t path_bytes);

 private:
  void take(std::uint64_t bytes);

  std::uint64_t left_ = std::uint64_t{256} << 20U;
};

/// The payload of an image block: all of it but the files.
void write_image(ByteWriter&, const StreamInfo&);
StreamInfo read_image(ByteReader, Budget&);
/// The payload of a files block: the files from number `first` on.
void write_files(ByteWriter&, const std::vector<MappedFile>&, std::size_t first);
void read_files(ByteReader, std::vector<MappedFile>&, Budget&);

/// The payload of the end block.
struct Totals {
  std::uint64_t blocks = 0;  ///< before the end block
  struct Stream {
    std::uint64_t accesses = 0;
    std::uint64_t calls = 0;
  };
  std::vector<Stream> streams;
};
void write_totals(ByteWriter&, const Totals&);
Totals read_totals(ByteReader);

}  // namespace vapa::native

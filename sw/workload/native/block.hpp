#pragma once
// The frame of the native format: a file header, then blocks with a checksum each.
// docs/trace-format.md describes every field.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sw/workload/input/byte_source.hpp"

struct ZSTD_DCtx_s;

namespace vapa::native {

inline constexpr std::string_view magic{"VAPATRC\n"};
inline constexpr std::uint32_t version = 1;
inline constexpr std::size_t file_header_bytes = 16;

enum class BlockType : std::uint32_t { image = 1, files = 2, events = 3, end = 4 };

struct BlockHeader {
  std::uint32_t type = 0;
  std::uint32_t stream = 0;
  std::uint32_t events = 0;         ///< accesses and calls in it; 0 but for BlockType::events
  std::uint32_t raw_bytes = 0;      ///< of the payload, decompressed
  std::uint32_t stored_bytes = 0;   ///< of the payload, as it stands in the file
  std::uint32_t payload_check = 0;  ///< CRC-32 of the stored payload
  std::uint32_t header_check = 0;   ///< CRC-32 of the fields above
};
static_assert(sizeof(BlockHeader) == 28);

/// Above it a header is nonsense; keeps a reader's memory bounded.
inline constexpr std::uint32_t max_payload = std::uint32_t{64} << 20U;

std::array<std::uint8_t, file_header_bytes> file_header();
std::uint32_t checksum(std::span<const std::uint8_t>) noexcept;

/// Reads the blocks of a file one after another. Every defect is an InputError with the file, the
/// block and its place.
class BlockReader {
 public:
  /// Checks the file header.
  explicit BlockReader(std::shared_ptr<const SharedFile> file);

  /// The next header; nothing at the end of the file, which is no defect here.
  std::optional<BlockHeader> next();
  /// The payload of the block of the last header, decompressed, with Decoder::padding bytes behind
  /// it that are not part of the span.
  std::span<const std::uint8_t> payload();
  void skip_payload();

  /// Blocks whose headers have been read.
  std::uint64_t blocks() const noexcept { return blocks_; }
  [[noreturn]] void fail(std::string_view what) const;

 private:
  std::size_t read(void* into, std::size_t bytes);

  ByteSource source_;
  BlockHeader header_;
  std::uint64_t blocks_ = 0;
  std::uint64_t block_start_ = 0;
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const noexcept;
  };
  std::unique_ptr<ZSTD_DCtx_s, Free> zstd_;
  std::vector<std::uint8_t> stored_;
  std::vector<std::uint8_t> raw_;
};

}  // namespace vapa::native

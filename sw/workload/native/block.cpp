#include "sw/workload/native/block.hpp"

#include <zlib.h>
#include <zstd.h>

#include <cstring>
#include <new>

#include "core/error.hpp"
#include "sw/workload/native/decoder.hpp"

namespace vapa::native {
namespace {

constexpr std::string_view again = "; record or convert the trace again";

}  // namespace

std::uint32_t checksum(std::span<const std::uint8_t> bytes) noexcept {
  return static_cast<std::uint32_t>(crc32_z(0, bytes.data(), bytes.size()));
}

std::array<std::uint8_t, file_header_bytes> file_header() {
  std::array<std::uint8_t, file_header_bytes> header{};
  std::memcpy(header.data(), magic.data(), magic.size());
  std::memcpy(header.data() + 8, &version, sizeof version);
  const std::uint32_t check = checksum({header.data(), 12});
  std::memcpy(header.data() + 12, &check, sizeof check);
  return header;
}

void BlockReader::Free::operator()(ZSTD_DCtx_s* context) const noexcept { ZSTD_freeDCtx(context); }

BlockReader::BlockReader(std::shared_ptr<const SharedFile> file)
    : source_(std::move(file)), zstd_(ZSTD_createDCtx()) {
  if (!zstd_) throw std::bad_alloc();
  const std::string& path = source_.path();
  std::array<std::uint8_t, file_header_bytes> found{};
  const std::size_t got = read(found.data(), found.size());
  const auto expected = file_header();
  if (got < found.size()) {
    throw InputError(path + ": truncated inside the header of the trace" + std::string(again));
  }
  if (std::memcmp(found.data(), expected.data(), magic.size()) != 0) {
    throw InputError(path + ": not a vapa trace");
  }
  std::uint32_t found_version = 0;
  std::uint32_t found_check = 0;
  std::memcpy(&found_version, found.data() + 8, sizeof found_version);
  std::memcpy(&found_check, found.data() + 12, sizeof found_check);
  if (found_version != version && checksum({found.data(), 12}) == found_check) {
    throw InputError(path + ": a trace of version " + std::to_string(found_version) +
                     " of the format; this program reads version " + std::to_string(version));
  }
  if (found != expected) throw InputError(path + ": corrupt header" + std::string(again));
}

std::size_t BlockReader::read(void* into, std::size_t bytes) {
  const std::size_t got = source_.read({static_cast<std::byte*>(into), bytes});
  if (got < bytes) source_.demand_sound();
  return got;
}

void BlockReader::fail(std::string_view what) const {
  throw InputError(source_.path() + ": block " + std::to_string(blocks_) + " at byte " +
                   std::to_string(block_start_) + ": " + std::string(what) + std::string(again));
}

std::optional<BlockHeader> BlockReader::next() {
  block_start_ = source_.position();
  const std::size_t got = read(&header_, sizeof header_);
  if (got == 0) return std::nullopt;
  ++blocks_;
  if (got < sizeof header_) fail("truncated inside the header of the block");
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&header_);
  if (checksum({bytes, offsetof(BlockHeader, header_check)}) != header_.header_check) {
    fail("corrupt: the checksum of its header differs");
  }
  if (header_.raw_bytes > max_payload || header_.stored_bytes > max_payload) {
    fail("absurd: a payload above 64 MiB");
  }
  return header_;
}

std::span<const std::uint8_t> BlockReader::payload() {
  stored_.resize(header_.stored_bytes);
  if (read(stored_.data(), stored_.size()) < stored_.size()) fail("truncated inside the block");
  if (checksum(stored_) != header_.payload_check) fail("corrupt: its checksum differs");
  raw_.resize(header_.raw_bytes + Decoder::padding);
  const std::size_t size = ZSTD_decompressDCtx(zstd_.get(), raw_.data(), header_.raw_bytes,
                                               stored_.data(), stored_.size());
  if (ZSTD_isError(size) != 0 || size != header_.raw_bytes) {
    fail("corrupt: it does not decompress to its length");
  }
  return {raw_.data(), header_.raw_bytes};
}

void BlockReader::skip_payload() {
  if (!source_.skip(header_.stored_bytes)) fail("truncated inside the block");
}

}  // namespace vapa::native

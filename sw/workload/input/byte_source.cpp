#include "sw/workload/input/byte_source.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "sw/workload/input/decoders.hpp"

namespace vapa {
namespace {

using namespace std::string_view_literals;

struct Storage {
  std::string_view magic;
  std::unique_ptr<Decoder> (*make)(std::unique_ptr<RawFile>);
};
// RFC 1952 2.3.1; the .xz file format 2.1.1.1; RFC 8878 3.1.1.
constexpr std::array storages{
    Storage{"\x1f\x8b"sv, gzip_decoder},
    Storage{"\xfd"
            "7zXZ\0"sv,
            xz_decoder},
    Storage{"\x28\xb5\x2f\xfd"sv, zstd_decoder},
};

std::unique_ptr<Decoder> open(std::shared_ptr<const SharedFile> shared) {
  auto file = std::make_unique<RawFile>(std::move(shared));
  const auto bytes = file->magic();
  const std::string_view magic(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto* found = std::find_if(storages.begin(), storages.end(),
                                   [&](const Storage& s) { return magic.starts_with(s.magic); });
  return found == storages.end() ? plain_decoder(std::move(file)) : found->make(std::move(file));
}

}  // namespace

bool Decoder::skip(std::uint64_t bytes) {
  std::vector<std::byte> dropped(std::size_t{1} << 16U);
  while (bytes > 0) {
    const std::size_t got = read({dropped.data(), std::min<std::uint64_t>(bytes, dropped.size())});
    if (got == 0) return false;
    bytes -= got;
  }
  return true;
}

ByteSource::ByteSource(const std::string& path)
    : ByteSource(std::make_shared<const SharedFile>(path)) {}

ByteSource::ByteSource(std::shared_ptr<const SharedFile> file)
    : path_(file->path()), decoder_(open(std::move(file))) {}

std::size_t ByteSource::read(std::span<std::byte> into) {
  std::size_t filled = 0;
  const auto fill = [&] {
    while (filled < into.size()) {
      const std::size_t got = decoder_->read(into.subspan(filled));
      if (got == 0) break;
      filled += got;
    }
  };
  error_.attempt(fill, [&] { return filled > 0; });
  position_ += filled;
  return filled;
}

bool ByteSource::skip(std::uint64_t bytes) {
  position_ += bytes;
  return decoder_->skip(bytes);
}

}  // namespace vapa

#include <zlib.h>

#include <algorithm>
#include <new>

#include "sw/workload/input/damage.hpp"
#include "sw/workload/input/decoders.hpp"

namespace vapa {
namespace {

class Gzip final : public Decoder {
 public:
  explicit Gzip(std::unique_ptr<RawFile> file) : file_(std::move(file)), input_(*file_) {
    constexpr int gzip_wrapper = 16 + MAX_WBITS;
    if (inflateInit2(&state_, gzip_wrapper) != Z_OK) throw std::bad_alloc();
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { inflateEnd(&state_); }

  std::size_t read(std::span<std::byte> into) override {
    const std::size_t room = std::min<std::size_t>(into.size(), 1U << 30U);
    state_.next_out = reinterpret_cast<Bytef*>(into.data());
    state_.avail_out = static_cast<uInt>(room);
    while (state_.avail_out == room) {
      if (!step()) break;
    }
    return room - state_.avail_out;
  }

 private:
  /// False at the end of the last member.
  bool step() {
    const auto bytes = input_.unread();
    if (bytes.empty()) {
      if (!between_members_) cut_short(input_, "gzip");
      return false;
    }
    if (between_members_) inflateReset(&state_);
    between_members_ = false;
    state_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<std::byte*>(bytes.data()));
    state_.avail_in = static_cast<uInt>(bytes.size());
    const int status = inflate(&state_, Z_NO_FLUSH);
    input_.consume(bytes.size() - state_.avail_in);
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      damaged(input_, "gzip", state_.msg != nullptr ? state_.msg : "not a gzip member");
    }
    return true;
  }

  std::unique_ptr<RawFile> file_;
  InputBuffer input_;
  z_stream state_{};
  bool between_members_ = false;
};

}  // namespace

std::unique_ptr<Decoder> gzip_decoder(std::unique_ptr<RawFile> file) {
  return std::make_unique<Gzip>(std::move(file));
}

}  // namespace vapa

#include <lzma.h>

#include <new>

#include "sw/workload/input/damage.hpp"
#include "sw/workload/input/decoders.hpp"

namespace vapa {
namespace {

class Xz final : public Decoder {
 public:
  explicit Xz(std::unique_ptr<RawFile> file) : file_(std::move(file)), input_(*file_) {
    constexpr std::uint64_t memory_limit = std::uint64_t{256} << 20U;  // xz -9 asks for 65 MiB
    if (lzma_stream_decoder(&state_, memory_limit, LZMA_CONCATENATED) != LZMA_OK) {
      throw std::bad_alloc();
    }
  }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;
  ~Xz() override { lzma_end(&state_); }

  std::size_t read(std::span<std::byte> into) override {
    state_.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    state_.avail_out = into.size();
    while (!ended_ && state_.avail_out == into.size()) step();
    return into.size() - state_.avail_out;
  }

 private:
  void step() {
    const auto bytes = input_.unread();
    state_.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    state_.avail_in = bytes.size();
    const lzma_ret status = lzma_code(&state_, bytes.empty() ? LZMA_FINISH : LZMA_RUN);
    input_.consume(bytes.size() - state_.avail_in);
    judge(status);
  }

  void judge(lzma_ret status) {
    switch (status) {
      case LZMA_OK:
        return;
      case LZMA_STREAM_END:
        ended_ = true;
        return;
      case LZMA_BUF_ERROR:
        cut_short(input_, "xz");
      case LZMA_MEMLIMIT_ERROR:
        damaged(input_, "xz", "its dictionary is larger than 256 MiB");
      case LZMA_OPTIONS_ERROR:
        damaged(input_, "xz", "unsupported options");
      default:
        damaged(input_, "xz", "its checks fail");
    }
  }

  std::unique_ptr<RawFile> file_;
  InputBuffer input_;
  lzma_stream state_ = LZMA_STREAM_INIT;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Decoder> xz_decoder(std::unique_ptr<RawFile> file) {
  return std::make_unique<Xz>(std::move(file));
}

}  // namespace vapa

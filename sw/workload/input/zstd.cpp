#include <zstd.h>

#include <new>

#include "sw/workload/input/damage.hpp"
#include "sw/workload/input/decoders.hpp"

namespace vapa {
namespace {

class Zstd final : public Decoder {
 public:
  explicit Zstd(std::unique_ptr<RawFile> file)
      : file_(std::move(file)), input_(*file_), state_(ZSTD_createDStream()) {
    if (!state_) throw std::bad_alloc();
  }

  std::size_t read(std::span<std::byte> into) override {
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos == 0) {
      const auto bytes = input_.unread();
      // Output may be left inside the decompressor when its input is at the end.
      if (bytes.empty() && frame_done_) break;
      step(out, bytes);
    }
    return out.pos;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* state) const noexcept { ZSTD_freeDStream(state); }
  };

  void step(ZSTD_outBuffer& out, std::span<const std::byte> bytes) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    const std::size_t status = ZSTD_decompressStream(state_.get(), &out, &in);
    input_.consume(in.pos);
    if (ZSTD_isError(status) != 0) damaged(input_, "zstd", ZSTD_getErrorName(status));
    frame_done_ = status == 0;
    if (bytes.empty() && out.pos == 0 && !frame_done_) cut_short(input_, "zstd");
  }

  std::unique_ptr<RawFile> file_;
  InputBuffer input_;
  std::unique_ptr<ZSTD_DStream, Free> state_;
  bool frame_done_ = false;
};

}  // namespace

std::unique_ptr<Decoder> zstd_decoder(std::unique_ptr<RawFile> file) {
  return std::make_unique<Zstd>(std::move(file));
}

}  // namespace vapa

#include "sw/workload/input/decoders.hpp"

namespace vapa {
namespace {

class Plain final : public Decoder {
 public:
  explicit Plain(std::unique_ptr<RawFile> file) : file_(std::move(file)) {}
  std::size_t read(std::span<std::byte> into) override { return file_->read(into); }
  bool skip(std::uint64_t bytes) override { return file_->skip(bytes); }

 private:
  std::unique_ptr<RawFile> file_;
};

}  // namespace

std::unique_ptr<Decoder> plain_decoder(std::unique_ptr<RawFile> file) {
  return std::make_unique<Plain>(std::move(file));
}

}  // namespace vapa

#include "sw/workload/lackey/line_buffer.hpp"

#include <cstring>

namespace vapa {

std::span<char> LineBuffer::room() {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    lines_ -= begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  return {bytes_.data() + end_, bytes_.size() - 1 - end_};  // the last byte is for finish()
}

void LineBuffer::filled(std::size_t bytes) noexcept {
  const std::string_view added(bytes_.data() + end_, bytes);
  const std::size_t last = added.rfind('\n');
  if (last != std::string_view::npos) lines_ = end_ + last + 1;
  end_ += bytes;
}

void LineBuffer::finish() noexcept {
  if (end_ == lines_) return;
  bytes_[end_++] = '\n';
  lines_ = end_;
}

}  // namespace vapa

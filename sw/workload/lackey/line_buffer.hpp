#pragma once
// Lines of a text, without copying them one by one.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vapa {

/// Whole lines at a time: every line within complete() ends with '\n'.
class LineBuffer {
 public:
  static constexpr std::size_t default_capacity = std::size_t{1} << 20U;
  explicit LineBuffer(std::size_t capacity = default_capacity) : bytes_(capacity + 1) {}

  /// The unread complete lines.
  std::string_view complete() const noexcept { return {bytes_.data() + begin_, lines_ - begin_}; }
  void consume(std::size_t bytes) noexcept { begin_ += bytes; }

  /// Space for more bytes behind those that are there; empty when a line fills the whole buffer.
  std::span<char> room();
  /// `bytes` of room() have been filled.
  void filled(std::size_t bytes) noexcept;
  /// What stands behind the last complete line.
  std::string_view unfinished() const noexcept { return {bytes_.data() + lines_, end_ - lines_}; }
  /// The text is over: an unfinished last line gets its '\n'.
  void finish() noexcept;

 private:
  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t lines_ = 0;
  std::size_t end_ = 0;
};

}  // namespace vapa

#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace vapa {

/// Names contents (configurations, traces, results): the first 128 bits of the SHA-256 (FIPS 180-4)
/// of a stream of bytes. How the stream is cut into add() calls does not matter.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(const ContentHash&) = delete;
  ContentHash& operator=(const ContentHash&) = delete;

  ContentHash& add(std::string_view bytes);
  /// Of everything added, as 32 hexadecimal digits: `sha256sum | cut -c1-32`. The object is spent.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vapa

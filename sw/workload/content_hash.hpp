#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // of libcrypto

namespace vapa {

/// Names contents (configurations, traces, results): the first 128 bits of the SHA-256 (FIPS 180-4)
/// of a stream of bytes. How the stream is cut into add() calls does not matter.
class ContentHash {
 public:
  ContentHash();

  ContentHash& add(std::string_view bytes);
  /// Of everything added, as 32 hexadecimal digits: `sha256sum | cut -c1-32`. The object is spent.
  std::string hex();

 private:
  struct Free {
    void operator()(evp_md_ctx_st*) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace vapa

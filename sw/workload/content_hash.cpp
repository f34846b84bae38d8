#include "sw/workload/content_hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace vapa {
namespace {

/// libcrypto's SHA-256 fails only without memory.
void demand(bool done) {
  if (!done) throw std::bad_alloc();
}

}  // namespace

void ContentHash::Free::operator()(evp_md_ctx_st* spent) const noexcept { EVP_MD_CTX_free(spent); }

ContentHash::ContentHash() : context_(EVP_MD_CTX_new()) {
  demand(context_ != nullptr);
  demand(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

ContentHash& ContentHash::add(std::string_view bytes) {
  demand(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  return *this;
}

std::string ContentHash::hex() {
  constexpr std::size_t kept = 16;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  demand(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
  std::string text;
  for (std::size_t i = 0; i < kept; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4U];
    text += "0123456789abcdef"[digest[i] & 15U];
  }
  return text;
}

}  // namespace vapa

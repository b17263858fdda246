#include "planner/text/digest.h"

#include <array>
#include <mbedtls/sha256.h>
#include <stdexcept>

namespace deltaplan::planner {

std::string Sha256Digest(std::string_view text) {
  std::array<unsigned char, 32> hash{};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  // It fails only where hardware does the hashing.
  if (mbedtls_sha256_ret(bytes, text.size(), hash.data(), /*is224=*/0) != 0) {
    throw std::runtime_error("SHA-256 is not available");
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digest = "sha256:";
  for (const unsigned char byte : hash) {
    digest += kDigits[byte >> 4U];
    digest += kDigits[byte & 15U];
  }
  return digest;
}

std::string ShortDigest(std::string_view text) {
  constexpr std::string_view kAlgorithm = "sha256:";
  return Sha256Digest(text).substr(kAlgorithm.size(), 8);
}

}  // namespace deltaplan::planner

#include "serve/sign_in/secret_text.h"

namespace pitwall::serve::sign_in {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t digest_characters = 43;
constexpr std::size_t max_verifier = 128;

}  // namespace

std::string base64url(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int held = 0;  // bits that are not written yet
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8 | byte) & 0xffff;
    held += 8;
    for (; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) text += alphabet[bits << (6 - held) & 63];
  return text;
}

std::string random_text(port::Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    const std::uint64_t drawn = random.next();
    for (std::size_t j = 0; j < 8; ++j) bytes[i + j] = static_cast<std::uint8_t>(drawn >> (8 * j));
  }
  return base64url(bytes);
}

bool is_code_challenge(std::string_view text) {
  return text.size() == digest_characters &&
         text.find_first_not_of(alphabet) == std::string_view::npos;
}

bool is_code_verifier(std::string_view text) {
  if (text.size() < digest_characters || text.size() > max_verifier) return false;
  return std::ranges::all_of(text, [](char c) {
    return alphabet.find(c) != std::string_view::npos || c == '.' || c == '~';
  });
}

std::string challenge_of(std::string_view verifier) { return base64url(sha256(verifier).bytes); }

}  // namespace pitwall::serve::sign_in

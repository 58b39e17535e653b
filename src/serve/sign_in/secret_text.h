// Texts that are hard to guess, and what is kept of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/sha256.h"
#include "port/clock.h"

namespace pitwall::serve::sign_in {

// RFC 4648's alphabet for URLs, without padding.
std::string base64url(std::span<const std::uint8_t> bytes);

// 256 random bits, as 43 characters that stand in a URL, a form and a header as they are.
std::string random_text(port::Random& random);

// What is stored in a secret's place: SHA-256 in hexadecimal. Enough for 256 random bits; passwords
// go through Argon2id (password.h).
inline std::string fingerprint(std::string_view secret) { return sha256(secret).text(); }

// Proof Key for Code Exchange (RFC 7636), S256.
bool is_code_challenge(std::string_view text);
bool is_code_verifier(std::string_view text);  // 43 to 128 unreserved characters
std::string challenge_of(std::string_view verifier);

}  // namespace pitwall::serve::sign_in

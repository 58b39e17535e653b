#include "serve/sign_in/password.h"

#include <sodium.h>

namespace pitwall::serve::sign_in {
namespace {

constexpr unsigned long long passes = 3;
constexpr std::size_t memory_bytes = std::size_t{64} << 20;

}  // namespace

Result<void> check_new_password(std::string_view password) {
  if (password.size() < min_password)
    return error(Code::invalid_argument,
                 "A password needs {} characters or more; four or five words do well.",
                 min_password);
  if (password.size() > max_password)
    return error(Code::too_large, "A password has at most {} characters.", max_password);
  return {};
}

Result<std::string> hash_password(std::string_view password) {
  PITWALL_TRY_VOID(check_new_password(password));
  return hash_secret(password);
}

Result<std::string> hash_secret(std::string_view secret) {
  char hash[crypto_pwhash_STRBYTES];
  if (sodium_init() < 0 || crypto_pwhash_str_alg(hash, secret.data(), secret.size(), passes,
                                                 memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return error(Code::unavailable, "There is not enough memory to hash the password (64 MiB).");
  return std::string(hash);
}

bool is_password(std::string_view hash, std::string_view password) {
  if (hash.size() > max_password_hash || password.size() > max_password) return false;
  if (!hash.starts_with("$argon2id$") || sodium_init() < 0) return false;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

}  // namespace pitwall::serve::sign_in

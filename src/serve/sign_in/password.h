// The owner's password, as it is kept: Argon2id in its usual text form, which carries its own salt
// and costs. Both functions take a tenth of a second and 64 MiB by design: off the loop's thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::serve::sign_in {

inline constexpr std::size_t min_password = 12;  // characters of a new one, as bytes
inline constexpr std::size_t max_password = 256;
inline constexpr std::size_t max_password_hash = 200;

Result<void> check_new_password(std::string_view password);
// The salt is libsodium's own random draw: it is no secret and nothing replays it.
Result<std::string> hash_password(std::string_view password);
// The same for what has rules of its own, such as a PIN.
Result<std::string> hash_secret(std::string_view secret);
// False for a wrong password and for a text that is no hash of ours.
bool is_password(std::string_view hash, std::string_view password);

}  // namespace pitwall::serve::sign_in

// Where the few things are kept that sign-in must remember: small texts by name, each replaced as a
// whole, readable by the desk's own user alone. Called from the pool.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::serve::sign_in {

class Vault {
 public:
  virtual ~Vault() = default;
  virtual Result<std::string> read(std::string_view name) = 0;  // Code::not_found: never written
  virtual Result<void> write(std::string_view name, std::string_view content) = 0;
};

inline constexpr std::string_view access_file = "access.json";  // clients and grants
inline constexpr std::string_view password_file = "password";   // the owner's, as Argon2id

}  // namespace pitwall::serve::sign_in

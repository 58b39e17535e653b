// What sign-in keeps, as files in the desk's data folder that only its user may read.
#pragma once

#include <string>

#include "serve/sign_in/vault.h"

namespace pitwall::app {

class VaultFiles final : public serve::sign_in::Vault {
 public:
  explicit VaultFiles(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> read(std::string_view name) override;
  Result<void> write(std::string_view name, std::string_view content) override;

 private:
  std::string folder_;
};

}  // namespace pitwall::app

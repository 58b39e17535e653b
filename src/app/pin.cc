#include "app/pin.h"

#include "app/vault_files.h"
#include "serve/sign_in/password.h"

namespace pitwall::app {
namespace {

// "111111", "123456", "987654": each character as far from the one before as the one before that.
bool is_a_run(std::string_view pin) {
  for (std::size_t i = 2; i < pin.size(); ++i)
    if (pin[i] - pin[i - 1] != pin[1] - pin[0]) return false;
  const int step = pin[1] - pin[0];
  return step >= -1 && step <= 1;
}

}  // namespace

Result<void> check_new_pin(std::string_view pin) {
  if (pin.size() < min_pin)
    return error(Code::invalid_argument, "A PIN needs {} characters or more; letters count too.",
                 min_pin);
  if (pin.size() > max_pin)
    return error(Code::too_large, "A PIN has at most {} characters.", max_pin);
  if (is_a_run(pin))
    return error(Code::invalid_argument, "That PIN is what everybody tries first; take another.");
  return {};
}

bool has_pin(const std::string& data_folder) { return VaultFiles(data_folder).read(pin_file).ok(); }

Result<void> set_pin(const std::string& data_folder, std::string_view pin) {
  PITWALL_TRY_VOID(check_new_pin(pin));
  PITWALL_TRY(const std::string hash, serve::sign_in::hash_secret(pin));
  return VaultFiles(data_folder).write(pin_file, hash + "\n");
}

Result<bool> is_pin(const std::string& data_folder, std::string_view pin) {
  const Result<std::string> hash = VaultFiles(data_folder).read(pin_file);
  if (!hash && hash.error().code == Code::not_found)
    return error(Code::not_found,
                 "No PIN is set, so nothing can be approved. Set one at a terminal of this "
                 "machine: pitwall pin");
  if (!hash) return hash.error();
  std::string_view text = *hash;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return serve::sign_in::is_password(text, pin);
}

}  // namespace pitwall::app

#include <cstdio>
#include <iostream>
#include <string>

#include "app/commands.h"
#include "app/paths.h"
#include "app/terminal.h"
#include "app/vault_files.h"
#include "serve/sign_in/password.h"

namespace pitwall::app {
namespace {

constexpr std::string_view kept = "the password is as it was";

Result<std::string> ask_twice() {
  PITWALL_TRY(std::string password, ask_hidden("New password for signing in from outside: ", kept));
  PITWALL_TRY_VOID(serve::sign_in::check_new_password(password));
  PITWALL_TRY(const std::string again, ask_hidden("Once more: ", kept));
  if (password != again)
    return error(Code::invalid_argument, "The two are not the same; nothing was changed.");
  return password;
}

Result<std::string> new_password(bool from_input) {
  if (!from_input && has_terminal()) return ask_twice();
  if (!from_input)
    return error(Code::invalid_argument,
                 "A password is typed at a terminal; a program that sets one passes --stdin.");
  std::string line;
  if (!std::getline(std::cin, line))
    return error(Code::invalid_argument, "No password came on standard input.");
  return line;
}

}  // namespace

int run_password(const PasswordCommand& command) {
  const Result<Paths> paths = prepare_paths(command.data);
  if (!paths) return fail(paths.error());
  const Result<std::string> password = new_password(command.from_input);
  if (!password) return fail(password.error());
  const Result<std::string> hash = serve::sign_in::hash_password(*password);
  if (!hash) return fail(hash.error());
  const Result<void> written =
      VaultFiles(paths->data).write(serve::sign_in::password_file, *hash + "\n");
  if (!written) return fail(written.error());
  std::printf(
      "The password is set, at once and without a restart. Assistants that are signed in stay so; "
      "to end that: pitwall access revoke all\n");
  return 0;
}

}  // namespace pitwall::app

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>

#include "app/commands.h"
#include "app/paths.h"
#include "app/vault_files.h"
#include "serve/sign_in/password.h"

namespace pitwall::app {
namespace {

// The terminal without echo, for as long as this lives.
class NoEcho {
 public:
  NoEcho() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~NoEcho() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  bool works() const { return changed_; }

 private:
  termios before_{};
  bool changed_ = false;
};

Result<std::string> ask(const char* prompt) {
  std::fputs(prompt, stderr);
  std::fflush(stderr);
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  std::fputc('\n', stderr);
  if (!read) return error(Code::cancelled, "Nothing was typed; the password is as it was.");
  return line;
}

Result<std::string> ask_twice() {
  const NoEcho silence;
  if (!silence.works())
    return error(Code::unavailable,
                 "The terminal cannot hide what you type; use another one, or --stdin.");
  PITWALL_TRY(std::string password, ask("New password for signing in from outside: "));
  PITWALL_TRY_VOID(serve::sign_in::check_new_password(password));
  PITWALL_TRY(const std::string again, ask("Once more: "));
  if (password != again)
    return error(Code::invalid_argument, "The two are not the same; nothing was changed.");
  return password;
}

Result<std::string> new_password(bool from_input) {
  if (!from_input && ::isatty(STDIN_FILENO)) return ask_twice();
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
  const Result<void> kept =
      VaultFiles(paths->data).write(serve::sign_in::password_file, *hash + "\n");
  if (!kept) return fail(kept.error());
  std::printf(
      "The password is set, at once and without a restart. Assistants that are signed in stay so; "
      "to end that: pitwall access revoke all\n");
  return 0;
}

}  // namespace pitwall::app

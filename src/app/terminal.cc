#include "app/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

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

Result<std::string> read_line(const char* prompt, std::string_view kept) {
  std::fputs(prompt, stderr);
  std::fflush(stderr);
  std::string line;
  if (!std::getline(std::cin, line)) return error(Code::cancelled, "Nothing was typed; {}.", kept);
  return line;
}

}  // namespace

bool has_terminal() { return ::isatty(STDIN_FILENO) == 1; }

Result<std::string> ask_hidden(const char* prompt, std::string_view kept) {
  const NoEcho silence;
  if (!silence.works())
    return error(Code::unavailable, "The terminal cannot hide what you type; use another one.");
  Result<std::string> line = read_line(prompt, kept);
  std::fputc('\n', stderr);
  return line;
}

Result<std::string> ask_shown(const char* prompt, std::string_view kept) {
  return read_line(prompt, kept);
}

}  // namespace pitwall::app

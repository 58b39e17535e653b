// A person at a terminal, for commands that ask for what a program does not have. Blocking; not for
// the daemon.
#pragma once

#include <string>

#include "base/result.h"

namespace pitwall::app {

// Whether somebody can be asked here: standard input is a terminal that can hide what is typed.
bool has_terminal();

// One line, without showing it. Code::cancelled where nothing came, Code::unavailable where the
// terminal cannot hide it; `kept` says what stays as it was.
Result<std::string> ask_hidden(const char* prompt, std::string_view kept);
// One line, as it is typed.
Result<std::string> ask_shown(const char* prompt, std::string_view kept);

}  // namespace pitwall::app

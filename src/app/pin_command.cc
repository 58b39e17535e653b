#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/pin.h"
#include "app/terminal.h"

namespace pitwall::app {
namespace {

constexpr std::string_view kept = "the PIN is as it was";

Result<void> change(const std::string& data_folder) {
  if (!has_terminal())
    return error(Code::permission_denied,
                 "A PIN is typed by a person at a terminal; there is none here.");
  if (has_pin(data_folder)) {
    PITWALL_TRY(const std::string old, ask_hidden("The PIN so far: ", kept));
    PITWALL_TRY(const bool right, is_pin(data_folder, old));
    if (!right) return error(Code::permission_denied, "That is not the PIN; it is as it was.");
  }
  PITWALL_TRY(const std::string pin, ask_hidden("New PIN, which approves orders: ", kept));
  PITWALL_TRY_VOID(check_new_pin(pin));
  PITWALL_TRY(const std::string again, ask_hidden("Once more: ", kept));
  if (pin != again) return error(Code::invalid_argument, "The two are not the same; {}.", kept);
  return set_pin(data_folder, pin);
}

}  // namespace

int run_pin(const PinCommand& command) {
  const Result<Paths> paths = prepare_paths(command.data);
  if (!paths) return fail(paths.error());
  if (const Result<void> changed = change(paths->data); !changed) return fail(changed.error());
  std::printf("The PIN is set, at once and without a restart. pitwall approve asks for it.\n");
  return 0;
}

}  // namespace pitwall::app

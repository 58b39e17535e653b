// The person's PIN: what a terminal asks for before something may go out, because a program on this
// machine does not have it. Kept as an Argon2id hash in the data folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::app {

inline constexpr std::string_view pin_file = "pin";
inline constexpr std::size_t min_pin = 6;  // characters, as bytes
inline constexpr std::size_t max_pin = 128;

// Long enough, and not one of those that everybody tries first.
Result<void> check_new_pin(std::string_view pin);

bool has_pin(const std::string& data_folder);
// Both take a tenth of a second and 64 MiB by design: off the loop's thread.
Result<void> set_pin(const std::string& data_folder, std::string_view pin);
// Code::not_found where none is set, with how to set one.
Result<bool> is_pin(const std::string& data_folder, std::string_view pin);

}  // namespace pitwall::app

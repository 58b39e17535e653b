// Puts the choice of a broker into a configuration file and leaves everything else in it, comments
// too, as the person wrote it.
#pragma once

#include <string>
#include <string_view>

#include "app/config.h"

namespace pitwall::app {

// The lines that say which broker and how: `broker`, and the block of the chosen kind.
std::string broker_block(const Config& config);

// `yaml` with these lines in the place of those it had, or at its end. An error where the result
// does not read as intended, as when the file keeps these keys in a form that cannot be cut out.
Result<std::string> with_broker_block(std::string_view yaml, const Config& config);

// Writes the file anew, whole or not at all; a file that was there is kept beside it as FILE.bak.
Result<void> replace_file(const std::string& path, std::string_view text);

}  // namespace pitwall::app

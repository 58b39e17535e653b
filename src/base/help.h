// A described struct for people: the fields as a list for a terminal, or as a table of the
// reference page (Markdown).
#pragma once

#include <string>

#include "base/visitor.h"

namespace pitwall {

std::string terminal_help(const Type& type);
std::string markdown_table(const Type& type);

// An object with every required field set to its example: `{"symbol":"CL"}`.
std::string example_json(const Type& type);

}  // namespace pitwall

// The nearest of some known names to a misspelt one, for errors that help.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pitwall {

// The name with the fewest edits (insert, delete, replace, swap of neighbours; case ignored), or ""
// where none is within a third of the length.
std::string_view nearest(std::string_view wanted, const std::vector<std::string_view>& names);

// "; did you mean \"symbol\"?" or "".
std::string did_you_mean(std::string_view wanted, const std::vector<std::string_view>& names);

}  // namespace pitwall

// The texts of src/market/calendars, as CMake put them into the program.
#pragma once

#include <span>
#include <string_view>

namespace pitwall::market {

std::span<const std::string_view> embedded_calendars();

}  // namespace pitwall::market

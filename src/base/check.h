// Assertions that stay on in every build. They are for our own mistakes, never for what comes from
// outside: that is a Result. A failed check prints where and why and ends the process, because a
// desk in an impossible state must not go on to speak of money.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace pitwall {

[[noreturn]] void check_failed(std::string_view condition, std::string_view file, int line,
                               std::string_view detail);

}  // namespace pitwall

#define PITWALL_CHECK(condition, ...)                                                    \
  do {                                                                                   \
    if (!(condition)) [[unlikely]]                                                       \
      ::pitwall::check_failed(#condition, __FILE__, __LINE__, fmt::format(__VA_ARGS__)); \
  } while (false)

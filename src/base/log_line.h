// One line of the log: JSON with a time, a level, a message and a described struct's fields, with
// every Secret redacted and every text cut to a bearable length.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "base/visitor.h"

namespace pitwall {

enum class LogLevel { debug, info, warning, error };
std::string_view name_of(LogLevel level);
constexpr int count_of(LogLevel) { return 4; }

std::string log_line(Time time, LogLevel level, std::string_view message);
std::string log_line(Time time, LogLevel level, std::string_view message, const Type& type,
                     const void* value);

template <class T>
std::string log_line(Time time, LogLevel level, std::string_view message, const T& fields) {
  return log_line(time, level, message, type_of<T>(), &fields);
}

}  // namespace pitwall

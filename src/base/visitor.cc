#include "base/visitor.h"

#include <charconv>
#include <cmath>

#include "base/nearest.h"

namespace pitwall::detail {

Result<std::int64_t> read_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size())
    return error(Code::invalid_argument, "\"{}\" is not a whole number.", text.substr(0, 40));
  return value;
}

Result<double> read_number(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return error(Code::invalid_argument, "\"{}\" is not a number.", text.substr(0, 40));
  return value;
}

Result<bool> read_boolean(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no" || text == "off") return false;
  return error(Code::invalid_argument, "\"{}\" is neither true nor false.", text.substr(0, 40));
}

Error unknown_name(std::string_view text, const std::vector<std::string_view>& names) {
  return error(Code::invalid_argument, "\"{}\" is none of {}{}.", text.substr(0, 40),
               fmt::join(names, ", "), did_you_mean(text, names));
}

}  // namespace pitwall::detail

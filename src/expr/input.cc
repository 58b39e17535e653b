#include "expr/input.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <span>
#include <tuple>

#include "expr/lexer.h"
#include "expr/vocabulary.h"

namespace pitwall::expr {
namespace {

// By their bits: every number has its place, whatever it is.
std::strong_ordering order(double left, double right) {
  return std::bit_cast<std::int64_t>(left) <=> std::bit_cast<std::int64_t>(right);
}

std::strong_ordering order(std::span<const double> left, std::span<const double> right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    if (const auto difference = order(left[i], right[i]); difference != 0) return difference;
  return left.size() <=> right.size();
}

std::string joined(std::span<const double> numbers) {
  std::string text;
  for (const double number : numbers)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", plain_number(number));
  return text;
}

// What stands in the parentheses.
std::string arguments_of(const Input& input) {
  using enum InputKind;
  switch (input.kind) {
    case highest:
    case lowest:
    case average_volume:
      return fmt::format("{}, {}", input.count, input.bars.view());
    case percent_change:
      return input.span.text();
    case indicator: {
      const std::string numbers = joined(input.indicator.numbers());
      return fmt::format("{}{}{}", numbers, numbers.empty() ? "" : ", ", input.bars.view());
    }
    case function:
      return joined(input.arguments);
    default:
      return fmt::format("{}{}", input.bars.view(), input.live ? ", live" : "");
  }
}

std::string_view written_name(const Input& input) {
  if (input.kind == InputKind::function) return input.name;
  if (input.kind == InputKind::indicator) return input.indicator.kind().name;
  return input.kind == InputKind::bar_count ? "bars" : word_of(input.kind).name;
}

}  // namespace

std::string_view name_of(SessionCode code) {
  constexpr std::array<std::string_view, count_of(SessionCode{})> names{"closed", "pre", "regular",
                                                                        "post"};
  return names[static_cast<std::size_t>(code)];
}

std::string plain_number(double number) {
  std::array<char, 400> buffer{};  // the longest double without an exponent has 326 characters
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
  return {buffer.data(), end.ptr};
}

std::string Input::text() const {
  std::string text = symbol.empty() ? "" : written_symbol(symbol.view()) + ".";
  text += written_name(*this);
  const bool takes_arguments =
      is_on_bars(kind) || kind == InputKind::percent_change || kind == InputKind::function;
  if (takes_arguments) text += "(" + arguments_of(*this) + ")";
  if (kind == InputKind::indicator && indicator.kind().lines.size() > 1)
    text += fmt::format(".{}", indicator.kind().lines[static_cast<std::size_t>(line)]);
  if (shift > 0) text += fmt::format("[{}]", shift);
  return text;
}

std::strong_ordering Input::operator<=>(const Input& other) const {
  const auto plain = [](const Input& input) {
    return std::tie(input.symbol, input.kind, input.bars, input.count, input.shift, input.live,
                    input.span, input.line, input.name);
  };
  if (const auto difference = plain(*this) <=> plain(other); difference != 0) return difference;
  if (const auto difference = indicator.kind().name <=> other.indicator.kind().name;
      difference != 0)
    return difference;
  if (const auto difference = order(indicator.numbers(), other.indicator.numbers());
      difference != 0)
    return difference;
  return order(arguments, other.arguments);
}

}  // namespace pitwall::expr

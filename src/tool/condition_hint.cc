#include "tool/condition_hint.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace pitwall::tool {
namespace {

enum class Meant { above, below, change, money };

struct Everyday {
  std::string_view word;
  Meant meant;
};
constexpr std::array everyday{
    Everyday{"above", Meant::above},    Everyday{"over", Meant::above},
    Everyday{"exceeds", Meant::above},  Everyday{"below", Meant::below},
    Everyday{"under", Meant::below},    Everyday{"drops", Meant::change},
    Everyday{"falls", Meant::change},   Everyday{"down", Meant::change},
    Everyday{"rises", Meant::change},   Everyday{"up", Meant::change},
    Everyday{"moves", Meant::change},   Everyday{"gains", Meant::change},
    Everyday{"loses", Meant::change},   Everyday{"change", Meant::change},
    Everyday{"percent", Meant::change}, Everyday{"$", Meant::money},
    Everyday{"usd", Meant::money},      Everyday{"dollars", Meant::money},
};

std::string_view sentence(Meant meant) {
  switch (meant) {
    case Meant::above:
      return "Write price > 200, or price crosses above sma(50, 1d).";
    case Meant::below:
      return "Write price < 200, or price crosses below sma(50, 1d).";
    case Meant::change:
      return "Write percent_change(5m) > 2% or percent_change(1d) < -2%; either way: "
             "abs(percent_change(5m)) > 2%.";
    case Meant::money:
      return "Write prices as bare numbers, without a currency: price > 1234.5.";
  }
  return {};
}

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

}  // namespace

std::string condition_hint(std::string_view condition, std::span<const market::Symbol> symbols) {
  std::string text(condition);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && is_of_word(text[end])) ++end;
    if (end == begin) ++end;  // a sign
    const std::string_view word = std::string_view(text).substr(begin, end - begin);
    const auto known = std::ranges::find(everyday, word, &Everyday::word);
    if (known != everyday.end()) return std::string(sentence(known->meant));
    const Result<market::Symbol> symbol = market::Symbol::parse(word);
    if (symbol && std::ranges::find(symbols, *symbol) != symbols.end())
      return fmt::format("The price of {} is called price: price > 200.", symbol->view());
    begin = end;
  }
  return "Conditions look like price > 200, price crosses above sma(50, 1d), rsi(14, 5m) < 30, "
         "volume(5m) > 2 * average_volume(20, 5m).";
}

}  // namespace pitwall::tool

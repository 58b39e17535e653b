// Tickers and currencies: short, upper-case, trivially copyable values that sort as text. An empty
// one, as made by the default constructor, stands for "none" and is never the result of `parse`.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/fixed_text.h"
#include "base/result.h"

namespace pitwall::market {

// A ticker such as SPY, BRK.B, ES, EURUSD or ^VIX: 1 to 31 letters, digits and . - / ^ = _ & with
// single spaces inside ("BRK B"). No colon: that divides a ticker from its exchange (catalogue.h).
class Symbol {
 public:
  constexpr Symbol() = default;
  static Result<Symbol> parse(std::string_view text);  // lower case is raised
  constexpr std::string_view view() const { return text_.view(); }
  std::string text() const { return text_.text(); }
  constexpr bool empty() const { return text_.empty(); }
  constexpr auto operator<=>(const Symbol&) const = default;

 private:
  explicit constexpr Symbol(FixedText<31> text) : text_(text) {}
  FixedText<31> text_;
};

// Three letters, as ISO 4217 has them and as crypto follows it: USD, EUR, BTC.
class Currency {
 public:
  constexpr Currency() = default;
  static Result<Currency> parse(std::string_view text);  // lower case is raised
  constexpr std::string_view view() const { return text_.view(); }
  std::string text() const { return text_.text(); }
  constexpr bool empty() const { return text_.empty(); }
  constexpr auto operator<=>(const Currency&) const = default;

 private:
  explicit constexpr Currency(FixedText<3> text) : text_(text) {}
  FixedText<3> text_;
};

namespace literals {
// "SPY"_sym, "USD"_ccy: constants in code; one that does not parse fails its check.
Symbol operator""_sym(const char* text, std::size_t size);
Currency operator""_ccy(const char* text, std::size_t size);
}  // namespace literals

}  // namespace pitwall::market

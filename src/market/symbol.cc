#include "market/symbol.h"

namespace pitwall::market {

namespace {

constexpr char raised(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The text is outside input and goes into a message: control characters and the like stay out.
std::string shown(std::string_view text) {
  std::string out(text.substr(0, 40));
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return out;
}

}  // namespace

Result<Symbol> Symbol::parse(std::string_view text) {
  std::string upper(text);
  bool good = !upper.empty() && upper.size() <= 31 && upper.front() != ' ' && upper.back() != ' ';
  char before = 0;
  for (char& c : upper) {
    c = raised(c);
    const bool doubled = c == ' ' && before == ' ';
    const bool allowed = std::string_view(".-/^=_& ").find(c) != std::string_view::npos;
    if (doubled || (!is_letter(c) && !is_digit(c) && !allowed)) good = false;
    before = c;
  }
  if (!good)
    return error(Code::invalid_argument,
                 "\"{}\" is not a symbol: write 1 to 31 letters, digits or . - / ^ = _ & (single "
                 "spaces only inside), such as SPY or BRK.B.",
                 shown(text));
  PITWALL_TRY(const FixedText<31> fixed, FixedText<31>::parse(upper));
  return Symbol(fixed);
}

Result<Currency> Currency::parse(std::string_view text) {
  std::string upper(text.substr(0, 4));
  bool good = upper.size() == 3;
  for (char& c : upper) {
    c = raised(c);
    if (!is_letter(c)) good = false;
  }
  if (!good)
    return error(Code::invalid_argument,
                 "\"{}\" is not a currency: write its three letters, such as USD or EUR.",
                 shown(text));
  PITWALL_TRY(const FixedText<3> fixed, FixedText<3>::parse(upper));
  return Currency(fixed);
}

namespace literals {

Symbol operator""_sym(const char* text, std::size_t size) {
  Result<Symbol> symbol = Symbol::parse({text, size});
  PITWALL_CHECK(symbol.ok(), "{}", symbol.error().message);
  return *symbol;
}

Currency operator""_ccy(const char* text, std::size_t size) {
  Result<Currency> currency = Currency::parse({text, size});
  PITWALL_CHECK(currency.ok(), "{}", currency.error().message);
  return *currency;
}

}  // namespace literals

}  // namespace pitwall::market

#include "expr/lexer.h"

#include <algorithm>
#include <charconv>

#include "expr/limits.h"

namespace pitwall::expr {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '^';
}
constexpr bool in_word(char c) { return begins_word(c) || is_digit(c); }
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::string_view keywords[] = {"and", "or", "not",  "crosses",
                                         "for", "is", "true", "false"};
constexpr std::string_view signs[] = {"<=", ">=", "==", "!=", "<>", "+", "-", "*", "/",
                                      "(",  ")",  "[",  "]",  ",",  ".", "<", ">", "="};
// What other languages write, and how it is written here.
constexpr std::pair<std::string_view, std::string_view> foreign[] = {
    {"&&", "and"}, {"||", "or"}, {"&", "and"}, {"|", "or"}, {"!", "not"}, {"%", "2% of a figure"}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    while (true) {
      at_ += count_while(is_space);
      PITWALL_TRY(const Token token, next());
      tokens.push_back(token);
      if (token.kind == Token::Kind::end) return tokens;
      at_ = token.column + length_;
    }
  }

 private:
  using Kind = Token::Kind;

  std::string_view rest() const { return text_.substr(at_); }
  char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  template <class Is>
  std::size_t count_while(Is is, std::size_t from = 0) const {
    std::size_t count = from;
    while (at_ + count < text_.size() && is(text_[at_ + count])) ++count;
    return count;
  }
  Error fail(std::string_view sentence) const {
    return error_at(text_, at_, Code::invalid_argument, sentence);
  }
  Token take(Kind kind, std::size_t length, double number = 0) {
    length_ = length;
    return {kind, text_.substr(at_, length), at_, number};
  }

  Result<Token> next() {
    if (at_ == text_.size()) return take(Kind::end, 0);
    const char c = peek(0);
    if (begins_word(c)) return take(Kind::word, count_while(in_word));
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '"') return quoted();
    for (const std::string_view sign : signs)
      if (rest().starts_with(sign)) return take(Kind::sign, sign.size());
    for (const auto& [theirs, ours] : foreign)
      if (rest().starts_with(theirs))
        return fail(fmt::format("`{}` is not known; write `{}`", theirs, ours));
    return fail(fmt::format("`{}` does not belong here", shown(rest().substr(0, 1))));
  }

  Result<Token> quoted() {
    const std::size_t length = count_while([](char c) { return c != '"'; }, 1);
    if (peek(length) != '"') return fail("the quotes that begin here do not end");
    Token token = take(Kind::quoted, length + 1);
    token.text = token.text.substr(1, length - 1);
    return token;
  }

  Result<Token> number() {
    std::size_t length = count_while(is_digit);
    if (peek(length) == ':') return time_of_day(length);
    if (peek(length) == '.' && is_digit(peek(length + 1)))
      length = count_while(is_digit, length + 1);
    else if (begins_word(peek(length)))
      return take(Kind::length, count_while(in_word, length));
    double value = 0;
    const std::string digits = "0" + std::string(rest().substr(0, length));  // .5 is 0.5
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value > max_number) return fail("the number is too large");
    if (begins_word(peek(length))) return fail("a letter does not belong to a number");
    // There is no remainder in this language, so a percent sign can mean but one thing.
    const std::size_t sign = count_while([](char c) { return c == ' '; }, length);
    if (peek(sign) == '%') return take(Kind::percentage, sign + 1, value);
    return take(Kind::number, length, value);
  }

  // From the length of the hour on.
  Result<Token> time_of_day(std::size_t length) {
    int parts[3] = {};
    std::size_t count = 0;
    std::size_t from = 0;
    bool good = length <= 2;
    while (good) {
      std::from_chars(text_.data() + at_ + from, text_.data() + at_ + length, parts[count++]);
      if (count == 3 || peek(length) != ':') break;
      from = length + 1;
      length = count_while(is_digit, from);
      good = length - from == 2;
    }
    if (!good || parts[0] > 23 || parts[1] > 59 || parts[2] > 59 || in_word(peek(length)))
      return fail("a time of day is written as 09:45 or 09:45:30, from 00:00 to 23:59:59");
    return take(Kind::time_of_day, length, parts[0] * 3600 + parts[1] * 60 + parts[2]);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t length_ = 0;  // of the last token
};

}  // namespace

Error error_at(std::string_view text, std::size_t column, Code code, std::string_view sentence) {
  // A long text is shown around the place only.
  constexpr std::size_t before = 50, after = 30;
  const std::size_t from = column > before ? column - before : 0;
  const std::string_view part = text.substr(from, column - from + after);
  return error(code, "column {}: {}{}\n  {}{}{}\n  {:>{}}", column + 1, sentence,
               sentence.ends_with('?') ? "" : ".", from > 0 ? "..." : "", shown(part),
               from + part.size() < text.size() ? "..." : "", "^",
               column - from + 1 + (from > 0 ? 3 : 0));
}

std::string_view clause(const Error& error) {
  std::string_view sentence = error.message;
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return sentence;
}

Result<std::vector<Token>> tokens_of(std::string_view text) { return Lexer(text).run(); }

bool is_keyword(std::string_view lower_case) {
  return std::ranges::find(keywords, lower_case) != std::end(keywords);
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string shown(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c < ' ' || c > '~') c = is_space(c) ? ' ' : '?';
  return out;
}

std::string written_symbol(std::string_view symbol) {
  bool plain = !is_keyword(lowered(symbol.substr(0, symbol.find('.'))));
  char before = '.';
  for (const char c : symbol) {
    if (before == '.' ? !begins_word(c) : !(in_word(c) || c == '.')) plain = false;
    before = c;
  }
  if (before == '.') plain = false;
  return plain ? std::string(symbol) : fmt::format("\"{}\"", symbol);
}

}  // namespace pitwall::expr

#include "expr/reference.h"

#include <algorithm>
#include <optional>

#include "base/nearest.h"

namespace pitwall::expr {
namespace {

using Kind = Token::Kind;
constexpr std::string_view spelled_change = "percent_change_";

// 5min and 1hour are written too.
std::string usual_length(std::string_view text) {
  std::string length = lowered(text);
  constexpr std::pair<std::string_view, std::string_view> spellings[] = {
      {"mins", "m"}, {"min", "m"},  {"hours", "h"}, {"hour", "h"},  {"secs", "s"},
      {"sec", "s"},  {"days", "d"}, {"day", "d"},   {"weeks", "w"}, {"week", "w"}};
  for (const auto& [spelled, usual] : spellings)
    if (length.ends_with(spelled))
      return length.substr(0, length.size() - spelled.size()) + std::string(usual);
  return length;
}

class Reader {
 public:
  Reader(TokenStream& tokens, const Vocabulary& vocabulary)
      : tokens_(tokens), vocabulary_(vocabulary) {}

  Result<Reference> run() {
    reference_.column = tokens_.column();
    PITWALL_TRY_VOID(names());
    PITWALL_TRY_VOID(figure());
    if (tokens_.is_sign("[")) PITWALL_TRY_VOID(shift());
    return std::move(reference_);
  }

 private:
  Input& input() { return reference_.input; }

  bool is_figure_name(const Token& token) const {
    const std::string name = lowered(token.text);
    return token.kind == Kind::word && (find_word(name) || find_indicator(name) ||
                                        vocabulary_.find(name) || name.starts_with(spelled_change));
  }
  static std::optional<int> line_named(const market::IndicatorKind& kind, std::string_view name) {
    const auto found = std::ranges::find(kind.lines, lowered(name));
    if (found == kind.lines.end()) return std::nullopt;
    return static_cast<int>(found - kind.lines.begin());
  }

  // The names with points between them: which are the symbol's, and which is the figure's. A symbol
  // may have points (BRK.B), and an indicator without parentheses is followed by its line.
  Result<void> names() {
    std::vector<Token> parts{tokens_.next()};
    while (tokens_.is_sign(".")) {
      const Token& after = tokens_.peek(1);
      if (after.kind != Kind::word) return tokens_.fail("a name belongs after the point");
      tokens_.next();
      parts.push_back(tokens_.next());
    }
    std::size_t name = parts.size() - 1;
    if (!tokens_.is_sign("(") && name > 0 && parts[name - 1].kind == Kind::word) {
      const auto* const kind = find_indicator(lowered(parts[name - 1].text));
      const bool another =
          is_figure_name(parts[name]) && find_indicator(lowered(parts[name].text)) != kind;
      if (kind && line_named(*kind, parts[name].text) && !another) {
        line_ = parts[name];
        --name;
      }
    }
    name_ = parts[name];
    if (name_.kind == Kind::quoted) return tokens_.fail("a point and a name belong after a symbol");
    if (name == 0) return {};
    std::string symbol;
    for (std::size_t i = 0; i < name; ++i)
      symbol += (i == 0 ? "" : ".") + std::string(parts[i].text);
    const Result<market::Symbol> read = market::Symbol::parse(symbol);
    if (!read)
      return tokens_.fail(parts[0].column,
                          fmt::format("`{}` is not a symbol such as SPY or BRK.B", shown(symbol)));
    input().symbol = *read;
    return {};
  }

  Result<void> figure() {
    const std::string name = lowered(name_.text);
    if (const Word* const word = find_word(name)) return plain(*word);
    if (const auto* const kind = find_indicator(name)) return indicator(*kind);
    if (const UserFunction* const function = vocabulary_.find(name)) return user(*function);
    if (name.starts_with(spelled_change)) {
      const std::size_t skip = spelled_change.size();
      return change(name_.text.substr(skip), name_.column + skip);
    }
    std::vector<std::string_view> known = vocabulary_.names();
    const std::string_view near = nearest(name, known);
    return tokens_.fail(
        name_.column,
        near.empty()
            ? fmt::format("`{}` is not known; the names are in docs/conditions.md",
                          shown(name_.text))
            : fmt::format("`{}` is not known; did you mean `{}`?", shown(name_.text), near));
  }

  // ---- Words of the table ----

  Result<void> plain(const Word& word) {
    input().kind = word.kind;
    reference_.unit = word.unit;
    if (word.arguments == Arguments::span) {
      PITWALL_TRY_VOID(tokens_.expect_sign("("));
      if (tokens_.peek().kind != Kind::length) return tokens_.fail(no_span(tokens_.described()));
      const Token length = tokens_.next();
      PITWALL_TRY_VOID(change(length.text, length.column));
      return tokens_.expect_sign(")");
    }
    const bool on_bars = word.arguments != Arguments::none;
    reference_.bars_open = on_bars;
    if (!tokens_.is_sign("(")) {
      if (word.arguments != Arguments::count_and_bars) return {};
      return tokens_.fail(fmt::format("{0} needs a count of bars: {0}(20, 1d)", word.name));
    }
    tokens_.next();
    if (word.arguments == Arguments::count_and_bars) {
      PITWALL_TRY(input().count, count(word.name));
      if (tokens_.accept_sign(",")) PITWALL_TRY_VOID(bars());
    } else if (on_bars && !tokens_.is_sign(")")) {
      PITWALL_TRY_VOID(bars());
      if (tokens_.accept_sign(",")) PITWALL_TRY_VOID(live());
    }
    if (!on_bars && !tokens_.is_sign(")"))
      return tokens_.fail(fmt::format("{} takes nothing in parentheses", word.name));
    return tokens_.expect_sign(")");
  }

  Result<int> count(std::string_view name) {
    const Token& token = tokens_.peek();
    const int value = static_cast<int>(std::min<double>(token.number, max_bars_counted + 1));
    if (token.kind != Kind::number || value != token.number || value < 1 ||
        value > max_bars_counted)
      return tokens_.fail(fmt::format("{} counts 1 to {} bars, not {}: {}(20, 1d)", name,
                                      max_bars_counted, tokens_.described(), name));
    tokens_.next();
    return value;
  }

  Result<void> bars() {
    PITWALL_TRY(input().bars, read_bars(tokens_));
    reference_.bars_open = false;
    return {};
  }

  Result<void> live() {
    if (!tokens_.accept_word("live"))
      return tokens_.fail(fmt::format("only `live` may stand here, not {}", tokens_.described()));
    input().live = true;
    return {};
  }

  static std::string no_span(std::string_view instead) {
    return fmt::format(
        "percent_change takes a span from 1s to 1d, such as 5m or 1h, not {}; for longer ones "
        "compare with a close, as in price / close(1d)[4] - 1 > 5%",
        instead);
  }

  Result<void> change(std::string_view text, std::size_t column) {
    input().kind = InputKind::percent_change;
    reference_.unit = Unit::percent;
    const Result<Duration> span = Duration::parse(usual_length(text));
    if (!span || *span < seconds(1) || *span > days(1))
      return tokens_.fail(column, no_span(fmt::format("`{}`", shown(text))));
    input().span = *span;
    return {};
  }

  // ---- Indicators ----

  Result<void> indicator(const market::IndicatorKind& kind) {
    input().kind = InputKind::indicator;
    reference_.unit = unit_of(kind);
    reference_.bars_open = true;
    std::string spec(kind.name);
    if (tokens_.accept_sign("(")) {
      PITWALL_TRY(const std::string numbers, numbers_and_bars());
      spec += "(" + numbers + ")";
      PITWALL_TRY_VOID(tokens_.expect_sign(")"));
    }
    const Result<market::IndicatorSpec> read = market::IndicatorSpec::parse(spec);
    if (!read) return tokens_.fail(name_.column, clause(read.error()));
    input().indicator = *read;
    if (!reference_.bars_open)
      if (const Result<void> suits = read->suits(input().bars); !suits)
        return tokens_.fail(name_.column, clause(suits.error()));
    return line(kind);
  }

  // "12,26,9", with the length of the bars taken out, which stands last.
  Result<std::string> numbers_and_bars() {
    std::string numbers;
    while (!tokens_.is_sign(")")) {
      if (tokens_.peek().kind == Kind::length) {
        PITWALL_TRY_VOID(bars());
        if (tokens_.is_sign(",") && tokens_.is_word("live", 1))
          return tokens_.fail(tokens_.peek(1).column,
                              "`live` is for open, high, low, close and volume only");
        break;
      }
      if (tokens_.peek().kind != Kind::number)
        return tokens_.fail(fmt::format(
            "a number or a length of bars such as 5m belongs here, not {}", tokens_.described()));
      numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", tokens_.next().text);
      if (!tokens_.accept_sign(",")) break;
    }
    return numbers;
  }

  Result<void> line(const market::IndicatorKind& kind) {
    if (tokens_.is_sign(".") && tokens_.peek(1).kind == Kind::word) {
      tokens_.next();
      line_ = tokens_.next();
    }
    const std::string_view name = line_ ? line_->text : kind.name;
    if (const std::optional<int> found = line_named(kind, name)) {
      input().line = *found;
      return {};
    }
    if (!line_ && kind.lines.size() == 1) return {};
    std::string all;
    for (const std::string_view one : kind.lines)
      all += fmt::format("{}.{}", all.empty() ? "" : ", ", one);
    return tokens_.fail(
        line_ ? line_->column : name_.column,
        line_ ? fmt::format("{} has no line `{}`, but {}", kind.name, shown(line_->text), all)
              : fmt::format("{} has several lines; say which: {}", kind.name, all));
  }

  // ---- Functions of the user ----

  Result<void> user(const UserFunction& function) {
    input().kind = InputKind::function;
    input().name = function.name;
    reference_.unit = function.unit;
    if (tokens_.accept_sign("(")) {
      while (!tokens_.is_sign(")")) {
        const bool negative = tokens_.accept_sign("-");
        if (tokens_.peek().kind != Kind::number)
          return tokens_.fail(fmt::format("{} takes numbers only", function.name));
        const double value = tokens_.next().number;
        if (input().arguments.size() >= max_arguments) break;
        input().arguments.push_back(negative ? -value : value);
        if (!tokens_.accept_sign(",")) break;
      }
      PITWALL_TRY_VOID(tokens_.expect_sign(")"));
    }
    if (input().arguments.size() == function.arguments) return {};
    return tokens_.fail(name_.column, fmt::format("{} takes {} numbers, not {}", function.name,
                                                  function.arguments, input().arguments.size()));
  }

  // ---- Bars before the last ----

  Result<void> shift() {
    if (!is_on_bars(input().kind) || input().live)
      return tokens_.fail(
          "only what is on finished bars can be asked of earlier ones, as close(5m)[1]");
    tokens_.next();
    const Token& token = tokens_.peek();
    const int value = static_cast<int>(std::min<double>(token.number, max_bars_back + 1));
    if (token.kind != Kind::number || value != token.number || value > max_bars_back)
      return tokens_.fail(fmt::format("a whole number of bars up to {} belongs here, not {}",
                                      max_bars_back, tokens_.described()));
    tokens_.next();
    input().shift = value;
    return tokens_.expect_sign("]");
  }

  TokenStream& tokens_;
  const Vocabulary& vocabulary_;
  Reference reference_;
  Token name_;                 // of the figure
  std::optional<Token> line_;  // of an indicator
};

}  // namespace

Result<Reference> read_reference(TokenStream& tokens, const Vocabulary& vocabulary) {
  return Reader(tokens, vocabulary).run();
}

Result<market::BarSize> read_bars(TokenStream& tokens) {
  const Result<market::BarSize> size =
      tokens.peek().kind == Kind::length ? market::BarSize::parse(usual_length(tokens.peek().text))
                                         : error(Code::invalid_argument, "no length");
  if (!size)
    return tokens.fail(
        fmt::format("a length of bars belongs here (1s 5s 15s 30s 1m 2m 3m 5m 10m 15m 30m 1h 2h 4h "
                    "8h 1d 1w 1mo), not {}",
                    tokens.described()));
  tokens.next();
  return *size;
}

}  // namespace pitwall::expr

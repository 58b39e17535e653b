#include "expr/parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/zone.h"
#include "expr/limits.h"
#include "expr/reference.h"
#include "expr/token_stream.h"
#include "expr/tree_builder.h"

namespace pitwall::expr {
namespace {

using Kind = Token::Kind;
using At = TreeBuilder::At;

struct Sign {
  std::string_view text;
  Operation operation;
};
constexpr Sign comparisons[] = {{"<", Operation::less},       {"<=", Operation::less_equal},
                                {">", Operation::greater},    {">=", Operation::greater_equal},
                                {"=", Operation::equal},      {"==", Operation::equal},
                                {"!=", Operation::not_equal}, {"<>", Operation::not_equal}};
constexpr Sign sums[] = {{"+", Operation::add}, {"-", Operation::subtract}};
constexpr Sign products[] = {{"*", Operation::multiply}, {"/", Operation::divide}};

Operation operation_of(Call call) {
  constexpr std::array operations{Operation::absolute, Operation::minimum, Operation::maximum,
                                  Operation::missing, Operation::or_else};
  return operations[static_cast<std::size_t>(call)];
}

// New_York is enough of America/New_York.
std::optional<std::string> zone_named(const std::string& name) {
  for (const std::string_view area : {"", "America/", "Europe/", "Asia/", "Australia/", "Pacific/",
                                      "Africa/", "Atlantic/", "Etc/"}) {
    std::string full = std::string(area) + name;
    if (Zone::find(full)) return full;
  }
  return std::nullopt;
}

class Parser {
 public:
  Parser(TokenStream tokens, const Vocabulary& vocabulary)
      : tokens_(std::move(tokens)), vocabulary_(vocabulary), builder_(tokens_.text()) {}

  Result<Tree> run() {
    if (tokens_.peek().kind == Kind::end)
      return tokens_.fail("a condition belongs here, such as price > 200");
    PITWALL_TRY_VOID(condition());
    if (tokens_.peek().kind != Kind::end)
      return tokens_.fail(fmt::format("{} does not belong here; `and` or `or` joins two conditions",
                                      tokens_.described()));
    return builder_.finish();
  }

 private:
  // One step down: a text cannot make us go deeper than the limit.
  class Step {
   public:
    explicit Step(std::size_t& depth) : depth_(depth) { ++depth_; }
    ~Step() { --depth_; }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    std::size_t& depth_;
  };
  Result<void> not_too_deep() const {
    if (depth_ <= max_depth) return {};
    return error_at(tokens_.text(), tokens_.column(), Code::too_large,
                    fmt::format("more than {} parentheses and signs within each other", max_depth));
  }

  Result<At> condition() {
    PITWALL_TRY(At left, conjunction());
    while (tokens_.is_word("or")) {
      const std::size_t column = tokens_.next().column;
      PITWALL_TRY(const At right, conjunction());
      PITWALL_TRY(left, builder_.binary(Operation::either, left, right, column));
    }
    return left;
  }

  Result<At> conjunction() {
    PITWALL_TRY(At left, negation());
    while (tokens_.is_word("and")) {
      const std::size_t column = tokens_.next().column;
      PITWALL_TRY(const At right, negation());
      PITWALL_TRY(left, builder_.binary(Operation::both, left, right, column));
    }
    return left;
  }

  Result<At> negation() {
    if (!tokens_.is_word("not")) return held();
    const Step step(depth_);
    PITWALL_TRY_VOID(not_too_deep());
    const std::size_t column = tokens_.next().column;
    PITWALL_TRY(const At operand, negation());
    return builder_.unary(Operation::negation, operand, column);
  }

  Result<At> held() {
    PITWALL_TRY(const At condition, comparison());
    if (!tokens_.is_word("for")) return condition;
    const std::size_t column = tokens_.next().column;
    const Token& token = tokens_.peek();
    const int count = static_cast<int>(std::min<double>(token.number, max_bars_counted + 1));
    if (token.kind != Kind::number || count != token.number || count < 1 ||
        count > max_bars_counted)
      return tokens_.fail(fmt::format("1 to {} bars belong here, as in `for 3 bars of 5m`, not {}",
                                      max_bars_counted, tokens_.described()));
    tokens_.next();
    if (!tokens_.accept_word("bars") && !tokens_.accept_word("bar"))
      return tokens_.fail(fmt::format("`bars` belongs here, not {}", tokens_.described()));
    std::optional<market::BarSize> bars;
    if (tokens_.accept_word("of")) {
      PITWALL_TRY(bars, read_bars(tokens_));
    }
    return builder_.held(condition, count, bars, column);
  }

  template <std::size_t Size>
  const Sign* find_sign(const Sign (&signs)[Size]) const {
    const auto* const found =
        std::ranges::find_if(signs, [&](const Sign& sign) { return tokens_.is_sign(sign.text); });
    return found == std::end(signs) ? nullptr : found;
  }

  Result<At> comparison() {
    PITWALL_TRY(const At left, sum());
    const std::size_t column = tokens_.column();
    std::optional<Operation> operation;
    if (const Sign* const sign = find_sign(comparisons)) {
      tokens_.next();
      operation = sign->operation;
    } else if (tokens_.accept_word("crosses")) {
      operation = cross();
    } else if (tokens_.accept_word("is")) {
      return is(left, column);
    }
    if (!operation) return left;
    PITWALL_TRY(const At right, sum());
    PITWALL_TRY(const At made, builder_.binary(*operation, left, right, column));
    if (find_sign(comparisons) || tokens_.is_word("crosses") || tokens_.is_word("is"))
      return tokens_.fail("two comparisons in a row; join them by `and`, as in 1 < x and x < 2");
    return made;
  }

  Operation cross() {
    if (tokens_.accept_word("above") || tokens_.accept_word("over")) return Operation::cross_above;
    if (tokens_.accept_word("below") || tokens_.accept_word("under")) return Operation::cross_below;
    return Operation::cross;
  }

  Result<At> is(At left, std::size_t column) {
    const bool negative = tokens_.accept_word("not");
    for (int i = 0; i < count_of(SessionCode{}); ++i) {
      const std::size_t at = tokens_.column();
      if (!tokens_.accept_word(name_of(static_cast<SessionCode>(i)))) continue;
      PITWALL_TRY(const At right, builder_.number(at, i, Unit::session));
      return builder_.binary(negative ? Operation::not_equal : Operation::equal, left, right,
                             column);
    }
    return tokens_.fail(
        fmt::format("closed, pre, regular or post belongs here, not {}", tokens_.described()));
  }

  Result<At> sum() {
    PITWALL_TRY(At left, product());
    while (const Sign* const sign = find_sign(sums)) {
      const std::size_t column = tokens_.next().column;
      PITWALL_TRY(const At right, product());
      PITWALL_TRY(left, builder_.binary(sign->operation, left, right, column));
    }
    return left;
  }

  Result<At> product() {
    PITWALL_TRY(At left, sign());
    while (const Sign* const found = find_sign(products)) {
      const std::size_t column = tokens_.next().column;
      PITWALL_TRY(const At right, sign());
      PITWALL_TRY(left, builder_.binary(found->operation, left, right, column));
    }
    return left;
  }

  Result<At> sign() {
    if (!tokens_.is_sign("-")) return primary();
    const Step step(depth_);
    PITWALL_TRY_VOID(not_too_deep());
    const std::size_t column = tokens_.next().column;
    PITWALL_TRY(const At operand, sign());
    return builder_.unary(Operation::negate, operand, column);
  }

  Result<At> primary() {
    const Token token = tokens_.peek();
    switch (token.kind) {
      case Kind::number:
        tokens_.next();
        return builder_.number(token.column, token.number, Unit::number);
      case Kind::percentage:
        tokens_.next();
        return builder_.number(token.column, token.number, Unit::percent);
      case Kind::time_of_day:
        return time();
      case Kind::length:
        return tokens_.fail(fmt::format(
            "a length of time stands only within a name's parentheses, as in rsi(14, {})",
            shown(token.text)));
      case Kind::quoted:
        return reference();
      case Kind::word:
        return word(token);
      default:
        break;
    }
    if (!tokens_.is_sign("("))
      return tokens_.fail(
          fmt::format("a name or a number belongs here, not {}", tokens_.described()));
    const Step step(depth_);
    PITWALL_TRY_VOID(not_too_deep());
    tokens_.next();
    PITWALL_TRY(const At inside, condition());
    PITWALL_TRY_VOID(tokens_.expect_sign(")"));
    return inside;
  }

  Result<At> word(const Token& token) {
    const std::string name = lowered(token.text);
    if (name == "true" || name == "false") {
      tokens_.next();
      return builder_.number(token.column, name == "true" ? 1 : 0, Unit::truth);
    }
    if (is_keyword(name))
      return tokens_.fail(
          fmt::format("a name or a number belongs here, not {}", tokens_.described()));
    if (const Function* const function = find_function(name); function && tokens_.is_sign("(", 1))
      return call(*function);
    return reference();
  }

  Result<At> reference() {
    PITWALL_TRY(Reference read, read_reference(tokens_, vocabulary_));
    return builder_.input(std::move(read));
  }

  Result<At> call(const Function& function) {
    const Step step(depth_);
    PITWALL_TRY_VOID(not_too_deep());
    const std::size_t column = tokens_.next().column;
    tokens_.next();
    PITWALL_TRY(const At first, condition());
    if (function.arguments == 1) {
      PITWALL_TRY_VOID(tokens_.expect_sign(")"));
      return builder_.unary(operation_of(function.call), first, column);
    }
    PITWALL_TRY_VOID(tokens_.expect_sign(","));
    PITWALL_TRY(const At second, condition());
    PITWALL_TRY_VOID(tokens_.expect_sign(")"));
    return builder_.binary(operation_of(function.call), first, second, column);
  }

  Result<At> time() {
    const Token token = tokens_.next();
    const Token& after = tokens_.peek();
    if (after.kind != Kind::word || is_keyword(lowered(after.text)))
      return builder_.number(token.column, token.number, Unit::time_of_day);
    const std::size_t column = after.column;
    std::string name(tokens_.next().text);
    while (tokens_.is_sign("/") && tokens_.peek(1).kind == Kind::word) {
      tokens_.next();
      name += "/" + std::string(tokens_.next().text);
    }
    std::optional<std::string> zone = zone_named(name);
    if (!zone)
      return tokens_.fail(
          column, fmt::format("`{}` is not a time zone such as New_York or UTC", shown(name)));
    return builder_.number(token.column, token.number, Unit::time_of_day, std::move(*zone));
  }

  TokenStream tokens_;
  const Vocabulary& vocabulary_;
  TreeBuilder builder_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<Tree> parse(std::string_view text, const Vocabulary& vocabulary) {
  if (text.size() > max_text)
    return error(Code::too_large,
                 "A condition has at most {} characters; this one has {}: divide it into several.",
                 max_text, text.size());
  PITWALL_TRY(std::vector<Token> tokens, tokens_of(text));
  return Parser(TokenStream(text, std::move(tokens)), vocabulary).run();
}

}  // namespace pitwall::expr

// The tokens of a condition from left to right, and errors at the one that is next.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/lexer.h"

namespace pitwall::expr {

class TokenStream {
 public:
  TokenStream(std::string_view text, std::vector<Token> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  std::string_view text() const { return text_; }
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  std::size_t column() const { return peek().column; }
  const Token& next() {
    const Token& token = peek();
    if (token.kind != Token::Kind::end) ++at_;
    return token;
  }

  bool is_sign(std::string_view sign, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::sign && peek(ahead).text == sign;
  }
  bool is_word(std::string_view lower_case, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::word && lowered(peek(ahead).text) == lower_case;
  }
  bool accept_sign(std::string_view sign) { return is_sign(sign) && (next(), true); }
  bool accept_word(std::string_view word) { return is_word(word) && (next(), true); }
  Result<void> expect_sign(std::string_view sign) {
    if (accept_sign(sign)) return {};
    return fail(fmt::format("`{}` belongs here, not {}", sign, described()));
  }

  Error fail(std::string_view sentence) const { return fail(column(), sentence); }
  Error fail(std::size_t column, std::string_view sentence) const {
    return error_at(text_, column, Code::invalid_argument, sentence);
  }
  // "`and`", or that there is nothing more.
  std::string described() const {
    if (peek().kind == Token::Kind::end) return "the end";
    return fmt::format("`{}`", shown(peek().text));
  }

 private:
  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace pitwall::expr

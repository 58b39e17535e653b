// One name in a condition with all that belongs to it: `SPY.macd(12, 26, 9, 5m).histogram[1]`.
#pragma once

#include "base/result.h"
#include "expr/input.h"
#include "expr/token_stream.h"
#include "expr/vocabulary.h"

namespace pitwall::expr {

struct Reference {
  Input input;
  Unit unit = Unit::number;
  bool bars_open = false;  // it is on bars, and the text does not say which
  std::size_t column = 0;
};

// The stream stands at a word or a quoted symbol.
Result<Reference> read_reference(TokenStream& tokens, const Vocabulary& vocabulary);

// 5m, 1d: the token that is next has to be one.
Result<market::BarSize> read_bars(TokenStream& tokens);

}  // namespace pitwall::expr

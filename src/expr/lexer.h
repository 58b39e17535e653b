// The text of a condition as its words, numbers and signs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::expr {

struct Token {
  enum class Kind : std::uint8_t {
    end,
    word,         // price, and, SPY
    quoted,       // "BRK B": the inside
    number,       // 200, 0.05
    percentage,   // 2%
    time_of_day,  // 09:45, 09:45:30: `number` is seconds since midnight
    length,       // 5m, 1h30m
    sign,         // + - * / ( ) [ ] , . < <= > >= = == != <>
  };
  Kind kind = Kind::end;
  std::string_view text;   // of the condition's own text
  std::size_t column = 0;  // where it begins, from 0
  double number = 0;
};

// An error at a column of the text, with a line that points there.
Error error_at(std::string_view text, std::size_t column, Code code, std::string_view sentence);

// What another error says, to be said at a column.
std::string_view clause(const Error& error);

// All of the text, with an `end` last. The tokens refer to the text.
Result<std::vector<Token>> tokens_of(std::string_view text);

// Words that cannot name a figure: and, or, not, crosses, for, is, true, false.
bool is_keyword(std::string_view lower_case);
std::string lowered(std::string_view text);
// Of the text what may stand in an error: control characters and the like would spoil it.
std::string shown(std::string_view text);

// A symbol as a condition has it before the point: BRK.B, or "BRK B" with its quotes.
std::string written_symbol(std::string_view symbol);

}  // namespace pitwall::expr

// All the names that a condition may use: the table below, the indicators of market/indicators, and
// the functions that the user registers. docs/conditions.md lists the same, and a test holds it to
// it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/input.h"
#include "expr/limits.h"
#include "expr/unit.h"

namespace pitwall::expr {

// What stands in the parentheses after a name.
enum class Arguments : std::uint8_t {
  none,
  bars,            // close(5m), close(5m, live), or close: see Parser
  count_and_bars,  // highest(20, 1d)
  span,            // percent_change(5m)
};

// A name for a figure.
struct Word {
  std::string_view name;
  std::string_view another;  // a second name that is understood; may be empty
  InputKind kind = InputKind::price;
  Unit unit = Unit::number;
  Arguments arguments = Arguments::none;
  std::string_view meaning;  // for the docs: one line
};
std::span<const Word> words();
const Word& word_of(InputKind kind);  // of a kind that has a name in the table

// A function of what stands in its parentheses.
enum class Call : std::uint8_t { absolute, minimum, maximum, missing, or_else };
struct Function {
  std::string_view name;
  Call call = Call::absolute;
  std::size_t arguments = 1;
  std::string_view meaning;
};
std::span<const Function> functions();

// What an indicator's lines are of. One that is not known better and is not drawn over the price is
// an index.
Unit unit_of(const market::IndicatorKind& kind);

// A function whose value a program of the user gives, from outside and in its own time.
struct UserFunction {
  std::string name;           // lower-case letters, digits and _
  Unit unit = Unit::number;   // of its value: a figure or a truth
  std::size_t arguments = 0;  // numbers
};

class Vocabulary {
 public:
  // Refused: a name that is taken or malformed, too many arguments or functions, another unit.
  Result<void> add(UserFunction function);
  const UserFunction* find(std::string_view name) const;  // null if there is none
  // Every name that can begin a figure or a call, to look for the nearest in.
  std::vector<std::string_view> names() const;

 private:
  std::vector<UserFunction> functions_;
};

// By name or its other one, in lower case; null if there is none.
const Word* find_word(std::string_view name);
const Function* find_function(std::string_view name);
const market::IndicatorKind* find_indicator(std::string_view name);

}  // namespace pitwall::expr

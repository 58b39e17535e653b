// A condition that was read, checked and compiled: immutable, cheap to ask, and safe to share.
//
//   const auto condition = Expression::compile("price > 200 and rsi(14, 5m) < 30");
//   State state;
//   condition->evaluate(values, state);  // values[i] is that of condition->inputs()[i], or NaN
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/program.h"
#include "expr/vocabulary.h"

namespace pitwall::expr {

class Expression {
 public:
  // The error names the column of what is wrong, with a second and third line that point there.
  static Result<Expression> compile(std::string_view text, const Vocabulary& vocabulary = {});

  // The one way to write it, with all that was left out: compiles to the same program.
  const std::string& text() const { return text_; }
  // What it wants to know, each once, in the order of the text.
  const std::vector<Input>& inputs() const { return program_.inputs; }
  const Program& program() const { return program_; }

  // One look at it. Where the state is used (has_state), looks come in the order of time: at each
  // change of an input or, at the least, after each bar that `for N bars` counts. Allocates
  // nothing.
  Truth evaluate(std::span<const double> values, State& state) const {
    return expr::evaluate(program_, values, state);
  }
  bool has_state() const { return program_.state > 0; }

 private:
  Expression(std::string text, Program program)
      : text_(std::move(text)), program_(std::move(program)) {}

  std::string text_;
  Program program_;
};

}  // namespace pitwall::expr

// A condition as a straight line of steps: no jumps and no loops, so that it takes the same time
// whatever the figures are. Programs of one shape (equal steps) differ in their constants and
// inputs only, and a Sweep works them out together.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "expr/input.h"
#include "expr/limits.h"
#include "expr/operations.h"
#include "expr/tree.h"
#include "expr/truth.h"

namespace pitwall::expr {

struct Operand {
  enum class From : std::uint8_t { input, constant, result };
  From from = From::input;
  std::uint8_t index = 0;
  auto operator<=>(const Operand&) const = default;
};

struct Step {
  StepCode code = StepCode::as_truth;
  std::uint8_t result = 0;  // where it goes: never one of its own operands
  std::uint8_t state = 0;   // the first of the state's numbers that it keeps
  std::array<Operand, 3> operands;
  auto operator<=>(const Step&) const = default;
};

// What one condition remembers from one look to the next, for `crosses` and `for N bars`: nothing
// yet. A program uses the first numbers; a plain value, to be kept and carried over as it is.
struct State {
  State() { numbers.fill(missing_figure); }
  std::array<double, max_state> numbers{};
};

struct Program {
  std::vector<Step> steps;  // the last one's result is what the condition comes to
  std::vector<double> constants;
  std::vector<Input> inputs;  // distinct, as they come in the text
  std::size_t results = 0;    // places for results
  std::size_t state = 0;      // numbers of a State that are used
};

// The error is a limit that the tree is beyond.
Result<Program> compile(const Tree& tree);

// Of one condition; `inputs` are the values of its inputs, in their order, NaN where missing.
// Allocates nothing.
Truth evaluate(const Program& program, std::span<const double> inputs, State& state);

// From the number that stands for it.
constexpr Truth truth_at(double number) { return static_cast<Truth>(static_cast<int>(number)); }

}  // namespace pitwall::expr

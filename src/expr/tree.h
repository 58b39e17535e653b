// A condition as it was understood: checked, with everything said that the text left out. The nodes
// stand in the order in which they are worked out: a node's operands before it, its whole subtree
// right before it, and the root last.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "expr/input.h"
#include "expr/unit.h"

namespace pitwall::expr {

enum class Operation : std::uint8_t {
  number,
  input,
  // Of one or two figures, to a figure.
  negate,
  absolute,
  add,
  subtract,
  multiply,
  divide,
  minimum,
  maximum,
  // Of two figures, to a truth.
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  cross_above,
  cross_below,
  cross,
  // Of truths.
  held,
  negation,
  both,
  either,
  // Of either.
  missing,
  or_else,
};
constexpr int count_of(Operation) { return 25; }

struct Node {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  Operation operation = Operation::number;
  Unit unit = Unit::number;
  std::size_t left = none, right = none;  // operands; an operation of one has a left one
  std::size_t first = 0;                  // of its subtree
  bool left_as_share = false, right_as_share = false;  // a percentage, to be divided by 100
  bool depends = false;                                // on an input
  double number = 0;                                   // of a number; of `held` how many bars
  Input input;  // of an input; of `held` the count of its bars; of a time of day its zone
  bool bars_open = false;  // the text names no bars for it, and so far nothing else does
  std::size_t column = 0;  // in the text
};

struct Tree {
  std::vector<Node> nodes;
  // The one way to write it, which reads as the same tree: all arguments, single spaces, no more
  // parentheses than are needed.
  std::string text() const;
};

}  // namespace pitwall::expr

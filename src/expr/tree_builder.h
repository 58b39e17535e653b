// Puts a tree together from its leaves up, checks the units as it goes, and says which bars are
// meant where the text does not. An error names the column of what is wrong.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expr/reference.h"
#include "expr/tree.h"

namespace pitwall::expr {

class TreeBuilder {
 public:
  using At = std::size_t;  // a node, as an index; the operands of one are the last that were made

  explicit TreeBuilder(std::string_view text) : text_(text) {}

  Result<At> number(std::size_t column, double value, Unit unit, std::string zone = {});
  Result<At> input(Reference reference);
  // Of the operations of one operand: all but `held`.
  Result<At> unary(Operation operation, At operand, std::size_t column);
  Result<At> binary(Operation operation, At left, At right, std::size_t column);
  // The condition at each of the last `count` bars, of this length or of that of the bars in it.
  Result<At> held(At condition, int count, std::optional<market::BarSize> bars, std::size_t column);

  // What the text still leaves open is settled, and the root has to be a condition.
  Result<Tree> finish();

  std::size_t size() const { return tree_.nodes.size(); }

 private:
  Result<At> push(Node node);
  Error fail(std::size_t column, std::string_view sentence) const;
  Error do_not_meet(const Node& node) const;
  Result<void> meet(Node& node);
  Result<void> meet_figures(Node& node);
  Result<void> compare_times(Node& node);
  Result<void> needs(At at, Unit unit, std::string_view why) const;
  Result<void> settle_bars(At first, market::BarSize bars);
  Result<std::optional<market::BarSize>> bars_named(At first, std::size_t column) const;
  Result<void> settle_by_neighbours(At first);
  Result<void> settle_rest();

  std::string_view text_;
  Tree tree_;
};

}  // namespace pitwall::expr

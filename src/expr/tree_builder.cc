#include "expr/tree_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "expr/limits.h"

namespace pitwall::expr {
namespace {

using enum Operation;

bool compares(Operation operation) { return less <= operation && operation <= cross; }

std::string_view what_cannot_be_done(Operation operation) {
  switch (operation) {
    case add:
      return "cannot be added";
    case subtract:
      return "cannot be subtracted";
    case multiply:
      return "cannot be multiplied";
    case divide:
      return "cannot be divided";
    case or_else:
      return "cannot stand for each other";
    default:
      return "cannot be compared";
  }
}

}  // namespace

Error TreeBuilder::fail(std::size_t column, std::string_view sentence) const {
  return error_at(text_, column, Code::invalid_argument, sentence);
}

Result<TreeBuilder::At> TreeBuilder::push(Node node) {
  if (tree_.nodes.size() >= max_nodes)
    return error_at(text_, node.column, Code::too_large,
                    fmt::format("a condition has at most {} names, numbers and operations; divide "
                                "it into several",
                                max_nodes));
  const At at = tree_.nodes.size();
  node.first = node.left == Node::none ? at : tree_.nodes[node.left].first;
  for (const At operand : {node.left, node.right})
    if (operand != Node::none && tree_.nodes[operand].depends) node.depends = true;
  tree_.nodes.push_back(std::move(node));
  return at;
}

Result<TreeBuilder::At> TreeBuilder::number(std::size_t column, double value, Unit unit,
                                            std::string zone) {
  Node node;
  node.unit = unit;
  node.number = value;
  node.input.name = std::move(zone);
  node.column = column;
  return push(std::move(node));
}

Result<TreeBuilder::At> TreeBuilder::input(Reference reference) {
  Node node;
  node.operation = Operation::input;
  node.unit = reference.unit;
  node.input = std::move(reference.input);
  node.bars_open = reference.bars_open;
  node.column = reference.column;
  node.depends = true;
  return push(std::move(node));
}

Result<void> TreeBuilder::needs(At at, Unit unit, std::string_view why) const {
  const Node& node = tree_.nodes[at];
  if (node.unit == unit || (unit == Unit::number && is_figure(node.unit))) return {};
  return fail(node.column, fmt::format("{} {}, and this is {}{}", why,
                                       unit == Unit::truth ? "needs a condition" : "needs a figure",
                                       with_article(node.unit),
                                       is_figure(node.unit) ? "; compare it with something" : ""));
}

Result<TreeBuilder::At> TreeBuilder::unary(Operation operation, At operand, std::size_t column) {
  Node& only = tree_.nodes[operand];
  if (operation == negation) PITWALL_TRY_VOID(needs(operand, Unit::truth, "not"));
  if (operation == negate) PITWALL_TRY_VOID(needs(operand, Unit::number, "a minus"));
  if (operation == absolute) PITWALL_TRY_VOID(needs(operand, Unit::number, "abs"));
  if (operation == negate && only.operation == Operation::number) {
    only.number = -only.number;
    return operand;
  }
  Node node;
  node.operation = operation;
  node.unit = operation == negation || operation == missing ? Unit::truth : only.unit;
  node.left = operand;
  node.column = column;
  return push(std::move(node));
}

Result<TreeBuilder::At> TreeBuilder::binary(Operation operation, At left, At right,
                                            std::size_t column) {
  Node node;
  node.operation = operation;
  node.left = left;
  node.right = right;
  node.column = column;
  const At first = tree_.nodes[left].first;
  PITWALL_TRY_VOID(meet(node));
  PITWALL_TRY(const At made, push(std::move(node)));
  if (compares(operation)) PITWALL_TRY_VOID(settle_by_neighbours(first));
  return made;
}

Result<void> TreeBuilder::meet(Node& node) {
  const Unit left = tree_.nodes[node.left].unit;
  const Unit right = tree_.nodes[node.right].unit;
  if (node.operation == both || node.operation == either) {
    const std::string_view word = node.operation == both ? "and" : "or";
    PITWALL_TRY_VOID(needs(node.left, Unit::truth, word));
    PITWALL_TRY_VOID(needs(node.right, Unit::truth, word));
    node.unit = Unit::truth;
    return {};
  }
  if (node.operation == or_else && left == Unit::truth && right == Unit::truth) {
    node.unit = Unit::truth;
    return {};
  }
  const bool is = node.operation == equal || node.operation == not_equal;
  if (left == Unit::session && right == Unit::session && is) {
    node.unit = Unit::truth;
    return {};
  }
  if (left == Unit::time_of_day && right == Unit::time_of_day) return compare_times(node);
  return meet_figures(node);
}

Result<void> TreeBuilder::meet_figures(Node& node) {
  const Node& left = tree_.nodes[node.left];
  const Node& right = tree_.nodes[node.right];
  const bool sums = node.operation == add || node.operation == subtract;
  const bool bare_and_percent = (left.unit == Unit::number && right.unit == Unit::percent) ||
                                (left.unit == Unit::percent && right.unit == Unit::number);
  if (sums && bare_and_percent && !left.depends && !right.depends)
    return fail(node.column, "a number and a percentage: write 102% or 1.02 instead of 1 + 2%");
  const auto meeting = node.operation == multiply ? product_of(left.unit, right.unit)
                       : node.operation == divide ? quotient_of(left.unit, right.unit)
                                                  : sum_of(left.unit, right.unit);
  if (!meeting) return do_not_meet(node);
  node.unit = compares(node.operation) ? Unit::truth : meeting->unit;
  node.left_as_share = meeting->left_as_share;
  node.right_as_share = meeting->right_as_share;
  return {};
}

Error TreeBuilder::do_not_meet(const Node& node) const {
  const Unit left = tree_.nodes[node.left].unit;
  const Unit right = tree_.nodes[node.right].unit;
  const bool share = is_figure(left) && is_figure(right) && node.operation != divide &&
                     (left == Unit::percent || right == Unit::percent);
  return fail(node.column,
              fmt::format("{} and {} {}{}", with_article(left), with_article(right),
                          what_cannot_be_done(node.operation),
                          share ? "; a share of a figure is written as 2% * price" : ""));
}

// `time >= 09:45 New_York`: the zone of the one is that of the other.
Result<void> TreeBuilder::compare_times(Node& node) {
  const bool ordered = less <= node.operation && node.operation <= not_equal;
  Node* clock = &tree_.nodes[node.left];
  Node* said = &tree_.nodes[node.right];
  if (clock->operation != Operation::input) std::swap(clock, said);
  if (!ordered || clock->operation != Operation::input || said->operation != Operation::number)
    return fail(node.column, "a time is compared with one that is written out: time >= 09:45");
  clock->input.name = said->input.name;
  node.unit = Unit::truth;
  return {};
}

Result<TreeBuilder::At> TreeBuilder::held(At condition, int count,
                                          std::optional<market::BarSize> bars, std::size_t column) {
  PITWALL_TRY_VOID(needs(condition, Unit::truth, "for"));
  const At first = tree_.nodes[condition].first;
  if (!bars) {
    PITWALL_TRY(bars, bars_named(first, column));
  }
  if (!bars) return fail(column, "say of which bars: for 3 bars of 5m");
  PITWALL_TRY_VOID(settle_bars(first, *bars));
  Node node;
  node.operation = Operation::held;
  node.unit = Unit::truth;
  node.left = condition;
  node.number = count;
  node.column = column;
  node.depends = true;
  node.input.kind = InputKind::bar_count;
  node.input.bars = *bars;
  // The bars of the one instrument that the condition is about, where that is one.
  std::optional<market::Symbol> about;
  for (At at = first; at <= condition; ++at) {
    if (tree_.nodes[at].operation != Operation::input) continue;
    const market::Symbol& symbol = tree_.nodes[at].input.symbol;
    about = !about || *about == symbol ? symbol : market::Symbol();
  }
  node.input.symbol = about.value_or(market::Symbol());
  return push(std::move(node));
}

// The one length of bars that is named from a node on; none where there is none.
Result<std::optional<market::BarSize>> TreeBuilder::bars_named(At first, std::size_t column) const {
  std::optional<market::BarSize> named;
  for (At at = first; at < tree_.nodes.size(); ++at) {
    const Node& node = tree_.nodes[at];
    const bool on_bars = node.operation == Operation::input && is_on_bars(node.input.kind);
    if (!on_bars || node.bars_open) continue;
    if (named && *named != node.input.bars)
      return fail(column, fmt::format("of which bars? There are {} and {} here; say which",
                                      named->view(), node.input.bars.view()));
    named = node.input.bars;
  }
  return named;
}

Result<void> TreeBuilder::settle_bars(At first, market::BarSize bars) {
  for (At at = first; at < tree_.nodes.size(); ++at) {
    Node& node = tree_.nodes[at];
    if (!std::exchange(node.bars_open, false)) continue;
    node.input.bars = bars;
    if (node.input.kind != InputKind::indicator) continue;
    if (const Result<void> suits = node.input.indicator.suits(bars); !suits)
      return fail(node.column, clause(suits.error()));
  }
  return {};
}

Result<void> TreeBuilder::settle_by_neighbours(At first) {
  const auto open =
      std::find_if(tree_.nodes.begin() + static_cast<std::ptrdiff_t>(first), tree_.nodes.end(),
                   [](const Node& node) { return node.bars_open; });
  if (open == tree_.nodes.end()) return {};
  PITWALL_TRY(const std::optional<market::BarSize> named, bars_named(first, open->column));
  return named ? settle_bars(first, *named) : Result<void>();
}

// What nothing in the text gives bars to: the figure of the trading day, or daily bars.
Result<void> TreeBuilder::settle_rest() {
  using enum InputKind;
  constexpr std::pair<InputKind, InputKind> of_the_day[] = {
      {open, day_open}, {high, day_high}, {low, day_low}, {volume, day_volume}};
  for (Node& node : tree_.nodes) {
    if (!std::exchange(node.bars_open, false)) continue;
    const auto* const day =
        std::ranges::find(of_the_day, node.input.kind, &std::pair<InputKind, InputKind>::first);
    if (day != std::end(of_the_day) && node.input.shift == 0) {
      node.input.kind = day->second;
    } else if (node.input.kind <= volume) {
      return fail(node.column, "of which bars? Write close(5m), or price for the latest");
    } else {
      node.input.bars = market::BarSize::d1;
      if (node.input.kind == indicator && !node.input.indicator.suits(node.input.bars))
        node.input.bars = market::BarSize::m1;
    }
  }
  return {};
}

Result<Tree> TreeBuilder::finish() {
  PITWALL_TRY_VOID(needs(size() - 1, Unit::truth, "the whole"));
  PITWALL_TRY_VOID(settle_rest());
  return std::move(tree_);
}

}  // namespace pitwall::expr

#include "expr/tree.h"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace pitwall::expr {
namespace {

// How tightly an operation holds its operands, from `or` on.
enum Tightness { either_ = 1, both_, negation_, held_, comparison_, sum_, product_, sign_, whole_ };

struct Written {
  std::string_view sign;
  Tightness tightness;
};
constexpr std::array<Written, count_of(Operation{})> written{{
    {"", whole_},                      // number
    {"", whole_},                      // input
    {"-", sign_},                      // negate
    {"abs", whole_},                   // absolute
    {" + ", sum_},                     // add
    {" - ", sum_},                     // subtract
    {" * ", product_},                 // multiply
    {" / ", product_},                 // divide
    {"min", whole_},                   // minimum
    {"max", whole_},                   // maximum
    {" < ", comparison_},              // less
    {" <= ", comparison_},             // less_equal
    {" > ", comparison_},              // greater
    {" >= ", comparison_},             // greater_equal
    {" = ", comparison_},              // equal
    {" != ", comparison_},             // not_equal
    {" crosses above ", comparison_},  // cross_above
    {" crosses below ", comparison_},  // cross_below
    {" crosses ", comparison_},        // cross
    {"", held_},                       // held
    {"not ", negation_},               // negation
    {" and ", both_},                  // both
    {" or ", either_},                 // either
    {"missing", whole_},               // missing
    {"or_else", whole_},               // or_else
}};

std::string time_text(const Node& node) {
  const int seconds = static_cast<int>(node.number);
  std::string text = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) text += fmt::format(":{:02}", seconds % 60);
  return node.input.name.empty() ? text : text + " " + node.input.name;
}

class Writer {
 public:
  explicit Writer(const std::vector<Node>& nodes) : nodes_(nodes) {}

  std::string text(std::size_t at) const {
    const Node& node = nodes_[at];
    const Written& how = written[static_cast<std::size_t>(node.operation)];
    switch (node.operation) {
      case Operation::number:
        return number_text(node);
      case Operation::input:
        return node.input.text();
      case Operation::held:
        return fmt::format("{} for {} {} of {}", operand(node.left, comparison_),
                           plain_number(node.number), node.number == 1 ? "bar" : "bars",
                           node.input.bars.view());
      case Operation::negate:
      case Operation::negation:
        return fmt::format("{}{}", how.sign, operand(node.left, how.tightness));
      default:
        break;
    }
    if (how.tightness == whole_)
      return node.right == Node::none
                 ? fmt::format("{}({})", how.sign, text(node.left))
                 : fmt::format("{}({}, {})", how.sign, text(node.left), text(node.right));
    if (node.operation == Operation::equal || node.operation == Operation::not_equal)
      if (nodes_[node.left].unit == Unit::session)
        return fmt::format("{} is {}{}", text(node.left),
                           node.operation == Operation::equal ? "" : "not ", text(node.right));
    // Operations of one kind go from left to right; a comparison takes sums on either side.
    const bool compares = how.tightness == comparison_;
    const auto next = static_cast<Tightness>(how.tightness + 1);
    return fmt::format("{}{}{}", operand(node.left, compares ? sum_ : how.tightness), how.sign,
                       operand(node.right, next));
  }

 private:
  std::string operand(std::size_t at, Tightness needed) const {
    const Tightness own = written[static_cast<std::size_t>(nodes_[at].operation)].tightness;
    return own < needed ? fmt::format("({})", text(at)) : text(at);
  }

  static std::string number_text(const Node& node) {
    switch (node.unit) {
      case Unit::truth:
        return node.number != 0 ? "true" : "false";
      case Unit::session:
        return std::string(name_of(static_cast<SessionCode>(static_cast<int>(node.number))));
      case Unit::time_of_day:
        return time_text(node);
      case Unit::percent:
        return plain_number(node.number) + "%";
      default:
        return plain_number(node.number);
    }
  }

  const std::vector<Node>& nodes_;
};

}  // namespace

std::string Tree::text() const { return Writer(nodes).text(nodes.size() - 1); }

}  // namespace pitwall::expr

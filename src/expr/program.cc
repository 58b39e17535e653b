#include "expr/program.h"

#include <algorithm>
#include <utility>

namespace pitwall::expr {
namespace {

// The step of a node whose operands' units do not matter.
StepCode step_of(Operation operation) {
  switch (operation) {
    case Operation::negate:
      return StepCode::negate;
    case Operation::absolute:
      return StepCode::absolute;
    case Operation::negation:
      return StepCode::negation;
    case Operation::add:
      return StepCode::add;
    case Operation::subtract:
      return StepCode::subtract;
    case Operation::multiply:
      return StepCode::multiply;
    case Operation::divide:
      return StepCode::divide;
    case Operation::minimum:
      return StepCode::minimum;
    case Operation::maximum:
      return StepCode::maximum;
    case Operation::less:
    case Operation::greater:
      return StepCode::less;
    case Operation::less_equal:
    case Operation::greater_equal:
      return StepCode::less_equal;
    case Operation::equal:
      return StepCode::equal;
    case Operation::not_equal:
      return StepCode::not_equal;
    case Operation::cross_above:
      return StepCode::cross_above;
    case Operation::cross_below:
      return StepCode::cross_below;
    case Operation::cross:
      return StepCode::cross;
    case Operation::held:
      return StepCode::held;
    case Operation::both:
      return StepCode::both;
    case Operation::either:
      return StepCode::either;
    default:
      break;
  }
  PITWALL_CHECK(false, "no step for the operation {}", static_cast<int>(operation));
}

std::size_t state_of(StepCode code) {
  return code == StepCode::held ? 3 : code >= StepCode::cross_above ? 1 : 0;
}

class Compiler {
 public:
  explicit Compiler(const Tree& tree) : nodes_(tree.nodes) {}

  Result<Program> run() {
    Operand root = of(nodes_.size() - 1);
    // A condition that is a single constant has a step as well.
    if (program_.steps.empty()) root = emit(StepCode::as_truth, {root});
    PITWALL_CHECK(root.from == Operand::From::result, "a condition that no step makes");
    if (program_.inputs.size() > max_inputs)
      return error(Code::too_large,
                   "A condition has at most {} different inputs; this one has {}: divide it into "
                   "several.",
                   max_inputs, program_.inputs.size());
    if (program_.state > max_state)
      return error(Code::too_large,
                   "There are too many `crosses` and `for` in one condition: divide it into "
                   "several.");
    if (program_.results > max_results)
      return error(Code::too_large, "The condition is too deep: divide it into several.");
    return std::move(program_);
  }

 private:
  Operand of(std::size_t at) {
    const Node& node = nodes_[at];
    switch (node.operation) {
      case Operation::number:
        return constant(node.unit == Unit::truth ? truth_of(node.number != 0) : node.number);
      case Operation::input: {
        const Operand value = input(node.input);
        return node.unit == Unit::truth ? emit(StepCode::as_truth, {value}) : value;
      }
      case Operation::missing:
      case Operation::or_else:
        return about_missing(node);
      case Operation::held: {
        const Operand condition = of(node.left);
        return emit(StepCode::held, {condition, input(node.input), constant(node.number)});
      }
      default:
        break;
    }
    const Operand left = operand(node.left, node.left_as_share);
    if (node.right == Node::none) return emit(step_of(node.operation), {left});
    const Operand right = operand(node.right, node.right_as_share);
    const bool turned =
        node.operation == Operation::greater || node.operation == Operation::greater_equal;
    return turned ? emit(step_of(node.operation), {right, left})
                  : emit(step_of(node.operation), {left, right});
  }

  Operand about_missing(const Node& node) {
    const bool truth = nodes_[node.left].unit == Unit::truth;
    const Operand left = operand(node.left, node.left_as_share);
    if (node.operation == Operation::missing)
      return emit(truth ? StepCode::truth_is_missing : StepCode::figure_is_missing, {left});
    const Operand right = operand(node.right, node.right_as_share);
    return emit(truth ? StepCode::truth_or_else : StepCode::figure_or_else, {left, right});
  }

  Operand operand(std::size_t at, bool as_share) {
    const Node& node = nodes_[at];
    if (as_share && node.operation == Operation::number)
      return constant(step::AsShare()(node.number));
    const Operand value = of(at);
    return as_share ? emit(StepCode::as_share, {value}) : value;
  }

  Operand constant(double value) {
    program_.constants.push_back(value);
    return {Operand::From::constant, static_cast<std::uint8_t>(program_.constants.size() - 1)};
  }

  Operand input(const Input& wanted) {
    const auto found = std::ranges::find(program_.inputs, wanted);
    const auto index = static_cast<std::uint8_t>(found - program_.inputs.begin());
    if (found == program_.inputs.end()) program_.inputs.push_back(wanted);
    return {Operand::From::input, index};
  }

  // A result's place is another than its operands': the loops of a Sweep count on that.
  Operand emit(StepCode code, std::initializer_list<Operand> operands) {
    Step step;
    step.code = code;
    std::ranges::copy(operands, step.operands.begin());
    const auto free = std::ranges::find(taken_, false);
    PITWALL_CHECK(free != taken_.end(), "no place for a result");
    *free = true;
    step.result = static_cast<std::uint8_t>(free - taken_.begin());
    for (const Operand& one : operands)
      if (one.from == Operand::From::result) taken_[one.index] = false;
    step.state = static_cast<std::uint8_t>(program_.state);
    program_.state += state_of(code);
    program_.results = std::max<std::size_t>(program_.results, step.result + 1U);
    program_.steps.push_back(step);
    return {Operand::From::result, step.result};
  }

  const std::vector<Node>& nodes_;
  Program program_;
  std::array<bool, max_nodes> taken_{};
};

}  // namespace

Result<Program> compile(const Tree& tree) { return Compiler(tree).run(); }

Truth evaluate(const Program& program, std::span<const double> inputs, State& state) {
  PITWALL_CHECK(inputs.size() == program.inputs.size(), "{} values for {} inputs", inputs.size(),
                program.inputs.size());
  double results[max_results];  // each is made before it is read
  const std::array<const double*, 3> from{inputs.data(), program.constants.data(), results};
  for (const Step& step : program.steps) {
    const auto operand = [&](std::size_t i) {
      return from[static_cast<std::size_t>(step.operands[i].from)][step.operands[i].index];
    };
    double* const kept = &state.numbers[step.state];
    double& out = results[step.result];
    with_step(step.code, [&]<class Apply>(const Apply& apply) {
      if constexpr (OfOne<Apply>)
        out = apply(operand(0));
      else if constexpr (OfTwo<Apply>)
        out = apply(operand(0), operand(1));
      else if constexpr (OfTwoAndASide<Apply>)
        out = apply(operand(0), operand(1), kept[0]);
      else
        out = apply(operand(0), operand(1), operand(2), kept[0], kept[1], kept[2]);
    });
  }
  return truth_at(results[program.steps.back().result]);
}

}  // namespace pitwall::expr

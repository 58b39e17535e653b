#include "expr/sweep.h"

#include <algorithm>
#include <array>

namespace pitwall::expr {
namespace {

// The columns of one step, at the first row of a block. What a step makes is no column of its own
// operands.
struct Columns {
  std::array<const double*, 3> operands{};
  std::array<double*, 3> state{};
  double* result = nullptr;
};

template <class Apply>
void apply_to(const Apply& apply, const Columns& columns, std::size_t rows) {
  const double* __restrict const a = columns.operands[0];
  const double* __restrict const b = columns.operands[1];
  const double* __restrict const c = columns.operands[2];
  double* __restrict const out = columns.result;
  const auto& kept = columns.state;
  for (std::size_t i = 0; i < rows; ++i) {
    if constexpr (OfOne<Apply>)
      out[i] = apply(a[i]);
    else if constexpr (OfTwo<Apply>)
      out[i] = apply(a[i], b[i]);
    else if constexpr (OfTwoAndASide<Apply>)
      out[i] = apply(a[i], b[i], kept[0][i]);
    else
      out[i] = apply(a[i], b[i], c[i], kept[0][i], kept[1][i], kept[2][i]);
  }
}

}  // namespace

std::size_t Sweep::add(const Expression& expression, std::span<const std::uint32_t> slots,
                       const State& state) {
  const Program& program = expression.program();
  PITWALL_CHECK(slots.size() == program.inputs.size(), "{} slots for {} inputs", slots.size(),
                program.inputs.size());
  const auto [found, is_new] =
      by_steps_.try_emplace(program.steps, static_cast<std::uint32_t>(groups_.size()));
  if (is_new) {
    Group& group = groups_.emplace_back();
    group.steps = program.steps;
    group.slots.resize(program.inputs.size());
    group.constants.resize(program.constants.size());
    group.state.resize(program.state);
  }
  Group& group = groups_[found->second];
  const std::size_t number = places_.size();
  places_.push_back({found->second, static_cast<std::uint32_t>(group.numbers.size())});
  group.numbers.push_back(static_cast<std::uint32_t>(number));
  for (std::size_t i = 0; i < slots.size(); ++i) {
    group.slots[i].push_back(slots[i]);
    last_slot_ = std::max(last_slot_, slots[i]);
  }
  for (std::size_t i = 0; i < program.constants.size(); ++i)
    group.constants[i].push_back(program.constants[i]);
  for (std::size_t i = 0; i < program.state; ++i) group.state[i].push_back(state.numbers[i]);
  return number;
}

void Sweep::run(std::span<const double> values, std::span<Truth> results) {
  PITWALL_CHECK(results.size() >= size(), "room for {} of {} results", results.size(), size());
  PITWALL_CHECK(values.size() > last_slot_ || size() == 0, "{} values, and the slot {}",
                values.size(), last_slot_);
  for (Group& group : groups_)
    for (std::size_t row = 0; row < group.numbers.size(); row += block)
      run_block(group, row, std::min(block, group.numbers.size() - row), values.data(),
                results.data());
}

void Sweep::run_block(Group& group, std::size_t row, std::size_t rows, const double* values,
                      Truth* results) {
  for (std::size_t i = 0; i < group.slots.size(); ++i) {
    const std::uint32_t* const slots = &group.slots[i][row];
    double* const column = input_column(i);
    for (std::size_t n = 0; n < rows; ++n) column[n] = values[slots[n]];
  }
  for (const Step& step : group.steps) {
    Columns columns;
    for (std::size_t i = 0; i < columns.operands.size(); ++i) {
      const Operand operand = step.operands[i];
      switch (operand.from) {
        case Operand::From::input:
          columns.operands[i] = input_column(operand.index);
          break;
        case Operand::From::constant:
          columns.operands[i] = &group.constants[operand.index][row];
          break;
        case Operand::From::result:
          columns.operands[i] = result_column(operand.index);
          break;
      }
    }
    for (std::size_t i = 0; i < columns.state.size() && step.state + i < group.state.size(); ++i)
      columns.state[i] = &group.state[step.state + i][row];
    columns.result = result_column(step.result);
    with_step(step.code, [&](const auto& apply) { apply_to(apply, columns, rows); });
  }
  const double* const made = result_column(group.steps.back().result);
  const std::uint32_t* const numbers = &group.numbers[row];
  for (std::size_t n = 0; n < rows; ++n) results[numbers[n]] = truth_at(made[n]);
}

State Sweep::state(std::size_t number) const {
  PITWALL_CHECK(number < size(), "no condition {}", number);
  const Place place = places_[number];
  const Group& group = groups_[place.group];
  State state;
  for (std::size_t i = 0; i < group.state.size(); ++i) state.numbers[i] = group.state[i][place.row];
  return state;
}

}  // namespace pitwall::expr

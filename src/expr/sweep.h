// Thousands of conditions at once. Those of one shape (the same steps, with constants and inputs of
// their own) form a group that is worked out column by column: each step over a block of
// conditions, in a plain loop that the compiler turns into vector instructions.
//
// Comes to the same as Expression::evaluate for each, bit for bit. Owned by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "expr/expression.h"

namespace pitwall::expr {

class Sweep {
 public:
  // Adds a condition whose i-th input stands at values[slots[i]], with what it remembers. Returns
  // its number: 0, 1, 2, ...
  std::size_t add(const Expression& expression, std::span<const std::uint32_t> slots,
                  const State& state = {});

  // One look at all of them: results[n] is what condition n comes to. `results` has room for all;
  // `values` holds every slot, NaN where missing. Allocates nothing.
  void run(std::span<const double> values, std::span<Truth> results);

  std::size_t size() const { return places_.size(); }
  std::size_t groups() const { return groups_.size(); }
  // What a condition remembers, for a Sweep that is built anew.
  State state(std::size_t number) const;

 private:
  // Few enough for the columns of a block to stay in the first cache.
  static constexpr std::size_t block = 256;

  struct Group {
    std::vector<Step> steps;
    std::vector<std::vector<std::uint32_t>> slots;  // by input, then by row
    std::vector<std::vector<double>> constants;
    std::vector<std::vector<double>> state;
    std::vector<std::uint32_t> numbers;  // of the conditions, by row
  };
  struct Place {
    std::uint32_t group = 0, row = 0;
  };
  void run_block(Group& group, std::size_t row, std::size_t rows, const double* values,
                 Truth* results);
  double* input_column(std::size_t index) { return &scratch_[index * block]; }
  double* result_column(std::size_t index) { return &scratch_[(max_inputs + index) * block]; }

  std::vector<Group> groups_;
  std::map<std::vector<Step>, std::uint32_t> by_steps_;
  std::vector<Place> places_;
  std::uint32_t last_slot_ = 0;
  std::vector<double> scratch_ = std::vector<double>((max_inputs + max_results) * block);
};

}  // namespace pitwall::expr

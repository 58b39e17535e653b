// Vectors of a known geometry, for tests and measurements.
#pragma once

#include <cmath>
#include <vector>

#include "base/dice.h"

namespace pitwall::knowledge {

using TestVector = std::vector<float>;

// In no direction rather than another: sums of twelve even numbers are about normal.
inline TestVector random_vector(Dice& dice, std::size_t dimension) {
  constexpr std::uint64_t even = 1 << 16;
  TestVector vector(dimension);
  for (float& x : vector) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(dice.below(even)) / even;
    x = static_cast<float>(sum);
  }
  return vector;
}

inline TestVector mixed(const TestVector& a, const TestVector& b, double part_of_b) {
  TestVector sum = a;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<float>(part_of_b) * b[i];
  return sum;
}

inline double cosine(const TestVector& a, const TestVector& b) {
  double product = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += double{a[i]} * double{b[i]};
    aa += double{a[i]} * double{a[i]};
    bb += double{b[i]} * double{b[i]};
  }
  return product / std::sqrt(aa * bb);
}

}  // namespace pitwall::knowledge

// What sliding windows add up. Sums are of distances from a value that is itself in the window, so
// they are as exact as the window's own spread allows: a mean of equal values is that value, and
// cents are not lost beside a price of thousands. (TA-Lib sums the values themselves, over the
// whole series; both agree to 1e-9.) The values are finite.
#pragma once

#include <cstddef>
#include <limits>

namespace pitwall::market {

// The distances' sum: for means.
struct Distances {
  using Value = double;
  using Partial = double;

  Partial none() const { return 0; }
  Partial add(Partial sum, Value value) const { return sum + (value - origin); }
  Partial join(Partial older, Partial newer) const { return older + newer; }
  void center(Value value) { origin = value; }

  double origin = 0;
};

// With their squares: for deviations.
struct SquaredDistances {
  using Value = double;
  struct Partial {
    double sum = 0, squares = 0;
  };

  Partial none() const { return {}; }
  Partial add(Partial part, Value value) const {
    const double distance = value - origin;
    return {part.sum + distance, part.squares + distance * distance};
  }
  Partial join(Partial older, Partial newer) const {
    return {older.sum + newer.sum, older.squares + newer.squares};
  }
  void center(Value value) { origin = value; }

  double origin = 0;
};

// With each distance weighted by its place in the window, 1 for the oldest to n for the newest:
// for trends. The weights come from summing the sums: adding a value adds all before it once more.
struct WeightedDistances {
  using Value = double;
  struct Partial {
    double sum = 0, weighted = 0;
  };

  Partial none() const { return {}; }
  Partial add(Partial part, Value value) const {
    const double sum = part.sum + (value - origin);
    return {sum, part.weighted + sum};
  }
  // Towards the back the sums weigh the newest most, as wanted; towards the front they weigh the
  // window's first most, so those are taken from n + 1 times the sum.
  Partial join(Partial older, Partial newer) const {
    return {older.sum + newer.sum, older.weighted + (next_weight * newer.sum - newer.weighted)};
  }
  void center(Value value) { origin = value; }

  double next_weight = 0;  // n + 1
  double origin = 0;
};

struct Greatest {
  using Value = double;
  using Partial = double;

  Partial none() const { return -std::numeric_limits<double>::infinity(); }
  Partial add(Partial most, Value value) const { return value > most ? value : most; }
  Partial join(Partial older, Partial newer) const { return newer > older ? newer : older; }
  void center(Value) {}
};

struct Least {
  using Value = double;
  using Partial = double;

  Partial none() const { return std::numeric_limits<double>::infinity(); }
  Partial add(Partial least, Value value) const { return value < least ? value : least; }
  Partial join(Partial older, Partial newer) const { return newer < older ? newer : older; }
  void center(Value) {}
};

}  // namespace pitwall::market

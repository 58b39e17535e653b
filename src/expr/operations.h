// What each step of a program does to its operands: the one place that says so, for one condition
// and for thousands. A figure is missing where it is NaN. A truth is 0, 1 (missing) or 2, so that
// `and` is the least of two, `or` the greatest and `not` the distance to 2 (Kleene's strong logic),
// all without a branch.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

namespace pitwall::expr {

inline constexpr double missing_figure = std::numeric_limits<double>::quiet_NaN();
inline constexpr double is_false = 0, is_missing = 1, is_true = 2;

constexpr bool is_there(double figure) { return figure == figure; }
constexpr double truth_of(bool holds) { return holds ? is_true : is_false; }
// Of a comparison, which does not hold where one of the two is missing.
constexpr double compared(double a, double b, bool holds) {
  return truth_of(holds) + (((a != a) | (b != b)) ? is_missing : is_false);
}

enum class StepCode : std::uint8_t {
  as_truth,
  as_share,
  negate,
  absolute,
  negation,
  figure_is_missing,
  truth_is_missing,
  add,
  subtract,
  multiply,
  divide,
  minimum,
  maximum,
  less,
  less_equal,
  equal,
  not_equal,
  both,
  either,
  figure_or_else,
  truth_or_else,
  cross_above,
  cross_below,
  cross,
  held,
};

namespace step {

// Of one operand.
struct AsTruth {  // what comes from outside: anything but 0 is true
  double operator()(double x) const { return x != x ? is_missing : x != 0 ? is_true : is_false; }
};
struct AsShare {
  double operator()(double x) const { return x / 100; }
};
struct Negate {
  double operator()(double x) const { return -x; }
};
struct Absolute {
  double operator()(double x) const { return x < 0 ? -x : x; }
};
struct Negation {
  double operator()(double x) const { return is_true - x; }
};
struct FigureIsMissing {
  double operator()(double x) const { return x != x ? is_true : is_false; }
};
struct TruthIsMissing {
  double operator()(double x) const { return x == is_missing ? is_true : is_false; }
};

// Of two.
struct Add {
  double operator()(double a, double b) const { return a + b; }
};
struct Subtract {
  double operator()(double a, double b) const { return a - b; }
};
struct Multiply {
  double operator()(double a, double b) const { return a * b; }
};
struct Divide {  // nothing is known of what is divided by zero
  double operator()(double a, double b) const { return b != 0 ? a / b : missing_figure; }
};
struct Minimum {
  double operator()(double a, double b) const { return a < b ? a : b <= a ? b : missing_figure; }
};
struct Maximum {
  double operator()(double a, double b) const { return a > b ? a : b >= a ? b : missing_figure; }
};
struct Less {
  double operator()(double a, double b) const { return compared(a, b, a < b); }
};
struct LessEqual {
  double operator()(double a, double b) const { return compared(a, b, a <= b); }
};
struct Equal {
  double operator()(double a, double b) const { return compared(a, b, a == b); }
};
struct NotEqual {
  double operator()(double a, double b) const { return compared(a, b, (a < b) | (a > b)); }
};
struct Both {
  double operator()(double a, double b) const { return a < b ? a : b; }
};
struct Either {
  double operator()(double a, double b) const { return a > b ? a : b; }
};
struct FigureOrElse {
  double operator()(double a, double b) const { return a == a ? a : b; }
};
struct TruthOrElse {
  double operator()(double a, double b) const { return a != is_missing ? a : b; }
};

// Of two and the side on which the first was when both were last known: -1 below, 0 on it, 1 above.
// Missing where now, or ever before, one of them is not known.
inline double side_of(double a, double b) {
  return a > b ? 1 : a < b ? -1 : a == b ? 0 : missing_figure;
}
template <bool up, bool down>
struct Crossing {
  double operator()(double a, double b, double& side) const {
    const double now = side_of(a, b);
    if (!is_there(now)) return is_missing;
    const double before = side;
    side = now;
    if (!is_there(before)) return is_missing;
    return truth_of((up && now > 0 && before <= 0) || (down && now < 0 && before >= 0));
  }
};
using CrossAbove = Crossing<true, false>;
using CrossBelow = Crossing<false, true>;
using Cross = Crossing<true, true>;

// Of a condition, how many bars have ended, and how many of them it has to hold at; with the count
// of bars at the last look, and how many bars ago the condition was false and missing. The
// condition is taken as it is when a bar has ended; of bars that ended between two looks nothing is
// known.
struct Held {
  double operator()(double condition, double bars, double wanted, double& seen, double& since_false,
                    double& since_missing) const {
    if (!is_there(seen)) {
      since_false = wanted;
      since_missing = 0;
    } else if (bars > seen) {
      if (bars > seen + 1) since_missing = 0;
      since_false = counted(condition == is_false, since_false + (bars - seen - 1), wanted);
      since_missing = counted(condition == is_missing, since_missing, wanted);
    }
    if (is_there(bars)) seen = bars;
    return since_false < wanted ? is_false : since_missing < wanted ? is_missing : is_true;
  }

 private:
  static double counted(bool again, double ago, double wanted) {
    return again ? 0 : ago + 1 < wanted ? ago + 1 : wanted;
  }
};

}  // namespace step

// Calls `visit` with what the code stands for.
template <class Visit>
void with_step(StepCode code, const Visit& visit) {
  switch (code) {
    case StepCode::as_truth:
      return visit(step::AsTruth());
    case StepCode::as_share:
      return visit(step::AsShare());
    case StepCode::negate:
      return visit(step::Negate());
    case StepCode::absolute:
      return visit(step::Absolute());
    case StepCode::negation:
      return visit(step::Negation());
    case StepCode::figure_is_missing:
      return visit(step::FigureIsMissing());
    case StepCode::truth_is_missing:
      return visit(step::TruthIsMissing());
    case StepCode::add:
      return visit(step::Add());
    case StepCode::subtract:
      return visit(step::Subtract());
    case StepCode::multiply:
      return visit(step::Multiply());
    case StepCode::divide:
      return visit(step::Divide());
    case StepCode::minimum:
      return visit(step::Minimum());
    case StepCode::maximum:
      return visit(step::Maximum());
    case StepCode::less:
      return visit(step::Less());
    case StepCode::less_equal:
      return visit(step::LessEqual());
    case StepCode::equal:
      return visit(step::Equal());
    case StepCode::not_equal:
      return visit(step::NotEqual());
    case StepCode::both:
      return visit(step::Both());
    case StepCode::either:
      return visit(step::Either());
    case StepCode::figure_or_else:
      return visit(step::FigureOrElse());
    case StepCode::truth_or_else:
      return visit(step::TruthOrElse());
    case StepCode::cross_above:
      return visit(step::CrossAbove());
    case StepCode::cross_below:
      return visit(step::CrossBelow());
    case StepCode::cross:
      return visit(step::Cross());
    case StepCode::held:
      return visit(step::Held());
  }
}

// How it is called.
template <class Step>
concept OfOne = std::invocable<Step, double>;
template <class Step>
concept OfTwo = std::invocable<Step, double, double>;
template <class Step>
concept OfTwoAndASide = std::invocable<Step, double, double, double&>;

}  // namespace pitwall::expr

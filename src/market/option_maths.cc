#include "market/option_maths.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pitwall::market {
namespace {

constexpr double days_a_year = 365;
constexpr double points_a_unit = 100;  // of volatility

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
double normal_density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi); }

Result<void> check(const OptionInputs& inputs) {
  const bool finite = std::isfinite(inputs.underlying) && std::isfinite(inputs.strike) &&
                      std::isfinite(inputs.years) && std::isfinite(inputs.rate) &&
                      std::isfinite(inputs.dividend_yield);
  if (!finite || inputs.underlying <= 0 || inputs.strike <= 0)
    return error(Code::invalid_argument,
                 "An option's underlying and strike must be above 0 to reckon with; they are {} "
                 "and {}.",
                 inputs.underlying, inputs.strike);
  if (inputs.years < 0)
    return error(Code::invalid_argument, "The option has expired; there is nothing to reckon.");
  return {};
}

// Of one unit of the underlying, and of one unit of money, to be had at expiry.
struct Present {
  double underlying;
  double strike;
};
Present present(const OptionInputs& inputs) {
  return {inputs.underlying * std::exp(-inputs.dividend_yield * inputs.years),
          inputs.strike * std::exp(-inputs.rate * inputs.years)};
}

// 1 for a call, -1 for a put: the two formulas are one.
double sign_of(OptionRight right) { return right == OptionRight::call ? 1 : -1; }

double intrinsic(const Present& now, double sign) {
  return std::max(0.0, sign * (now.underlying - now.strike));
}

struct Distances {
  double d1, d2;
};
// `deviation` is the standard deviation until expiry, positive.
Distances distances(const Present& now, double deviation) {
  const double d1 = std::log(now.underlying / now.strike) / deviation + deviation / 2;
  return {d1, d1 - deviation};
}

double price_of(const Present& now, double sign, double deviation) {
  if (deviation <= 0) return intrinsic(now, sign);
  const Distances d = distances(now, deviation);
  return std::max(0.0, sign * (now.underlying * normal_cdf(sign * d.d1) -
                               now.strike * normal_cdf(sign * d.d2)));
}

// Newton's steps where they stay inside the bracket, halving where they do not.
double solve(const Present& now, double sign, double price, double low, double high) {
  // Where the price bends the other way: from here Newton does not overshoot.
  double deviation = std::sqrt(2 * std::abs(std::log(now.underlying / now.strike)));
  if (!(deviation > low && deviation < high)) deviation = (low + high) / 2;
  constexpr int max_steps = 200;
  for (int step = 0; step < max_steps && high - low > 1e-14 * high; ++step) {
    const double gap = price_of(now, sign, deviation) - price;
    if (gap == 0) break;
    (gap > 0 ? high : low) = deviation;
    const double slope = now.underlying * normal_density(distances(now, deviation).d1);
    const double next = slope > 0 ? deviation - gap / slope : low;
    deviation = next > low && next < high ? next : (low + high) / 2;
  }
  return deviation;
}

}  // namespace

double years_between(Time from, Time to) {
  return (to - from).to_seconds() / (days(1).to_seconds() * days_a_year);
}

Result<double> option_price(const OptionInputs& inputs, double volatility) {
  PITWALL_TRY_VOID(check(inputs));
  if (!(volatility >= 0) || volatility > max_volatility)
    return error(Code::invalid_argument, "A volatility of {} is not between 0 and {}.", volatility,
                 max_volatility);
  return price_of(present(inputs), sign_of(inputs.right), volatility * std::sqrt(inputs.years));
}

Result<Greeks> option_greeks(const OptionInputs& inputs, double volatility) {
  PITWALL_TRY_VOID(check(inputs));
  if (!(volatility > 0) || volatility > max_volatility || inputs.years <= 0)
    return error(Code::invalid_argument,
                 "Greeks need time to expiry and a volatility above 0 and up to {}.",
                 max_volatility);
  const Present now = present(inputs);
  const double sign = sign_of(inputs.right);
  const double root = std::sqrt(inputs.years);
  const Distances d = distances(now, volatility * root);
  const double density = normal_density(d.d1);
  const double yield_discount = now.underlying / inputs.underlying;
  const double theta_a_year =
      -now.underlying * density * volatility / (2 * root) -
      sign * inputs.rate * now.strike * normal_cdf(sign * d.d2) +
      sign * inputs.dividend_yield * now.underlying * normal_cdf(sign * d.d1);
  return Greeks{.by = GreeksBy::computed,
                .implied_volatility = volatility,
                .delta = sign * yield_discount * normal_cdf(sign * d.d1),
                .gamma = yield_discount * density / (inputs.underlying * volatility * root),
                .theta = theta_a_year / days_a_year,
                .vega = now.underlying * density * root / points_a_unit};
}

Result<double> implied_volatility(const OptionInputs& inputs, double price) {
  PITWALL_TRY_VOID(check(inputs));
  if (!std::isfinite(price))
    return error(Code::invalid_argument, "An option's price must be a number.");
  if (inputs.years <= 0)
    return error(Code::no_data, "At expiry a price says nothing about volatility.");
  const Present now = present(inputs);
  const double sign = sign_of(inputs.right);
  // What is in the money is solved as the option on the other side, whose price is all time value:
  // by put-call parity it has the same volatility.
  const double inside = intrinsic(now, sign);
  const double value = price - inside;
  const double otm_sign = inside > 0 ? -sign : sign;
  const double most = otm_sign > 0 ? now.underlying : now.strike;
  // A difference this small is the rounding of doubles, not time value.
  const double noise = 1e-14 * std::max(now.underlying, now.strike);
  if (value <= noise)
    return error(Code::no_data,
                 "A price of {:.8g} leaves no time value over {:.8g}, which the option is worth "
                 "without any volatility.",
                 price, inside);
  if (value >= most)
    return error(Code::no_data, "A price of {:.8g} is more than the option can be worth ({:.8g}).",
                 price, inside + most);
  const double root = std::sqrt(inputs.years);
  const double highest = max_volatility * root;
  if (price_of(now, otm_sign, highest) < value)
    return error(Code::no_data, "A price of {:.8g} would need a volatility of more than {:.0f} %.",
                 price, max_volatility * 100);
  return solve(now, otm_sign, value, 0, highest) / root;
}

}  // namespace pitwall::market

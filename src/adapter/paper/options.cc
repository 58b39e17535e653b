#include "adapter/paper/options.h"

#include <algorithm>
#include <cmath>

#include "adapter/paper/hash.h"
#include "market/option_maths.h"
#include "market/statistics.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using market::AssetClass;
using market::OptionRight;

namespace {

constexpr int friday = 5;
constexpr int weeks_listed = 8;
constexpr int months_listed = 12;
constexpr int januaries_listed = 2;

Date third_friday(int year, int month) {
  const Date first = Date::from_civil(year, month, 1);
  return first + (friday - first.weekday() + 7) % 7 + 14;
}

// ---- The grid of strikes: from each level on, up to the next one, in these steps.

struct Steps {
  Price from;
  Price step;
};
constexpr Steps stock_steps[] = {
    {Price(), Price::from_scaled(Price::unit / 2)},
    {Price::from_scaled(25 * Price::unit), Price::from_scaled(Price::unit)},
    {Price::from_scaled(100 * Price::unit), Price::from_scaled(5 * Price::unit / 2)},
    {Price::from_scaled(200 * Price::unit), Price::from_scaled(5 * Price::unit)},
    {Price::from_scaled(500 * Price::unit), Price::from_scaled(10 * Price::unit)}};
constexpr Steps etf_steps[] = {
    {Price(), Price::from_scaled(Price::unit / 2)},
    {Price::from_scaled(25 * Price::unit), Price::from_scaled(Price::unit)}};

std::span<const Steps> steps_of(AssetClass asset_class) {
  return asset_class == AssetClass::etf ? std::span<const Steps>(etf_steps)
                                        : std::span<const Steps>(stock_steps);
}

double rounded_greek(double value) { return market::rounded(value, 6); }

}  // namespace

std::vector<Date> listed_expiries(const market::Calendar& exchange, Time now, Date until) {
  const Result<Date> today = exchange.trading_day(now);
  if (!today) return {};
  std::vector<Date> wanted;
  const Date next_friday = *today + (friday - today->weekday() + 7) % 7;
  for (int week = 0; week < weeks_listed; ++week) wanted.push_back(next_friday + 7 * week);
  const int month = today->year() * 12 + today->month() - 1;
  for (int ahead = 0; ahead <= months_listed; ++ahead)
    wanted.push_back(third_friday((month + ahead) / 12, (month + ahead) % 12 + 1));
  for (int year = 1; year <= januaries_listed; ++year)
    wanted.push_back(third_friday(today->year() + year, 1));
  std::vector<Date> listed;
  for (Date day : wanted) {
    if (!exchange.is_trading_day(day)) {
      const Result<Date> before = exchange.previous_trading_day(day);
      if (!before) continue;
      day = *before;
    }
    const Result<Time> close = exchange.day_close(day);
    if (close && *close > now && day <= until) listed.push_back(day);
  }
  std::ranges::sort(listed);
  listed.erase(std::ranges::unique(listed).begin(), listed.end());
  return listed;
}

Price strike_above(Price strike, AssetClass asset_class) {
  Price step;
  for (const Steps& level : steps_of(asset_class))
    if (level.from <= strike) step = level.step;
  return (strike + Price::from_scaled(1)).rounded_to(step, Rounding::up);
}

Price strike_below(Price strike, AssetClass asset_class) {
  Price step;
  for (const Steps& level : steps_of(asset_class))
    if (level.from < strike) step = level.step;
  return (strike - Price::from_scaled(1)).rounded_to(step, Rounding::down);
}

std::vector<Price> listed_strikes(Price mark, Price around, std::size_t count,
                                  AssetClass asset_class) {
  constexpr std::int64_t reach = 4;
  const Price lowest = Price::from_scaled(mark.scaled() / reach);
  const Price highest =
      Price::from_scaled(decimal::narrow(static_cast<Int128>(mark.scaled()) * reach));
  around = std::clamp(around, lowest, highest);
  Price below =
      strike_below(around + Price::from_scaled(1), asset_class);  // it itself, if it is one
  Price above = strike_above(std::max(below, Price()), asset_class);
  const auto listed = [&](Price strike) {
    return strike.sign() > 0 && lowest <= strike && strike <= highest;
  };
  std::vector<Price> strikes;
  while (strikes.size() < count) {
    const bool low = listed(below), high = listed(above);
    if (!low && !high) break;
    if (low && (!high || around - below <= above - around)) {
      strikes.push_back(below);
      below = strike_below(below, asset_class);
    } else {
      strikes.push_back(above);
      above = strike_above(above, asset_class);
    }
  }
  std::ranges::sort(strikes);
  return strikes;
}

std::optional<double> measured_volatility(std::span<const market::Bar> days) {
  constexpr std::size_t fewest = 10;
  const std::optional<std::vector<double>> changes = market::log_returns(market::closes_of(days));
  if (!changes || changes->size() < fewest) return std::nullopt;
  double sum = 0;
  for (const double change : *changes) sum += change * change;
  const double years = market::years_between(days.front().time, days.back().time);
  if (years <= 0 || sum <= 0) return std::nullopt;
  return std::sqrt(sum / years);
}

double smile(double at_the_money, double mark, double strike, double years) {
  constexpr double skew = 0.10, wings = 0.04, width = 1.5;
  const double distance = std::log(strike / mark) / (at_the_money * std::sqrt(years));
  return at_the_money *
         (1 - skew * std::tanh(distance / width) + wings * (std::hypot(1, distance) - 1));
}

namespace {

// Around the model's price, as a market maker would quote it: at least a cent each way, 1.5 % of
// it, in cents below 3 and five cents from there on. Nothing is bid for what is worth no step.
void quote_around(market::OptionQuote& option, double price, std::uint64_t bits) {
  constexpr double narrowest = 0.01, share = 0.015;
  const Price step = price < 3 ? 0.01_px : 0.05_px;
  const double half = std::max(narrowest, share * price);
  const double unit = step.to_double();
  const auto steps = [&](double value) {
    return Price::from_scaled(static_cast<std::int64_t>(value) * step.scaled());
  };
  const Price bid = steps(std::floor(std::max(0.0, price - half) / unit + 1e-9));
  option.quote.ask = steps(std::ceil((price + half) / unit - 1e-9));
  option.quote.ask_size = Quantity::from_integer(1 + pick(mix(bits, 1), 100));
  if (bid.is_zero()) return;
  option.quote.bid = bid;
  option.quote.bid_size = Quantity::from_integer(1 + pick(mix(bits, 2), 100));
}

}  // namespace

Result<port::OptionChain> price_chain(const port::OptionChainQuery& query,
                                      const OptionModel& model) {
  const market::Instrument& underlying = *model.listing->instrument;
  const std::optional<Price> mark = model.quote.mark();
  if (!mark || mark->sign() <= 0)
    return error(Code::no_data, "{} has no price, so its options have none.",
                 underlying.symbol.view());
  PITWALL_TRY(const Time close, model.listing->stored_calendar->day_close(query.expiry));
  const double years = market::years_between(model.now, close);
  port::OptionChain chain;
  chain.underlying_price = mark;
  chain.origin = combine(model.quote.origin,
                         {own_source(), model.quote.time, model.now, market::Quality::simulated});
  const Price around = query.around.value_or(*mark);
  const std::uint64_t minute =
      static_cast<std::uint64_t>(model.quote.time.floor(minutes(1)).nanoseconds);
  for (const Price strike : listed_strikes(*mark, around, query.strikes, underlying.asset_class)) {
    for (const OptionRight right : {OptionRight::call, OptionRight::put}) {
      if (query.right && *query.right != right) continue;
      market::OptionQuote option;
      PITWALL_TRY(option.symbol,
                  market::option_symbol(underlying.symbol, query.expiry, right, strike));
      option.expiry = query.expiry;
      option.strike = strike;
      option.right = right;
      option.quote.time = model.quote.time;
      option.quote.origin = chain.origin;
      const market::OptionInputs inputs{right, mark->to_double(), strike.to_double(),
                                        years, option_rate,       0};
      const double volatility = std::min(
          smile(model.volatility, inputs.underlying, inputs.strike, years), market::max_volatility);
      PITWALL_TRY(const double price, market::option_price(inputs, volatility));
      PITWALL_TRY(option.greeks, market::option_greeks(inputs, volatility));
      for (std::optional<double>* greek :
           {&option.greeks.implied_volatility, &option.greeks.delta, &option.greeks.gamma,
            &option.greeks.theta, &option.greeks.vega})
        *greek = rounded_greek(**greek);
      const std::uint64_t place =
          mix(mix(model.seed, static_cast<std::uint64_t>(strike.scaled())),
              static_cast<std::uint64_t>(query.expiry.days_since_epoch) * 2 +
                  (right == OptionRight::put ? 1 : 0));
      quote_around(option, price, mix(place, minute));
      chain.options.push_back(std::move(option));
    }
  }
  if (chain.options.empty())
    return error(Code::no_data, "No strikes of {} are listed near {}; its price is {}.",
                 underlying.symbol.view(), around.text(), mark->text());
  return chain;
}

}  // namespace pitwall::paper

#include "adapter/paper/fees.h"

#include <algorithm>

namespace pitwall::paper {

using namespace pitwall::literals;
using market::AssetClass;

namespace {

struct CommissionRule {
  Money per_unit;  // of each share or contract
  Ratio of_value;
  Money minimum;           // of an order
  Ratio maximum_of_value;  // of an order; zero for none
};

CommissionRule rule_of(AssetClass asset_class) {
  switch (asset_class) {
    case AssetClass::stock:
    case AssetClass::etf:
      return {0.005_money, 0_ratio, 1_money, 0.01_ratio};
    case AssetClass::future:
    case AssetClass::option:
    case AssetClass::index:
      return {2.25_money, 0_ratio, 0_money, 0_ratio};
    case AssetClass::fx:
      return {0_money, 0.00002_ratio, 2_money, 0_ratio};
    case AssetClass::crypto:
      return {0_money, 0.0018_ratio, 0_money, 0_ratio};
  }
  return {};
}

struct ContractMargin {
  std::string_view symbol;
  std::int64_t initial;
  std::int64_t maintenance;
};
constexpr ContractMargin contract_margins[] = {
    {"ES", 17'600, 16'000},
    {"NQ", 26'400, 24'000},
    {"CL", 6'600, 6'000},
    {"GC", 13'200, 12'000},
};

Money per_unit(Money each, Quantity quantity) {
  return (Price::from_scaled(
              decimal::narrow(static_cast<Int128>(each.scaled()) * Price::unit / Money::unit)) *
          quantity)
      .to_money(Rounding::half_even);
}

Money part(Notional value, Ratio rate) {
  return value.times(rate, Rounding::half_even).to_money(Rounding::half_even);
}

}  // namespace

Money commission(AssetClass asset_class, Quantity quantity, Notional value) {
  if (quantity.is_zero()) return {};
  const CommissionRule rule = rule_of(asset_class);
  Money cost = per_unit(rule.per_unit, quantity) + part(value, rule.of_value);
  cost = std::max(cost, rule.minimum);
  if (!rule.maximum_of_value.is_zero()) cost = std::min(cost, part(value, rule.maximum_of_value));
  return cost;
}

Margin margin(const market::Instrument& instrument, Quantity quantity, Price price) {
  const bool is_short = quantity.sign() < 0;
  Notional value = (price * quantity.abs()).times(instrument.multiplier, Rounding::half_even);
  if (value.sign() < 0) value = -value;
  const auto of_value = [&](Ratio initial, Ratio maintenance) {
    return Margin{part(value, initial), part(value, maintenance)};
  };
  switch (instrument.asset_class) {
    case AssetClass::stock:
    case AssetClass::etf:
      return of_value(0.5_ratio, is_short ? 0.3_ratio : 0.25_ratio);
    case AssetClass::future:
      for (const ContractMargin& contract : contract_margins)
        if (contract.symbol == instrument.symbol.view())
          return {per_unit(Money::from_integer(contract.initial), quantity.abs()),
                  per_unit(Money::from_integer(contract.maintenance), quantity.abs())};
      return of_value(0.1_ratio, 0.08_ratio);
    case AssetClass::crypto:
      return is_short ? of_value(2_ratio, 2_ratio) : of_value(1_ratio, 1_ratio);
    case AssetClass::option:
    case AssetClass::index:
      return of_value(1_ratio, 1_ratio);
    case AssetClass::fx:
      return {};
  }
  return {};
}

Ratio currency_margin_rate() { return 0.03_ratio; }

}  // namespace pitwall::paper

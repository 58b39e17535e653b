#include "market/exchange_rate.h"

namespace pitwall::market {

std::optional<CurrencyPair> pair_of(const Instrument& instrument) {
  constexpr std::size_t letters = 3;
  const std::string_view symbol = instrument.symbol.view();
  const bool trades_money =
      instrument.asset_class == AssetClass::fx || instrument.asset_class == AssetClass::crypto;
  if (!trades_money || symbol.size() != 2 * letters) return std::nullopt;
  const Result<Currency> base = Currency::parse(symbol.substr(0, letters));
  if (!base || symbol.substr(letters) != instrument.currency.view()) return std::nullopt;
  return CurrencyPair{*base, instrument.currency};
}

void ExchangeRates::add(CurrencyPair pair, const Quote& quote) {
  const std::optional<Price> mark = quote.mark();
  static_assert(Price::scale == Ratio::scale);
  if (mark && mark->sign() > 0)
    rates_.insert_or_assign(pair, Rate{Ratio::from_scaled(mark->scaled()), quote.origin});
}

const ExchangeRates::Rate* ExchangeRates::find(Currency base, Currency quote) const {
  const auto found = rates_.find({base, quote});
  return found == rates_.end() ? nullptr : &found->second;
}

Result<Money> ExchangeRates::convert(Money amount, Currency from, Currency to) const {
  if (from == to) return amount;
  Int128 converted = 0;
  const auto scaled = static_cast<Int128>(amount.scaled());
  if (const Rate* direct = find(from, to)) {
    converted = decimal::divide(scaled * direct->rate.scaled(), Ratio::unit, Rounding::half_even);
  } else if (const Rate* inverse = find(to, from)) {
    converted = decimal::divide(scaled * Ratio::unit, inverse->rate.scaled(), Rounding::half_even);
  } else {
    return error(Code::no_data, "Neither {}{} nor {}{} is quoted, so {} stays apart from {}.",
                 from.view(), to.view(), to.view(), from.view(), from.view(), to.view());
  }
  // The rate comes from outside: an absurd one is an error of its figures, not of ours.
  if (!decimal::fits(converted))
    return error(Code::too_large, "{} {} is too much to write in {}.", amount.text(), from.view(),
                 to.view());
  return Money::from_scaled(decimal::narrow(converted));
}

std::optional<Origin> ExchangeRates::origin(Currency from, Currency to) const {
  if (from == to) return std::nullopt;
  if (const Rate* direct = find(from, to)) return direct->origin;
  if (const Rate* inverse = find(to, from)) return inverse->origin;
  return std::nullopt;
}

}  // namespace pitwall::market

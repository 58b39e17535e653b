// What can be traded or watched, with the terms that orders and figures need. A value; the one
// copy that others refer to lives in a Catalogue.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "market/symbol.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::market {

enum class AssetClass { stock, etf, future, option, fx, index, crypto };
std::string_view name_of(AssetClass asset_class);  // "stock", "etf", ...
constexpr int count_of(AssetClass) { return 7; }
Result<AssetClass> parse_asset_class(std::string_view text);

enum class OptionRight { call, put };
std::string_view name_of(OptionRight right);
constexpr int count_of(OptionRight) { return 2; }
Result<OptionRight> parse_option_right(std::string_view text);  // "call", "put", "C", "P"

// A dense handle within one Catalogue: an index, cheap to keep in a tick and to look up. It means
// nothing outside that catalogue and is never journalled; what is kept is symbol and exchange.
struct InstrumentId {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t index = none;
  constexpr bool valid() const { return index != none; }
  constexpr auto operator<=>(const InstrumentId&) const = default;
};

struct OptionTerms {
  Symbol underlying;
  Price strike;
  OptionRight right = OptionRight::call;
  bool operator==(const OptionTerms&) const = default;
};
void describe(OptionTerms& terms, Visitor& v);

struct Instrument {
  InstrumentId id;  // set by Catalogue::add
  Symbol symbol;
  std::string name;  // for a person: "SPDR S&P 500 ETF Trust"
  AssetClass asset_class = AssetClass::stock;
  std::string exchange;  // primary listing, upper case: "NASDAQ", "CME"
  Currency currency;     // of its prices
  Price tick_size;       // smallest step of its price; positive
  Ratio multiplier =
      Ratio::from_integer(1);  // currency units per point per contract; 1 for a share
  Quantity lot_size = Quantity::from_integer(1);  // smallest step of an order's quantity; positive
  std::string calendar;                           // the name of its Calendar: "NYSE"
  std::optional<Date> expiry;                     // last trading day; none for a continuous symbol
  std::optional<OptionTerms> option;              // options only

  std::string full_name() const;  // "SPY:ARCA", which Catalogue::find takes back
  bool operator==(const Instrument&) const = default;
};
void describe(Instrument& instrument, Visitor& v);  // all but the id

}  // namespace pitwall::market

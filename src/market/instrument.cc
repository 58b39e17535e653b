#include "market/instrument.h"

#include <array>

#include "base/visitor.h"

namespace pitwall::market {

namespace {

constexpr std::array<AssetClass, 7> all_asset_classes{
    AssetClass::stock, AssetClass::etf,   AssetClass::future, AssetClass::option,
    AssetClass::fx,    AssetClass::index, AssetClass::crypto};

}  // namespace

std::string_view name_of(AssetClass asset_class) {
  switch (asset_class) {
    case AssetClass::stock:
      return "stock";
    case AssetClass::etf:
      return "etf";
    case AssetClass::future:
      return "future";
    case AssetClass::option:
      return "option";
    case AssetClass::fx:
      return "fx";
    case AssetClass::index:
      return "index";
    case AssetClass::crypto:
      return "crypto";
  }
  return "stock";
}

Result<AssetClass> parse_asset_class(std::string_view text) {
  for (const AssetClass asset_class : all_asset_classes)
    if (name_of(asset_class) == text) return asset_class;
  return error(Code::invalid_argument,
               "\"{}\" is not an asset class: write stock, etf, future, option, fx, index or "
               "crypto.",
               text.substr(0, 40));
}

std::string_view name_of(OptionRight right) { return right == OptionRight::call ? "call" : "put"; }

Result<OptionRight> parse_option_right(std::string_view text) {
  if (text == "call" || text == "C") return OptionRight::call;
  if (text == "put" || text == "P") return OptionRight::put;
  return error(Code::invalid_argument, "\"{}\" is not an option's right: write call or put.",
               text.substr(0, 40));
}

void describe(OptionTerms& terms, Visitor& v) {
  v("underlying", "What the option is on.", "SPY", terms.underlying);
  v("strike", "The price at which it can be exercised.", "370", terms.strike);
  v("right", "A call may buy, a put may sell.", "call", terms.right);
}

void describe(Instrument& instrument, Visitor& v) {
  v("symbol", "Ticker.", "SPY", instrument.symbol);
  v("exchange", "Primary listing.", "ARCA", instrument.exchange);
  v("name", "What it is.", "SPDR S&P 500 ETF Trust", instrument.name);
  v("asset_class", "stock, etf, future, option, fx, index or crypto.", "etf",
    instrument.asset_class);
  v("currency", "Of its prices.", "USD", instrument.currency);
  v("tick_size", "Smallest step of its price.", "0.01", instrument.tick_size);
  v("multiplier", "Currency units for one point of one contract; 1 for a share.", "1",
    instrument.multiplier);
  v("lot_size", "Smallest step of a quantity.", "1", instrument.lot_size);
  v("calendar", "The trading hours it follows.", "NYSE", instrument.calendar);
  v("expiry", "Last trading day, where it has one.", "2026-12-18", instrument.expiry);
  v("option", "Terms of an option.", "", instrument.option);
}

std::string Instrument::full_name() const { return symbol.text() + ":" + exchange; }

}  // namespace pitwall::market

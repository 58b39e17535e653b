#include "market/instrument.h"

#include <array>

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

std::string Instrument::full_name() const { return symbol.text() + ":" + exchange; }

}  // namespace pitwall::market

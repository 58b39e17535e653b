// How tools name instruments: what the caller wrote, looked up, with an error that helps.
#pragma once

#include "market/catalogue.h"
#include "port/market_data.h"

namespace pitwall::tool {

// A ticker, or ticker:exchange, as a caller writes it.
struct SymbolText {
  std::string value;
  static Result<SymbolText> parse(std::string_view text) {
    if (text.empty()) return error(Code::invalid_argument, "The symbol is empty.");
    return SymbolText{std::string(text)};
  }
  const std::string& text() const { return value; }
};

inline Result<const market::Instrument*> find_instrument(const port::MarketData& market,
                                                         const SymbolText& symbol) {
  return market.catalogue().find(symbol.value);
}

}  // namespace pitwall::tool

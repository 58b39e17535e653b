// How tools name instruments: what the caller wrote, looked up, with an error that helps.
#pragma once

#include <string>

#include "market/catalogue.h"
#include "port/market_data.h"
#include "tool/context.h"
#include "tool/task.h"

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

// Of those that are known already: for what has been resolved before.
inline Result<const market::Instrument*> find_instrument(const port::MarketData& market,
                                                         const SymbolText& symbol) {
  return market.catalogue().find(symbol.value);
}

// The instrument of what the caller wrote: by the catalogue, and where that has none by asking the
// market, which adds what it finds. Never another one than was written: what is only near is named
// in the error.
Task<Result<const market::Instrument*>> resolve_instrument(Context& context, std::string text);

}  // namespace pitwall::tool

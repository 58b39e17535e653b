// The instruments that a desk knows. Instruments are added and never removed, so ids and pointers
// stay good as long as the catalogue lives. Owned by one thread; reading is safe from many as long
// as nobody adds.
#pragma once

#include <deque>
#include <map>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "market/instrument.h"

namespace pitwall::market {

class Catalogue {
 public:
  Catalogue() = default;
  Catalogue(const Catalogue&) = delete;  // others hold pointers into it
  Catalogue& operator=(const Catalogue&) = delete;
  Catalogue(Catalogue&&) = default;
  Catalogue& operator=(Catalogue&&) = default;

  // Keeps the instrument and sets its id. Refused: a symbol that this exchange already has, an
  // empty symbol, exchange, currency or calendar, a tick, lot or multiplier that is not positive,
  // option terms on anything but an option and none on one.
  Result<InstrumentId> add(Instrument instrument);

  // By symbol alone; where several exchanges list it, the one added first. Null if there is none.
  const Instrument* find(const Symbol& symbol) const;
  // By "SPY" or "SPY:ARCA", in any case. The error names the nearest symbol, or the exchanges to
  // choose from where the symbol alone is ambiguous. The pointer of a success is never null.
  Result<const Instrument*> find(std::string_view text) const;
  // The one that is written: for code that needs no pointer. The id must be of this catalogue.
  const Instrument& at(InstrumentId id) const;

  // At most `limit`: the symbol itself first, then symbols that begin with the text, then those of
  // which every word of the text begins a word of the name; each group by symbol.
  std::vector<const Instrument*> search(std::string_view text, std::size_t limit) const;

  const std::deque<Instrument>& all() const { return instruments_; }  // in order of ids
  std::size_t size() const { return instruments_.size(); }

 private:
  std::deque<Instrument> instruments_;  // a deque does not move what it holds
  std::map<Symbol, std::vector<InstrumentId>> by_symbol_;
};

// What the paper market trades with nothing set up: SPY QQQ AAPL MSFT NVDA TSLA ES NQ CL GC EURUSD
// BTCUSD. The futures are continuous front-month symbols and say so in their names.
Catalogue starter_catalogue();

}  // namespace pitwall::market

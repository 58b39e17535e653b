// Interactive Brokers' contracts and the desk's instruments.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "market/catalogue.h"
#include "market/instrument.h"

namespace pitwall::ibkr {

// The desk's name for what it is told by this broker.
inline constexpr std::string_view broker_name = "Interactive Brokers";

// A contract as both interfaces describe it. Empty and absent where it was not said.
struct Contract {
  std::int64_t conid = 0;        // the broker's number of it; 0: not known yet
  std::string symbol;            // "AAPL", "ES", "EUR"
  std::string sec_type;          // STK OPT FUT FOP CASH IND CFD BOND CMDTY FUND CRYPTO BAG WAR
  std::string exchange;          // where it is routed: "SMART", "CME", "IDEALPRO"
  std::string primary_exchange;  // where it is listed: "NASDAQ", "NASDAQ.NMS", "ARCA"
  std::string currency;
  std::string local_symbol;   // "ESZ6", "EUR.USD"
  std::string trading_class;  // "ES", "NMS"
  std::string long_name;      // for a person
  std::string expiry;         // "20261218", last trading day; of futures and options
  std::optional<Price> strike;
  std::string right;  // "C", "P", or empty
  std::optional<Ratio> multiplier;
  std::optional<Price> tick_size;
  bool etf = false;  // stockType ETF: secType says STK for both
};

// "STK" -> stock; CFDs, bonds, funds, warrants and combinations have no place in the desk:
// Code::unsupported says which.
Result<market::AssetClass> asset_class_of(std::string_view sec_type, bool etf);
// "STK" for stock and etf, "CASH" for fx, …
std::string_view sec_type_of(market::AssetClass asset_class);

// The instrument of a contract: symbol ("EURUSD" for EUR.USD; a future by its local symbol "ESZ6";
// an option by market::option_symbol), exchange by its listing, calendar by that. Terms that were
// not said take the usual ones (a stock: tick 0.01, multiplier 1); a future or an option without a
// multiplier or expiry is an error.
Result<market::Instrument> instrument_of(const Contract& contract);

// What to search for at the broker to find this instrument again: sec_type, symbol, exchange,
// currency, and the terms of an option or of a future whose symbol names its month.
Contract contract_of(const market::Instrument& instrument);

// NYSE, CME_EQUITY, …: the calendar of a listing; "ALWAYS" where none is kept, so that no figure is
// held to be late by a clock that is not its own.
std::string calendar_of(std::string_view exchange, market::AssetClass asset_class,
                        std::string_view symbol);

// "NASDAQ.NMS" -> "NASDAQ", "ISLAND" -> "NASDAQ", "PINK.CURRENT" -> "PINK"; otherwise upper case.
std::string listing_of(std::string_view exchange);

// Of one session: which contract an instrument is, and the other way round. Instruments that the
// catalogue lacks are added to it.
class Contracts {
 public:
  explicit Contracts(market::Catalogue& catalogue) : catalogue_(catalogue) {}

  // Binds the two together; the instrument as the catalogue has it. One that the catalogue knows by
  // symbol and exchange keeps the catalogue's terms.
  Result<market::InstrumentId> take(const Contract& contract);
  // The same, where it is known already which instrument the contract is for ("ES", the continuous
  // symbol, stands for the front month).
  void bind(market::InstrumentId instrument, const Contract& contract);

  const Contract* find(market::InstrumentId instrument) const;
  std::optional<market::InstrumentId> find(std::int64_t conid) const;

 private:
  market::Catalogue& catalogue_;
  std::map<market::InstrumentId, Contract> contracts_;
  std::map<std::int64_t, market::InstrumentId> by_conid_;
};

}  // namespace pitwall::ibkr

// The broker's numbers of contracts, and the contracts themselves: the well-known ones as they are
// in the world, all others made from the symbol, so that they are the same in every run. Values and
// look-ups; belongs to the brokerage.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/ibkr/contract.h"
#include "market/calendar.h"
#include "market/catalogue.h"
#include "market/option_quote.h"

namespace pitwall::emulator {

// The month that a continuous future stands for on a day: its code ("Z6" of "ESZ6") and the last
// day on which it trades. The third Friday of March, June, September and December for what is not
// known here.
struct FrontMonth {
  std::string code;  // "Z6"
  Date last_day;
};
FrontMonth front_month(std::string_view product, Date day, const market::Calendar& calendar);

class ContractNumbers {
 public:
  // `day` decides which months are the front ones. Catalogue and calendars outlive it.
  ContractNumbers(const market::Catalogue& catalogue, const market::CalendarSet& calendars,
                  Date day)
      : catalogue_(catalogue), calendars_(calendars), day_(day) {}

  const ibkr::Contract& contract(market::InstrumentId instrument);
  std::optional<market::InstrumentId> instrument(std::int64_t conid);
  // Of a future's product, and of the currency pair that a combination is numbered under.
  std::int64_t underlying_conid(market::InstrumentId instrument);

  const market::OptionQuote* option(std::int64_t conid) const;
  std::int64_t option_conid(const market::OptionQuote& option);  // the newest quote is kept

 private:
  std::int64_t number(std::string_view text, std::int64_t first);  // that nobody has yet
  ibkr::Contract made(const market::Instrument& instrument);
  void number_all();  // the catalogue may have grown

  const market::Catalogue& catalogue_;
  const market::CalendarSet& calendars_;
  Date day_;
  std::map<market::InstrumentId, ibkr::Contract> contracts_;
  std::map<std::int64_t, market::InstrumentId> by_conid_;
  std::map<std::int64_t, market::OptionQuote> options_;
  std::map<market::Symbol, std::int64_t> option_conids_;
};

}  // namespace pitwall::emulator

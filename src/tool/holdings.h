// What accounts hold, valued at the market: the work that the account and analysis tools share.
// Values as they stood when asked; what could not be had stands as an error in its place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/portfolio/valuation.h"
#include "market/exchange_rate.h"
#include "tool/context.h"
#include "tool/task.h"
#include "tool/wording.h"

namespace pitwall::tool {

// An account number as a caller writes it.
struct AccountText {
  std::string value;
  static Result<AccountText> parse(std::string_view text);
  const std::string& text() const { return value; }
};
void describe_account(Visitor& v, std::optional<AccountText>& account);

// The accounts of the broker that the desk runs on. Those of another one, which an earlier run
// used, stay in the journal and are not shown: play money is never added to real.
std::vector<desk::Account> accounts_here(const Context& context);

// One of these by its number, or all. Code::not_found names the accounts there are; Code::no_data
// where there is none at all.
Result<std::vector<desk::Account>> choose_accounts(const Context& context,
                                                   const std::optional<AccountText>& account);

struct Holding {
  desk::Position position;
  const market::Instrument* instrument = nullptr;  // null where the catalogue does not know it
  bool dormant = false;  // closed and not traded in the last week: no profit of the day, no quote
  std::optional<market::Quote> quote;
  Result<desk::Valuation> value = error(Code::no_data, "not valued yet");
};

struct AccountHoldings {
  desk::Account account;  // without its positions, which are below
  Result<port::Balances> balances = error(Code::no_data, "not asked yet");
  std::vector<Holding> holdings;  // by symbol

  // Of the position and its price; of the account's figures alone where there is no price; none
  // where neither could be had.
  std::optional<market::Origin> origin(const Holding& holding) const;
};

struct Holdings {
  std::vector<AccountHoldings> accounts;
  market::ExchangeRates rates;  // between the currencies that occur, as far as they are quoted
};

enum class Closed {
  left_out,
  included,  // for what they earned
};

Task<Result<Holdings>> load_holdings(Context& context, std::optional<AccountText> account,
                                     Closed closed);

// The market's day by an instrument's own calendar; the UTC day where the calendar does not say.
Date trading_day_of(const Context& context, const market::Instrument& instrument, Time time);

}  // namespace pitwall::tool

#include "adapter/client_portal/wire.h"

namespace pitwall::client_portal {

Result<void> Wire::usable() const {
  if (up) return {};
  return error(Code::unavailable, "There is no session with Interactive Brokers just now. {}",
               down_because);
}

Result<const Account*> Wire::account(std::string_view id) const {
  if (id.empty() && accounts.size() == 1) return &accounts.front();
  std::string names;
  for (const Account& account : accounts) {
    if (account.id == id) return &account;
    names += names.empty() ? account.id : ", " + account.id;
  }
  return error(Code::not_found, "Name one of the accounts of this login: {}.",
               names.empty() ? "there is none yet" : names);
}

Date Wire::trading_day(const market::Instrument& instrument, Time time) const {
  const Result<const market::Calendar*> calendar = calendars.find(instrument.calendar);
  if (!calendar) return Date::of_utc(time);
  const Result<Date> day = (*calendar)->trading_day(time);
  return day ? *day : Date::of_utc(time);
}

}  // namespace pitwall::client_portal

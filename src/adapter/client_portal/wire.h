// What the parts of one session share: the loop, the gateway, the contracts, who is logged in, and
// how news reaches the desk. Belongs to the loop's thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapter/client_portal/client_portal.h"
#include "adapter/client_portal/gateway.h"
#include "adapter/ibkr/contract.h"

namespace pitwall::client_portal {

struct Account {
  std::string id;
  std::string title;
  market::AccountKind kind = market::AccountKind::none;
  market::Currency currency;  // base
};

struct Wire {
  Wire(net::Loop& on, const port::Clock& time, const market::CalendarSet& sessions,
       market::Catalogue known, Options chosen, std::shared_ptr<Gateway> to)
      : loop(on),
        clock(time),
        calendars(sessions),
        catalogue(std::move(known)),
        options(std::move(chosen)),
        gateway(std::move(to)) {}

  net::Loop& loop;
  const port::Clock& clock;
  const market::CalendarSet& calendars;
  market::Catalogue catalogue;
  Options options;
  std::shared_ptr<Gateway> gateway;
  ibkr::Contracts contracts{catalogue};

  std::vector<Account> accounts;  // of this login
  market::Source source;          // with the kind of account that both sides agree on
  std::string username;
  bool up = false;  // reconciled; what is asked may go out
  bool stopped = false;
  std::string down_because;  // for whoever asks while it is not
  port::Broker::Sink sink;

  void tell(port::BrokerEvent event) const {
    if (sink && !stopped) sink(std::move(event));
  }
  Time now() const { return clock.now(); }
  market::Origin origin(Time as_of, market::Quality quality = market::Quality::live) const {
    return {source, as_of, now(), quality};
  }

  Result<void> usable() const;
  // The account of that name, or the only one where none is named.
  Result<const Account*> account(std::string_view id) const;
  // The trading day that an instant counts for there; the UTC day where its calendar knows none.
  Date trading_day(const market::Instrument& instrument, Time time) const;
};

}  // namespace pitwall::client_portal

// What the parts of a session have in common. Belongs to the loop's thread.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "adapter/tws/gateway.h"
#include "adapter/tws/tws.h"
#include "base/zone.h"

namespace pitwall::tws {

struct Core {
  net::Loop& loop;
  const port::Clock& clock;
  port::Random& random;
  const market::CalendarSet& calendars;
  Options options;
  market::Catalogue catalogue;
  ibkr::Contracts contracts;
  Gateway gateway;

  // Of the session as it is now.
  std::vector<std::string> accounts{};
  std::string base_currency{};  // of the first of them
  market::AccountKind kind = market::AccountKind::none;
  Zone zone = Zone::utc();     // of the gateway's machine
  std::int64_t client_id = 0;  // by which the gateway knows us
  bool usable = false;         // connected, reconciled, and the broker is behind the gateway
  bool read_only = false;      // the API may look only
  std::string trouble = "The session has not begun.";  // why it is not usable

  // Executions pushed so far: what an answer already contains is told by what came before it.
  std::uint64_t pushed_executions = 0;

  port::Broker::Sink sink{};

  // Fine, or why nothing can be asked now.
  Result<void> ready() const {
    if (usable) return {};
    return error(Code::unavailable, "{} cannot be asked now. {}", ibkr::broker_name, trouble);
  }
  market::Origin origin(Time as_of, market::Quality quality) const {
    market::Origin origin;
    origin.source.name = "Interactive Brokers";
    origin.source.account = kind;
    origin.as_of = as_of;
    origin.received_at = clock.now();
    origin.quality = quality;
    return origin;
  }
  market::Origin origin_now() const { return origin(clock.now(), market::Quality::live); }
  void tell(port::BrokerEvent event) const {
    if (sink && !gateway.stopped()) sink(std::move(event));
  }
  bool wants(std::string_view account) const {
    return std::find(accounts.begin(), accounts.end(), account) != accounts.end();
  }
  const market::Calendar* calendar_of(const market::Instrument& instrument) const {
    const Result<const market::Calendar*> found = calendars.find(instrument.calendar);
    return found ? *found : nullptr;
  }
};

// Gives what a task finds to whoever asked.
template <class T>
net::Awaitable<void> give(net::Awaitable<Result<T>> task, port::Reply<T> reply) {
  Result<T> result = co_await std::move(task);
  reply(std::move(result));
}

}  // namespace pitwall::tws

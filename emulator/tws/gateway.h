// What all TWS connections share: the brokerage, the clients that are connected, contracts as they
// are asked for, and profit that was realized. Belongs to the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/tws/held_orders.h"
#include "emulator/tws/requests.h"
#include "emulator/tws/server.h"
#include "market/calendar.h"
#include "market/exchange_rate.h"

namespace pitwall::emulator::tws {

class Session;

// What a market answers at once, as the paper market does; none where it does not.
template <class T, class Begin>
std::optional<Result<T>> at_once(Begin begin) {
  const auto answer = std::make_shared<std::optional<Result<T>>>();
  begin([answer](Result<T> result) { answer->emplace(std::move(result)); });
  return *answer;
}

// An option as a client names it, found in its chain.
struct FoundOption {
  market::InstrumentId underlying;
  market::OptionQuote option;
  std::optional<Price> underlying_price;
  std::int64_t conid = 0;
};

// One account's profit, in its base currency.
struct Profit {
  std::optional<Money> daily, unrealized, realized;
};

class Gateway {
 public:
  Gateway(Brokerage& brokerage, int version, TwsOptions options);

  Brokerage& brokerage() { return brokerage_; }
  int version() const { return version_; }
  const TwsOptions& options() const { return options_; }
  TwsServer::Counts& counts() { return counts_; }
  Time now() const { return brokerage_.clock().now(); }
  const market::Calendar* calendar_of(const market::Instrument& instrument) const;

  // ---- Connections.
  std::vector<std::shared_ptr<Session>>& sessions() { return sessions_; }
  bool client_connected(std::int64_t client) const;
  void remove(const Session& session);
  bool accepts() const;  // TWS is there, and somebody is logged in
  // What the brokerage tells, passed on.
  void on_order(const Ticket& ticket);
  void on_fill(const Fill& fill);
  void on_tick(const market::Tick& tick, const market::Quote& quote);
  void on_happening(Happening happening);

  // ---- Contracts. All that the description fits.
  std::vector<market::InstrumentId> find(const ibkr::Contract& asked) const;
  Result<FoundOption> find_option(const ibkr::Contract& asked);
  // Those of one expiry, or of the next few where none is named; at most `limit`.
  std::vector<FoundOption> find_options(const ibkr::Contract& asked, std::size_t limit);
  std::vector<Date> expiries(market::InstrumentId underlying);
  std::optional<market::Quote> quote(market::InstrumentId instrument);

  // ---- Orders.
  HeldOrders& held() { return held_; }
  // The next id that a client may use, by what it has used.
  std::int64_t next_order_id(std::int64_t client) const;
  const Ticket* find_ticket(std::int64_t client, std::int64_t client_order_id) const;
  // The id under which client 0 knows an order placed by hand; given here when it is bound.
  std::int64_t bind_manual(const Ticket& ticket);
  std::int64_t manual_id(std::int64_t perm_id) const;  // 0: not bound

  // ---- Accounts.
  bool has_account(std::string_view account) const;
  std::optional<port::Balances> balances(const std::string& account);
  // Of all, or of one instrument; unrealized and daily leave out what nobody quotes.
  Profit profit(const std::string& account, std::optional<market::InstrumentId> only = {});
  std::optional<Money> in_base(Money amount, market::Currency from, const std::string& account);

 private:
  market::ExchangeRates rates();
  bool is_today(const Fill& fill);

  Brokerage& brokerage_;
  int version_;
  TwsOptions options_;
  TwsServer::Counts counts_;
  HeldOrders held_;
  std::vector<std::shared_ptr<Session>> sessions_;
  std::map<std::int64_t, std::int64_t> manual_ids_;  // by perm id
};

}  // namespace pitwall::emulator::tws

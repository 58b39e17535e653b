// Interactive Brokers by its Client Portal Gateway: REST and WebSocket, behind the desk's ports.
// The person logs in at the gateway with a browser; this only ever uses the session that is there.
// Belongs to the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapter/ibkr/supervision.h"
#include "market/calendar.h"
#include "net/loop.h"
#include "net/stream.h"
#include "port/broker.h"
#include "port/clock.h"
#include "port/market_data.h"

namespace pitwall::client_portal {

struct Options {
  std::string address = "https://127.0.0.1:5000";  // of the gateway; loopback only
  std::string fingerprint;  // SHA-256 of its certificate to insist on; empty: any, on loopback
  bool compete = false;     // take the session from another login: only when the person says so
  std::string account;      // the one to use where the login has several; empty: all
  std::string region = "NA";
  std::string cache;  // folder for what may be asked once in 15 minutes; empty: memory only
};

class ClientPortal final : public port::MarketData, public port::Broker {
 public:
  // A connection instead of one to `address`, already past TLS: the twin in memory.
  using Dial = std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()>;

  // All but the options outlive it. `catalogue` is what the desk knows already.
  static Result<std::unique_ptr<ClientPortal>> create(net::Loop& loop, const port::Clock& clock,
                                                      const market::CalendarSet& calendars,
                                                      market::Catalogue catalogue, Options options,
                                                      Dial dial = {});
  ~ClientPortal() override;
  // Ends the session's connections; nothing is told afterwards. Before destruction the loop must
  // have run once more.
  void stop();

  std::string description() const;  // for a person: "Client Portal Gateway at 127.0.0.1:5000"
  // Makes an instrument known that the user described. One that is known already stays as it is.
  Result<void> add_instrument(market::Instrument instrument);
  // Orders that the desk takes to be open, from an earlier run: the broker does not tell all of an
  // order's terms, and of the child of a bracket not even our name. Before `start`.
  void remember(std::vector<port::Order> orders);

  // port::MarketData
  const market::Catalogue& catalogue() const override;
  void look_up(std::string text, std::size_t limit,
               port::Reply<std::vector<market::InstrumentId>> reply) override;
  Time market_time() const override;
  void quotes(std::vector<market::InstrumentId> instruments,
              port::Reply<std::vector<Result<market::Quote>>> reply) override;
  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override;
  void ticks(market::InstrumentId instrument, std::size_t limit,
             port::Reply<port::TickSeries> reply) override;
  void listen(Listener each) override;
  void follow(market::InstrumentId instrument, bool wanted) override;
  void order_book(market::InstrumentId instrument, std::size_t rows,
                  port::Reply<market::OrderBook> reply) override;
  void option_expiries(market::InstrumentId underlying, Date until,
                       port::Reply<port::OptionExpiries> reply) override;
  void option_chain(port::OptionChainQuery query, port::Reply<port::OptionChain> reply) override;
  void trading_rules(market::InstrumentId instrument,
                     port::Reply<port::TradingRules> reply) override;
  void scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) override;
  void scan(port::ScanQuery query, port::Reply<port::Scan> reply) override;

  // port::Broker
  std::string_view name() const override;
  void start(Sink sink) override;
  void balances(std::string account, port::Reply<port::Balances> reply) override;
  void place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void place_group(port::Permit permit, std::vector<port::Order> orders,
                   port::Reply<port::Placed> reply) override;
  Result<void> can_take(const std::vector<port::Order>& orders) const override;
  void cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) override;
  void modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void preview(port::Order order, port::Reply<port::OrderPreview> reply) override;
  void executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) override;
  void live_orders(std::string account, port::Reply<port::LiveOrders> reply) override;
  void profit(std::string account, port::Reply<port::ProfitAndLoss> reply) override;
  void performance(std::string account, port::PerformancePeriod period,
                   port::Reply<port::Performance> reply) override;
  void watchlists(port::Reply<port::Watchlists> reply) override;
  void alerts(std::string account, port::Reply<port::BrokerAlerts> reply) override;

 private:
  class Session;
  explicit ClientPortal(std::shared_ptr<Session> session);
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::client_portal

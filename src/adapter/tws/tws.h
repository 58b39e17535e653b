// Interactive Brokers by the socket of TWS or IB Gateway, text protocol at server versions 157 to
// 200, behind the desk's ports. The person logs in there; this only connects. Belongs to the loop's
// thread.
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

namespace pitwall::tws {

struct Options {
  std::string host = "127.0.0.1";  // loopback only
  std::uint16_t port = 7497;
  std::int64_t client_id = 0;  // 0: `usual_client_id`, or one at random while that is taken
  // From 1000 on; 0: none. Only the client that placed an order may change it, so an order outlives
  // the program only if the next one comes with the same number.
  std::int64_t usual_client_id = 0;
  std::string account;  // the one to use where the login has several; empty: all
  std::string region = "NA";
};

class Tws final : public port::MarketData, public port::Broker {
 public:
  // A connection instead of one to host and port: the twin in memory.
  using Dial = std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()>;

  // All but the options outlive it. `catalogue` is what the desk knows already.
  static Result<std::unique_ptr<Tws>> create(net::Loop& loop, const port::Clock& clock,
                                             port::Random& random,
                                             const market::CalendarSet& calendars,
                                             market::Catalogue catalogue, Options options,
                                             Dial dial = {});
  ~Tws() override;
  // Ends the session's connection; nothing is told afterwards. Before destruction the loop must
  // have run once more.
  void stop();

  std::string description() const;  // for a person: "TWS at 127.0.0.1:7497"
  // Makes an instrument known that the user described. One that is known already stays as it is.
  Result<void> add_instrument(market::Instrument instrument);

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
  void news(port::NewsQuery query, port::Reply<port::News> reply) override;
  void article(std::string provider, std::string id, port::Reply<port::Article> reply) override;

  // port::Broker
  std::string_view name() const override;
  void start(Sink sink) override;
  void balances(std::string account, port::Reply<port::Balances> reply) override;
  void place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) override;
  void place_group(port::Permit permit, std::vector<port::Order> orders,
                   port::Reply<port::Placed> reply) override;
  Result<void> can_take(const std::vector<port::Order>& orders) const override;
  void modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override;
  void preview(port::Order order, port::Reply<port::OrderPreview> reply) override;
  void executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) override;
  void live_orders(std::string account, port::Reply<port::LiveOrders> reply) override;
  void profit(std::string account, port::Reply<port::ProfitAndLoss> reply) override;

 private:
  class Session;
  explicit Tws(std::shared_ptr<Session> session);
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::tws

#include "adapter/tws/tws.h"

#include <array>

#include "adapter/tws/session.h"

namespace pitwall::tws {
namespace {

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool trades_may_go(const port::Permit& permit) { return !permit.spent(); }

Error spent_permit() {
  return error(Code::permission_denied, "This permission to trade has been used already.");
}

}  // namespace

Result<std::unique_ptr<Tws>> Tws::create(net::Loop& loop, const port::Clock& clock,
                                         port::Random& random, const market::CalendarSet& calendars,
                                         market::Catalogue catalogue, Options options, Dial dial) {
  if (!dial && !is_loopback(options.host))
    return error(Code::invalid_argument,
                 "TWS and IB Gateway are reached on this machine only, not at {}: their socket has "
                 "no password. Run them here, or bring their port here by an SSH tunnel.",
                 options.host);
  if (options.port == 0)
    return error(Code::invalid_argument, "The port of TWS or IB Gateway is 1 to 65535.");
  if (options.client_id < 0)
    return error(Code::invalid_argument, "A client id is 1 or more, or 0 for one at random.");
  auto session = std::make_shared<Session>(loop, clock, random, calendars, std::move(catalogue),
                                           std::move(options), std::move(dial));
  return std::unique_ptr<Tws>(new Tws(std::move(session)));
}

Tws::Tws(std::shared_ptr<Session> session) : session_(std::move(session)) {}
Tws::~Tws() { session_->stop(); }
void Tws::stop() { session_->stop(); }

std::string Tws::description() const {
  return fmt::format("TWS at {}:{}", session_->core.options.host, session_->core.options.port);
}

Result<void> Tws::add_instrument(market::Instrument instrument) {
  if (session_->core.catalogue.find(instrument.full_name())) return {};
  const Result<market::InstrumentId> added = session_->core.catalogue.add(std::move(instrument));
  if (!added) return added.error();
  return {};
}

// ---- port::MarketData ---------------------------------------------------------------------------

const market::Catalogue& Tws::catalogue() const { return session_->core.catalogue; }
Time Tws::market_time() const { return session_->core.clock.now(); }

void Tws::look_up(std::string text, std::size_t limit,
                  port::Reply<std::vector<market::InstrumentId>> reply) {
  session_->contracts.look_up(std::move(text), limit, std::move(reply));
}
void Tws::quotes(std::vector<market::InstrumentId> instruments,
                 port::Reply<std::vector<Result<market::Quote>>> reply) {
  session_->lines.quotes(instruments, std::move(reply));
}
void Tws::history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) {
  session_->history.history(query, std::move(reply));
}
void Tws::ticks(market::InstrumentId instrument, std::size_t limit,
                port::Reply<port::TickSeries> reply) {
  session_->history.ticks(instrument, limit, std::move(reply));
}
void Tws::listen(Listener each) { session_->lines.listen(std::move(each)); }
void Tws::follow(market::InstrumentId instrument, bool wanted) {
  session_->lines.follow(instrument, wanted);
}
void Tws::trading_rules(market::InstrumentId instrument, port::Reply<port::TradingRules> reply) {
  session_->contracts.trading_rules(instrument, std::move(reply));
}

void Tws::order_book(market::InstrumentId instrument, std::size_t rows,
                     port::Reply<market::OrderBook> reply) {
  session_->books.order_book(instrument, rows, std::move(reply));
}
void Tws::option_expiries(market::InstrumentId underlying, Date until,
                          port::Reply<port::OptionExpiries> reply) {
  session_->options.expiries(underlying, until, std::move(reply));
}
void Tws::option_chain(port::OptionChainQuery query, port::Reply<port::OptionChain> reply) {
  session_->options.chain(query, std::move(reply));
}
void Tws::scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) {
  session_->scanner.catalogue(std::move(reply));
}
void Tws::scan(port::ScanQuery query, port::Reply<port::Scan> reply) {
  session_->scanner.scan(query, std::move(reply));
}
void Tws::news(port::NewsQuery query, port::Reply<port::News> reply) {
  session_->news.news(query, std::move(reply));
}
void Tws::article(std::string provider, std::string id, port::Reply<port::Article> reply) {
  session_->news.article(provider, id, std::move(reply));
}

// ---- port::Broker -------------------------------------------------------------------------------

std::string_view Tws::name() const { return ibkr::broker_name; }
void Tws::start(Sink sink) { session_->start(std::move(sink)); }

void Tws::balances(std::string account, port::Reply<port::Balances> reply) {
  session_->accounts.balances(account, std::move(reply));
}
void Tws::place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) {
  if (!trades_may_go(permit)) return reply(spent_permit());
  session_->orders.place(std::move(order), std::move(reply));
}
void Tws::cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) {
  if (!trades_may_go(permit)) return reply(spent_permit());
  session_->orders.cancel(client_id, std::move(reply));
}
void Tws::place_group(port::Permit permit, std::vector<port::Order> orders,
                      port::Reply<port::Placed> reply) {
  PITWALL_CHECK(!permit.spent(), "{} orders came with a spent permit", orders.size());
  session_->orders.place_group(std::move(orders), std::move(reply));
}

Result<void> Tws::can_take(const std::vector<port::Order>& orders) const {
  for (const port::Order& order : orders) {
    if (order.spread)
      return error(Code::unsupported, "Pitwall sends no spreads to {}.", ibkr::broker_name);
    PITWALL_TRY_VOID(session_->orders.can_change(order.client_id));
  }
  return {};
}

void Tws::modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) {
  if (!trades_may_go(permit)) return reply(spent_permit());
  session_->orders.modify(std::move(order), std::move(reply));
}
void Tws::preview(port::Order order, port::Reply<port::OrderPreview> reply) {
  session_->orders.preview(std::move(order), std::move(reply));
}
void Tws::executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) {
  session_->executions.executions(query, std::move(reply));
}
void Tws::live_orders(std::string account, port::Reply<port::LiveOrders> reply) {
  session_->orders.live_orders(account, std::move(reply));
}
void Tws::profit(std::string account, port::Reply<port::ProfitAndLoss> reply) {
  session_->accounts.profit(account, std::move(reply));
}

}  // namespace pitwall::tws

#include "adapter/client_portal/client_portal.h"

#include "adapter/client_portal/session.h"

namespace pitwall::client_portal {
namespace {

// Lets the session live until the work is done, then answers.
template <class Session, class T>
net::Awaitable<void> answer([[maybe_unused]] std::shared_ptr<Session> session,
                            net::Awaitable<Result<T>> work, port::Reply<T> reply) {
  Result<T> outcome = co_await std::move(work);
  reply(std::move(outcome));
}

Result<net::TlsClientOptions> tls_of(const Options& options) {
  net::TlsClientOptions tls;
  tls.verify = options.fingerprint.empty() ? net::TlsVerify::loopback_unverified
                                           : net::TlsVerify::pinned_fingerprint;
  tls.fingerprint = options.fingerprint;
  PITWALL_TRY_VOID(net::TlsClientContext::make(tls));
  return tls;
}

}  // namespace

Result<std::unique_ptr<ClientPortal>> ClientPortal::create(net::Loop& loop,
                                                           const port::Clock& clock,
                                                           const market::CalendarSet& calendars,
                                                           market::Catalogue catalogue,
                                                           Options options, Dial dial) {
  while (options.address.ends_with('/')) options.address.pop_back();
  PITWALL_TRY(const net::Url url, net::parse_url(options.address));
  const bool web = url.scheme == "https" || url.scheme == "http";
  if (!web || url.target != "/")
    return error(Code::invalid_argument,
                 "\"{}\" is no address of a Client Portal Gateway, such as https://127.0.0.1:5000.",
                 options.address);
  if (!net::is_loopback_host(url.host))
    return error(Code::invalid_argument,
                 "The Client Portal Gateway must run on this machine: it asks nobody who they are. "
                 "{} is another.",
                 url.host);
  PITWALL_TRY(net::TlsClientOptions tls, tls_of(options));
  GatewayOptions gateway_options{options.address, tls, dial, options.cache};
  // What is dialled is past TLS already.
  if (dial) gateway_options.address = "http://" + url.authority();
  StreamOptions stream_options{gateway_options.address, tls, dial};
  auto gateway = std::make_shared<Gateway>(loop, clock, std::move(gateway_options));
  auto session =
      std::make_shared<Session>(loop, clock, calendars, std::move(catalogue), std::move(options),
                                std::move(gateway), std::move(stream_options));
  return std::unique_ptr<ClientPortal>(new ClientPortal(std::move(session)));
}

ClientPortal::ClientPortal(std::shared_ptr<Session> session) : session_(std::move(session)) {}
ClientPortal::~ClientPortal() { stop(); }
void ClientPortal::stop() { session_->stop(); }

std::string ClientPortal::description() const {
  const Result<net::Url> url = net::parse_url(session_->wire.options.address);
  return fmt::format("Client Portal Gateway at {}", url ? url->authority() : std::string());
}

Result<void> ClientPortal::add_instrument(market::Instrument instrument) {
  if (session_->wire.catalogue.find(instrument.full_name())) return {};
  PITWALL_TRY_VOID(session_->wire.catalogue.add(std::move(instrument)));
  return {};
}

void ClientPortal::remember(std::vector<port::Order> orders) {
  session_->orders.remember(std::move(orders));
}

const market::Catalogue& ClientPortal::catalogue() const { return session_->wire.catalogue; }
Time ClientPortal::market_time() const { return session_->wire.now(); }
std::string_view ClientPortal::name() const { return ibkr::broker_name; }
void ClientPortal::start(Sink sink) { session_->start(std::move(sink)); }
void ClientPortal::listen(Listener each) { session_->quotes.listen(std::move(each)); }
void ClientPortal::follow(market::InstrumentId instrument, bool wanted) {
  session_->quotes.follow(instrument, wanted);
}

void ClientPortal::ticks(market::InstrumentId instrument, std::size_t limit,
                         port::Reply<port::TickSeries> reply) {
  reply(session_->quotes.ticks(instrument, limit));
}

void ClientPortal::look_up(std::string text, std::size_t limit,
                           port::Reply<std::vector<market::InstrumentId>> reply) {
  if (const Result<void> usable = session_->wire.usable(); !usable) return reply(usable.error());
  auto work = session_->contracts.look_up(std::move(text), limit);
  session_->wire.loop.spawn("look up", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::quotes(std::vector<market::InstrumentId> instruments,
                          port::Reply<std::vector<Result<market::Quote>>> reply) {
  auto work = session_->quotes.quotes(std::move(instruments));
  session_->wire.loop.spawn("quotes", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) {
  auto work = session_->histories.history(query);
  session_->wire.loop.spawn("history", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::order_book(market::InstrumentId instrument, std::size_t rows,
                              port::Reply<market::OrderBook> reply) {
  auto work = session_->depth.order_book(instrument, rows);
  session_->wire.loop.spawn("order book", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::option_expiries(market::InstrumentId underlying, Date until,
                                   port::Reply<port::OptionExpiries> reply) {
  auto work = session_->options.expiries(underlying, until);
  session_->wire.loop.spawn("expiries", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::option_chain(port::OptionChainQuery query,
                                port::Reply<port::OptionChain> reply) {
  auto work = session_->options.chain(query);
  session_->wire.loop.spawn("option chain", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::trading_rules(market::InstrumentId instrument,
                                 port::Reply<port::TradingRules> reply) {
  auto work = session_->rules.trading_rules(instrument);
  session_->wire.loop.spawn("trading rules", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) {
  auto work = session_->rules.scanner_catalogue();
  session_->wire.loop.spawn("scanner", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::scan(port::ScanQuery query, port::Reply<port::Scan> reply) {
  auto work = session_->rules.scan(std::move(query));
  session_->wire.loop.spawn("scan", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::balances(std::string account, port::Reply<port::Balances> reply) {
  auto work = session_->reports.balances(std::move(account));
  session_->wire.loop.spawn("balances", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) {
  std::vector<port::Order> alone;
  alone.push_back(std::move(order));
  place_group(std::move(permit), std::move(alone), std::move(reply));
}

void ClientPortal::place_group(port::Permit, std::vector<port::Order> orders,
                               port::Reply<port::Placed> reply) {
  auto work = session_->orders.place(std::move(orders));
  session_->wire.loop.spawn("place", answer(session_, std::move(work), std::move(reply)));
}

Result<void> ClientPortal::can_take(const std::vector<port::Order>& orders) const {
  for (const port::Order& order : orders) {
    if (order.spread)
      return error(Code::unsupported, "Pitwall sends no spreads to {}.", ibkr::broker_name);
    PITWALL_TRY_VOID(session_->orders.can_change(order));
  }
  return {};
}

void ClientPortal::cancel(port::Permit, std::string client_id, port::Reply<void> reply) {
  auto work = session_->orders.cancel(std::move(client_id));
  session_->wire.loop.spawn("cancel", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::modify(port::Permit, port::Order order, port::Reply<port::Placed> reply) {
  auto work = session_->orders.modify(std::move(order));
  session_->wire.loop.spawn("modify", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::preview(port::Order order, port::Reply<port::OrderPreview> reply) {
  auto work = session_->orders.preview(std::move(order));
  session_->wire.loop.spawn("preview", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) {
  auto work = session_->orders.executions(std::move(query));
  session_->wire.loop.spawn("executions", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::live_orders(std::string account, port::Reply<port::LiveOrders> reply) {
  auto work = session_->orders.live_orders(std::move(account));
  session_->wire.loop.spawn("live orders", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::profit(std::string account, port::Reply<port::ProfitAndLoss> reply) {
  auto work = session_->reports.profit(std::move(account));
  session_->wire.loop.spawn("profit", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::performance(std::string account, port::PerformancePeriod period,
                               port::Reply<port::Performance> reply) {
  auto work = session_->reports.performance(std::move(account), period);
  session_->wire.loop.spawn("performance", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::watchlists(port::Reply<port::Watchlists> reply) {
  auto work = session_->reports.watchlists();
  session_->wire.loop.spawn("watchlists", answer(session_, std::move(work), std::move(reply)));
}

void ClientPortal::alerts(std::string account, port::Reply<port::BrokerAlerts> reply) {
  auto work = session_->reports.alerts(std::move(account));
  session_->wire.loop.spawn("alerts", answer(session_, std::move(work), std::move(reply)));
}

}  // namespace pitwall::client_portal

#include "adapter/client_portal/reports.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr int most_pages = 50;
constexpr std::size_t positions_of_a_page = 100;
constexpr Duration performance_good_for = minutes(15);
constexpr Duration profit_fresh = seconds(10);
constexpr Duration profit_pause = seconds(1);
constexpr std::size_t most_lists = 20;

}  // namespace

net::Awaitable<Result<port::Balances>> ReportDesk::balances(std::string id) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const Account* found, wire_.account(id));
  const Account account = *found;
  PITWALL_CO_TRY(const Json body,
                 co_await wire_.gateway->get("/portfolio/" + account.id + "/summary"));
  PITWALL_CO_TRY(port::Balances balances, balances_of(body));
  balances.account = account.id;
  if (balances.currency.empty()) balances.currency = account.currency;
  balances.origin = wire_.origin(wire_.now());
  balances.origin.source.account = account.kind;
  co_return balances;
}

net::Awaitable<Result<std::vector<PositionRow>>> ReportDesk::positions(std::string account) {
  std::vector<PositionRow> all;
  std::set<std::int64_t> seen;
  for (int page = 0; page < most_pages; ++page) {
    const std::string path = fmt::format("/portfolio/{}/positions/{}", account, page);
    PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
    for (PositionRow& row : positions_of(body))
      if (seen.insert(row.conid).second) all.push_back(std::move(row));
    if (body.items().size() < positions_of_a_page) break;
  }
  co_return all;
}

net::Awaitable<Result<void>> ReportDesk::tell_holdings() {
  const std::vector<Account> accounts = wire_.accounts;
  for (const Account& account : accounts) {
    PITWALL_CO_TRY(const Json ledger,
                   co_await wire_.gateway->get("/portfolio/" + account.id + "/ledger"));
    for (const LedgerLine& line : ledger_of(ledger)) {
      port::CashReported event;
      event.account = account.id;
      event.currency = line.currency;
      event.amount = line.cash;
      wire_.tell(std::move(event));
    }
    PITWALL_CO_TRY_VOID(co_await tell_positions(account));
  }
  co_return Result<void>{};
}

net::Awaitable<Result<void>> ReportDesk::tell_positions(Account account) {
  // The gateway keeps positions from before: they are asked for anew.
  const std::string invalidate = fmt::format("/portfolio/{}/positions/invalidate", account.id);
  static_cast<void>(co_await wire_.gateway->post(invalidate, ""));
  PITWALL_CO_TRY(const std::vector<PositionRow> rows, co_await positions(account.id));
  std::vector<std::int64_t> conids;
  for (const PositionRow& row : rows) conids.push_back(row.conid);
  co_await contracts_.learn(std::move(conids));
  std::map<market::InstrumentId, port::PositionReported> held;
  for (const PositionRow& row : rows) {
    const std::optional<market::InstrumentId> id = wire_.contracts.find(row.conid);
    if (!id) continue;  // a bond, a fund: nothing that the desk has a place for
    const market::Instrument& instrument = wire_.catalogue.at(*id);
    const std::optional<Notional> cost = cost_of(row, instrument.multiplier);
    if (!cost) continue;
    port::PositionReported event;
    event.account = account.id;
    event.symbol = instrument.symbol;
    event.asset_class = instrument.asset_class;
    event.currency = instrument.currency;
    event.multiplier = instrument.multiplier;
    event.quantity = row.quantity;
    event.cost = *cost;
    event.trading_day = wire_.trading_day(instrument, wire_.now());
    held.insert_or_assign(*id, event);
  }
  for (const auto& [id, before] : held_[account.id]) {
    if (held.contains(id)) continue;
    port::PositionReported gone = before;
    gone.quantity = {};
    gone.cost = {};
    gone.trading_day = wire_.trading_day(wire_.catalogue.at(id), wire_.now());
    wire_.tell(gone);
  }
  for (const auto& [id, event] : held) wire_.tell(event);
  std::erase_if(held, [](const auto& entry) { return entry.second.quantity.is_zero(); });
  held_[account.id] = std::move(held);
  co_return Result<void>{};
}

void ReportDesk::on_frame(const Frame& frame) {
  if (frame.topic != "spl") return;
  for (const auto& [account, row] : profits_of(frame.body)) {
    Profit& known = profits_[account];
    if (row.daily) known.row.daily = row.daily;
    if (row.unrealized) known.row.unrealized = row.unrealized;
    known.heard = wire_.now();
  }
}

net::Awaitable<Result<port::ProfitAndLoss>> ReportDesk::profit(std::string id) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const Account* found, wire_.account(id));
  const Account account = *found;
  port::ProfitAndLoss result;
  result.account = account.id;
  result.currency = account.currency;
  // By the stream where it speaks; it must have been opened for the other answer to have anything.
  const auto streamed = profits_.find(account.id);
  if (streamed != profits_.end() && wire_.now() - streamed->second.heard <= profit_fresh) {
    result.daily = streamed->second.row.daily;
    result.unrealized = streamed->second.row.unrealized;
    result.origin = wire_.origin(streamed->second.heard);
    co_return result;
  }
  for (int look = 0; look < 2; ++look) {
    PITWALL_CO_TRY(const Json body,
                   co_await wire_.gateway->get("/iserver/account/pnl/partitioned"));
    const std::map<std::string, ProfitRow> rows = profits_of(body);
    const auto row = rows.find(account.id);
    if (row != rows.end()) {
      result.daily = row->second.daily;
      result.unrealized = row->second.unrealized;
      result.origin = wire_.origin(wire_.now());
      co_return result;
    }
    if (look == 0) co_await wire_.loop.sleep(profit_pause);
  }
  co_return error(Code::no_data, "Interactive Brokers says no profit of {} just now.", account.id);
}

net::Awaitable<Result<port::Performance>> ReportDesk::performance(std::string id,
                                                                  port::PerformancePeriod period) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const Account* found, wire_.account(id));
  const Account account = *found;
  const std::string name(period_name(period));
  Call call;
  call.method = "POST";
  call.path = "/pa/performance";
  call.body = fmt::format(R"({{"acctIds":["{}"],"period":"{}"}})", account.id, name);
  call.good_for = performance_good_for;
  Answered answered = co_await wire_.gateway->ask(call);
  if (!answered.body && !answered.sent) {
    // Another period within the same quarter of an hour: all of them together count apart.
    call.path = "/pa/allperiods";
    std::string names;
    for (const Account& one : wire_.accounts)
      names += (names.empty() ? "\"" : ",\"") + one.id + "\"";
    call.body = "{\"acctIds\":[" + names + "]}";
    const Answered all = co_await wire_.gateway->ask(std::move(call));
    if (all.body) answered = all;
  }
  if (!answered.body) co_return answered.body.error();
  port::Performance result;
  result.account = account.id;
  result.currency = account.currency;
  PITWALL_CO_TRY(result.points, performance_of(*answered.body, account.id, name));
  result.origin = wire_.origin(answered.at);
  co_return result;
}

net::Awaitable<Result<port::Watchlists>> ReportDesk::watchlists() {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const Json body,
                 co_await wire_.gateway->get("/iserver/watchlists?SC=USER_WATCHLIST"));
  port::Watchlists result;
  result.lists = watchlist_heads_of(body);
  if (result.lists.size() > most_lists) result.lists.resize(most_lists);
  for (port::Watchlist& list : result.lists) {
    const std::string path = "/iserver/watchlist?id=" + net::percent_encode(list.id);
    PITWALL_CO_TRY(const Json content, co_await wire_.gateway->get(path));
    list.symbols = watchlist_symbols_of(content);
  }
  result.origin = wire_.origin(wire_.now());
  co_return result;
}

net::Awaitable<Result<port::BrokerAlerts>> ReportDesk::alerts(std::string id) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const Account* found, wire_.account(id));
  const std::string account = found->id;
  PITWALL_CO_TRY(const Json body,
                 co_await wire_.gateway->get("/iserver/account/" + account + "/alerts"));
  port::BrokerAlerts result;
  result.alerts = alerts_of(body);
  std::size_t described = 0;
  for (port::BrokerAlert& alert : result.alerts) {
    if (++described > most_lists) break;
    const std::string path =
        fmt::format("/iserver/account/alert/{}?type=Q", net::percent_encode(alert.id));
    const Result<Json> detail = co_await wire_.gateway->get(path);
    if (detail) alert.condition = alert_condition_of(*detail);
  }
  result.origin = wire_.origin(wire_.now());
  co_return result;
}

}  // namespace pitwall::client_portal

#include "adapter/client_portal/report_replies.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t most_rows = 10'000;
constexpr std::size_t longest_name = 80;

std::optional<Money> amount_of(const Json& body, std::string_view key) {
  const Json* entry = body.find(key);
  if (entry == nullptr || truth_of(*entry, "isNull")) return std::nullopt;
  return money_of(text_of(*entry, "amount"));
}

std::optional<Money> take_money(const Json& row, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const std::optional<Money> money = money_of(text_of(row, name))) return money;
  return std::nullopt;
}

}  // namespace

Result<port::Balances> balances_of(const Json& body) {
  port::Balances balances;
  struct Figure {
    std::string_view key;
    Money port::Balances::* place;
  };
  constexpr Figure figures[] = {
      {"totalcashvalue", &port::Balances::cash},
      {"netliquidation", &port::Balances::net_liquidation},
      {"grosspositionvalue", &port::Balances::gross_position_value},
      {"initmarginreq", &port::Balances::initial_margin},
      {"maintmarginreq", &port::Balances::maintenance_margin},
      {"availablefunds", &port::Balances::available_funds},
      {"excessliquidity", &port::Balances::excess_liquidity},
      {"buyingpower", &port::Balances::buying_power},
  };
  for (const Figure& figure : figures) {
    const std::optional<Money> amount = amount_of(body, figure.key);
    if (!amount)
      return error(Code::no_data, "Interactive Brokers says no {} of this account just now.",
                   figure.key);
    balances.*figure.place = *amount;
  }
  const Json* value = body.find("netliquidation");
  const Result<market::Currency> currency =
      market::Currency::parse(value->string_or("currency", ""));
  if (currency) balances.currency = *currency;
  return balances;
}

std::vector<LedgerLine> ledger_of(const Json& body) {
  std::vector<LedgerLine> lines;
  for (const auto& [name, row] : body.members()) {
    const Result<market::Currency> currency = market::Currency::parse(name);
    const std::optional<Money> cash = money_of(text_of(row, "cashbalance"));
    if (currency && cash) lines.push_back({*currency, *cash});
  }
  return lines;
}

std::vector<PositionRow> positions_of(const Json& body) {
  std::vector<PositionRow> rows;
  for (const Json& item : body.items()) {
    PositionRow row;
    row.conid = integer_of(text_of(item, "conid")).value_or(0);
    const std::optional<Quantity> quantity = quantity_of(text_of(item, "position"));
    if (row.conid <= 0 || !quantity || rows.size() >= most_rows) continue;
    row.quantity = *quantity;
    const std::string_view described = item.string_or("contractDesc", "");
    row.description =
        shortened(described.empty() ? item.string_or("description", "") : described, longest_name);
    row.average_price = price_of(text_of(item, "avgPrice"));
    row.average_cost = money_of(text_of(item, "avgCost"));
    row.multiplier = ratio_of(text_of(item, "multiplier"));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<Notional> cost_of(const PositionRow& row, Ratio multiplier) {
  if (row.average_price && believable(*row.average_price, row.quantity, multiplier))
    return (*row.average_price * row.quantity).times(multiplier, Rounding::half_even);
  if (!row.average_cost) return std::nullopt;
  const std::optional<Price> each = price_of(row.average_cost->text());
  const Ratio one = Ratio::from_integer(1);
  if (!each || !believable(*each, row.quantity, one)) return std::nullopt;
  return *each * row.quantity;
}

std::vector<TradeRow> trades_of(const Json& body) {
  const Json* args = body.find("args");
  std::vector<TradeRow> rows;
  for (const Json& item : args ? args->items() : body.items()) {
    TradeRow row;
    row.execution_id = text_of(item, "execution_id");
    row.account = text_of(item, "account");
    if (row.account.empty()) row.account = text_of(item, "accountCode");
    row.order_reference = item.string_or("order_ref", "");
    row.order_id = integer_of(text_of(item, "order_id")).value_or(0);
    row.conid = integer_of(text_of(item, "conid")).value_or(0);
    const std::string_view side = item.string_or("side", "");
    const std::optional<Quantity> quantity = quantity_of(text_of(item, "size"));
    const std::optional<Price> price = price_of(text_of(item, "price"));
    const std::optional<Time> time = milliseconds_of(text_of(item, "trade_time_r"));
    const bool named = !row.execution_id.empty() && row.execution_id.size() <= longest_name &&
                       row.order_reference.size() <= longest_name;
    const bool sided = side.starts_with('B') || side.starts_with('S');
    if (!named || !sided || row.conid <= 0 || !quantity || quantity->sign() <= 0 || !price ||
        !time || rows.size() >= most_rows)
      continue;
    row.side = side.starts_with('B') ? port::Side::buy : port::Side::sell;
    row.quantity = *quantity;
    row.price = *price;
    row.time = *time;
    row.commission = money_of(text_of(item, "commission")).value_or(Money{});
    rows.push_back(std::move(row));
  }
  return rows;
}

std::map<std::string, ProfitRow> profits_of(const Json& body) {
  std::map<std::string, ProfitRow> rows;
  const Json* args = body.find("args");
  const Json* upnl = body.find("upnl");
  const Json& entries = args ? *args : upnl ? *upnl : body;
  for (const auto& [name, entry] : entries.members()) {
    if (!entry.is_object()) continue;
    ProfitRow row;
    row.daily = take_money(entry, {"dpl"});
    row.unrealized = take_money(entry, {"upl"});
    if (row.daily || row.unrealized) rows.insert_or_assign(name.substr(0, name.find('.')), row);
  }
  return rows;
}

std::string_view period_name(port::PerformancePeriod period) {
  switch (period) {
    case port::PerformancePeriod::day:
      return "1D";
    case port::PerformancePeriod::week:
      return "7D";
    case port::PerformancePeriod::month:
      return "1M";
    case port::PerformancePeriod::quarter:
      return "3M";
    case port::PerformancePeriod::year:
      return "1Y";
    case port::PerformancePeriod::year_to_date:
      return "YTD";
  }
  return "1M";
}

namespace {

// Dates with the values that stand at the same places.
std::vector<port::PerformancePoint> points_of(const Json* dates, const Json* values,
                                              const Json* returns) {
  std::vector<port::PerformancePoint> points;
  if (dates == nullptr) return points;
  for (std::size_t index = 0; index < dates->items().size() && index < most_rows; ++index) {
    const std::optional<Date> day = date_of(text_of(&dates->items()[index]));
    if (!day) continue;
    port::PerformancePoint point;
    point.date = *day;
    if (values && index < values->items().size())
      point.net_asset_value = money_of(text_of(&values->items()[index]));
    if (returns && index < returns->items().size())
      point.cumulative_return = double_of(text_of(&returns->items()[index]));
    points.push_back(point);
  }
  return points;
}

// The entry of this account in {"data": [{"id": …}]}; the only one where it names none.
const Json* entry_of(const Json* block, const std::string& account) {
  const Json* data = block ? block->find("data") : nullptr;
  if (data == nullptr) return nullptr;
  for (const Json& entry : data->items())
    if (text_of(entry, "id") == account) return &entry;
  const bool unnamed = data->items().size() == 1 && data->items().front().find("id") == nullptr;
  return unnamed ? &data->items().front() : nullptr;
}

}  // namespace

Result<std::vector<port::PerformancePoint>> performance_of(const Json& body,
                                                           const std::string& account,
                                                           std::string_view period) {
  std::vector<port::PerformancePoint> points;
  const Json* all = body.find(account);
  const Json* one = all ? all->find(period) : nullptr;
  const Json& said = one ? *one : body;
  const Json* nav = said.find("nav");
  const Json* cps = said.find("cps");
  if (const Json* dates = one ? one->find("dates") : nullptr) {
    points = points_of(dates, nav, cps);
  } else {
    dates = nav ? nav->find("dates") : nullptr;
    if (dates == nullptr && cps) dates = cps->find("dates");
    const Json* values = entry_of(nav, account);
    const Json* returns = entry_of(cps, account);
    points = points_of(dates, values ? values->find("navs") : nullptr,
                       returns ? returns->find("returns") : nullptr);
  }
  std::erase_if(points, [](const port::PerformancePoint& point) {
    return !point.net_asset_value && !point.cumulative_return;
  });
  if (points.empty())
    return error(Code::no_data, "Interactive Brokers has no performance of {} over {}.", account,
                 period);
  return points;
}

std::vector<port::Watchlist> watchlist_heads_of(const Json& body) {
  std::vector<port::Watchlist> lists;
  const Json* data = body.find("data");
  const Json* rows = data ? data->find("user_lists") : nullptr;
  if (rows == nullptr) return lists;
  for (const Json& row : rows->items()) {
    port::Watchlist list;
    list.id = text_of(row, "id");
    list.name = shortened(row.string_or("name", ""), longest_name);
    if (!list.id.empty() && lists.size() < most_rows) lists.push_back(std::move(list));
  }
  return lists;
}

std::vector<std::string> watchlist_symbols_of(const Json& body) {
  std::vector<std::string> symbols;
  const Json* rows = body.find("instruments");
  if (rows == nullptr) return symbols;
  for (const Json& row : rows->items()) {
    std::string_view symbol = row.string_or("ticker", "");
    if (symbol.empty()) symbol = row.string_or("fullName", "");
    if (symbol.empty()) symbol = row.string_or("name", "");
    if (!symbol.empty() && symbols.size() < most_rows)
      symbols.push_back(shortened(symbol, longest_name));
  }
  return symbols;
}

std::vector<port::BrokerAlert> alerts_of(const Json& body) {
  std::vector<port::BrokerAlert> alerts;
  for (const Json& row : body.items()) {
    port::BrokerAlert alert;
    alert.id = text_of(row, "order_id");
    alert.name = shortened(row.string_or("alert_name", ""), longest_name);
    alert.active = truth_of(row, "alert_active");
    if (!alert.id.empty() && alerts.size() < most_rows) alerts.push_back(std::move(alert));
  }
  return alerts;
}

std::string alert_condition_of(const Json& body) {
  std::string text;
  const Json* conditions = body.find("conditions");
  if (conditions == nullptr) return text;
  constexpr std::size_t most_conditions = 10;
  for (const Json& row : conditions->items()) {
    if (&row - conditions->items().data() >= static_cast<std::ptrdiff_t>(most_conditions)) break;
    if (!text.empty()) text += row.string_or("condition_logic_bind", "a") == "o" ? " or " : " and ";
    text += fmt::format("{} {} {}", row.string_or("contract_description_1", ""),
                        row.string_or("condition_operator", ""), text_of(row, "condition_value"));
  }
  return shortened(text);
}

}  // namespace pitwall::client_portal

#include "adapter/client_portal/rules_and_scans.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t most_names = 5'000;
constexpr std::size_t longest_name = 100;
constexpr int deepest_tree = 8;
constexpr Duration catalogue_good_for = days(1);

std::vector<std::string> texts_of(const Json* list) {
  std::vector<std::string> texts;
  if (list == nullptr) return texts;
  for (const Json& item : list->items())
    if (!text_of(&item).empty() && texts.size() < most_names)
      texts.push_back(shortened(text_of(&item), longest_name));
  return texts;
}

port::ScanName name_in(const Json& row, std::string_view code) {
  return {shortened(text_of(row, code), longest_name),
          shortened(row.string_or("display_name", ""), longest_name)};
}

void take_names(std::vector<port::ScanName>& into, const Json* list, std::string_view code) {
  if (list == nullptr) return;
  for (const Json& row : list->items()) {
    port::ScanName name = name_in(row, code);
    if (!name.code.empty() && into.size() < most_names) into.push_back(std::move(name));
  }
}

// The leaves of a tree of markets, and the knots above them, which may be asked for as well.
void take_locations(std::vector<port::ScanName>& into, const Json* list, int depth) {
  if (list == nullptr || depth > deepest_tree) return;
  for (const Json& row : list->items()) {
    port::ScanName name = name_in(row, "type");
    if (!name.code.empty() && depth > 0 && into.size() < most_names)
      into.push_back(std::move(name));
    take_locations(into, row.find("locations"), depth + 1);
  }
}

std::string clock_time(std::string_view text) {
  return text.size() == 4 ? fmt::format("{}:{}", text.substr(0, 2), text.substr(2)) : std::string();
}

}  // namespace

Result<port::TradingRules> trading_rules_of(const Json& body) {
  const Json* nested = body.find("rules");
  const Json& said = nested && nested->is_object() ? *nested : body;
  port::TradingRules rules;
  if (const Json* steps = said.find("incrementRules")) {
    for (const Json& item : steps->items()) {
      const std::optional<Price> from = price_of(text_of(item, "lowerEdge"));
      const std::optional<Price> step = price_of(text_of(item, "increment"));
      if (from && step && step->sign() > 0 && rules.price_steps.size() < most_names)
        rules.price_steps.push_back({*from, *step});
    }
  }
  if (rules.price_steps.empty()) {
    const std::optional<Price> step = price_of(text_of(said, "increment"));
    if (step && step->sign() > 0) rules.price_steps.push_back({Price{}, *step});
  }
  if (rules.price_steps.empty())
    return error(Code::no_data, "Interactive Brokers says no trading rules of this instrument.");
  std::ranges::sort(rules.price_steps, {}, &port::PriceStep::from);
  rules.size_increment = quantity_of(text_of(said, "sizeIncrement"));
  rules.default_size = quantity_of(text_of(said, "defaultSize"));
  rules.order_types = texts_of(said.find("orderTypes"));
  for (const std::string& text : texts_of(said.find("tifTypes")))
    rules.times_in_force.push_back(text.substr(0, text.find('/')));
  if (const Json* accounts = said.find("canTradeAcctIds"))
    rules.can_trade = !accounts->items().empty();
  return rules;
}

std::string hours_of(const Json& schedule) {
  for (const Json& venue : schedule.items()) {
    const Json* days_of_venue = venue.find("schedules");
    if (days_of_venue == nullptr) continue;
    for (const Json& day : days_of_venue->items()) {
      const Json* sessions = day.find("sessions");
      if (sessions == nullptr) continue;
      std::string hours;
      for (const Json& session : sessions->items()) {
        const std::string open = clock_time(session.string_or("openingTime", ""));
        const std::string close = clock_time(session.string_or("closingTime", ""));
        if (open.empty() || close.empty() || hours.size() > longest_name) continue;
        if (!hours.empty()) hours += " and ";
        hours += fmt::format("{} to {}", open, close);
      }
      if (hours.empty()) continue;
      return fmt::format("{} {}", hours, shortened(venue.string_or("timezone", ""), longest_name));
    }
  }
  return {};
}

port::ScannerCatalogue scanner_catalogue_of(const Json& body) {
  port::ScannerCatalogue catalogue;
  take_names(catalogue.codes, body.find("scan_type_list"), "code");
  take_names(catalogue.instruments, body.find("instrument_list"), "type");
  take_names(catalogue.filters, body.find("filter_list"), "code");
  take_locations(catalogue.locations, body.find("location_tree"), 0);
  return catalogue;
}

std::string scan_json(const port::ScanQuery& query) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("instrument").string(query.instrument);
  json.key("location").string(query.location);
  json.key("type").string(query.code);
  json.key("filter").begin_array();
  for (const port::ScanFilter& filter : query.filters) {
    json.begin_object();
    json.key("code").string(filter.code);
    if (is_json_number(filter.value))
      json.key("value").raw(filter.value);
    else
      json.key("value").string(filter.value);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text;
}

port::Scan scan_of(const Json& body, std::size_t limit) {
  port::Scan scan;
  scan.column = shortened(body.string_or("scan_data_column_name", ""), longest_name);
  const Json* rows = body.find("contracts");
  if (rows == nullptr) return scan;
  for (const Json& item : rows->items()) {
    if (scan.rows.size() >= std::min(limit, port::ScanQuery::max_rows)) break;
    port::ScanRow row;
    row.symbol = shortened(item.string_or("symbol", ""), longest_name);
    row.name = shortened(item.string_or("company_name", ""), longest_name);
    row.exchange = ibkr::listing_of(item.string_or("listing_exchange", ""));
    row.kind = shortened(item.string_or("sec_type", ""), longest_name);
    row.value = shortened(text_of(item, "scan_data"), longest_name);
    if (!row.symbol.empty()) scan.rows.push_back(std::move(row));
  }
  return scan;
}

net::Awaitable<Result<port::TradingRules>> RulesAndScans::trading_rules(market::InstrumentId id) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  const market::Instrument instrument = wire_.catalogue.at(id);
  PITWALL_CO_TRY(const ibkr::Contract contract, co_await contracts_.resolve(id));
  std::string body = fmt::format(R"({{"conid":{},"isBuy":true}})", contract.conid);
  PITWALL_CO_TRY(const Json answer, co_await wire_.gateway->post("/iserver/contract/rules", body));
  PITWALL_CO_TRY(port::TradingRules rules, trading_rules_of(answer));
  const std::string path =
      fmt::format("/trsrv/secdef/schedule?assetClass={}&symbol={}&exchange={}", contract.sec_type,
                  net::percent_encode(contract.symbol), net::percent_encode(instrument.exchange));
  const Result<Json> schedule = co_await wire_.gateway->get(path);
  if (schedule) rules.hours = hours_of(*schedule);
  rules.origin = wire_.origin(wire_.now());
  co_return rules;
}

net::Awaitable<Result<port::ScannerCatalogue>> RulesAndScans::scanner_catalogue() {
  PITWALL_CO_TRY_VOID(wire_.usable());
  Call call;
  call.path = "/iserver/scanner/params";
  call.good_for = catalogue_good_for;
  call.on_disk = true;
  const Answered answered = co_await wire_.gateway->ask(std::move(call));
  if (!answered.body) co_return answered.body.error();
  port::ScannerCatalogue catalogue = scanner_catalogue_of(*answered.body);
  if (catalogue.codes.empty())
    co_return error(Code::no_data, "Interactive Brokers lists no scans just now.");
  catalogue.origin = wire_.origin(answered.at);
  co_return catalogue;
}

net::Awaitable<Result<port::Scan>> RulesAndScans::scan(port::ScanQuery query) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  std::string body = scan_json(query);
  PITWALL_CO_TRY(const Json answer, co_await wire_.gateway->post("/iserver/scanner/run", body));
  port::Scan scan = scan_of(answer, query.limit);
  if (scan.rows.empty())
    co_return error(Code::no_data, "The scan {} of {} finds nothing.", query.code, query.location);
  scan.origin = wire_.origin(wire_.now());
  co_return scan;
}

}  // namespace pitwall::client_portal

#include "adapter/tws/request.h"

#include "adapter/tws/contract_fields.h"
#include "adapter/tws/fields.h"

namespace pitwall::tws {

void add_contract(FieldWriter& fields, const ibkr::Contract& contract) {
  fields.add(contract.conid).add(contract.symbol).add(contract.sec_type).add(contract.expiry);
  fields.add(contract.strike).add(contract.right).add(contract.multiplier);
  fields.add(contract.exchange).add(contract.primary_exchange).add(contract.currency);
  fields.add(contract.local_symbol).add(contract.trading_class);
}

namespace request {

std::string versions() { return fmt::format("v{}..{}", oldest_version, newest_version); }

std::string start_api(std::int64_t client_id) {
  return FieldWriter(Out::start_api).add(2).add(client_id).add("").take();
}
std::string current_time() { return FieldWriter(Out::current_time).add(1).take(); }
std::string market_data_type(int type) {
  return FieldWriter(Out::market_data_type).add(1).add(type).take();
}

std::string account_summary(std::int64_t id, std::string_view group, std::string_view tags) {
  return FieldWriter(Out::account_summary).add(1).add(id).add(group).add(tags).take();
}
std::string cancel_account_summary(std::int64_t id) {
  return FieldWriter(Out::cancel_account_summary).add(1).add(id).take();
}
std::string positions() { return FieldWriter(Out::positions).add(1).take(); }
std::string cancel_positions() { return FieldWriter(Out::cancel_positions).add(1).take(); }
std::string profit_and_loss(std::int64_t id, std::string_view account) {
  return FieldWriter(Out::profit_and_loss).add(id).add(account).add("").take();
}
std::string cancel_profit_and_loss(std::int64_t id) {
  return FieldWriter(Out::cancel_profit_and_loss).add(id).take();
}

std::string contract_data(std::int64_t id, const ibkr::Contract& contract, int version) {
  FieldWriter fields(Out::contract_data);
  fields.add(8).add(id);
  add_contract(fields, contract);
  fields.add(false).add("").add("");  // expired ones too; kind and value of another number
  if (version >= since::issuer_id) fields.add("");
  return fields.take();
}
std::string matching_symbols(std::int64_t id, std::string_view pattern) {
  return FieldWriter(Out::matching_symbols).add(id).add(pattern).take();
}
std::string option_parameters(std::int64_t id, std::string_view symbol, std::string_view exchange,
                              std::string_view sec_type, std::int64_t conid) {
  FieldWriter fields(Out::option_parameters);
  return fields.add(id).add(symbol).add(exchange).add(sec_type).add(conid).take();
}
std::string market_rule(std::int64_t rule) {
  return FieldWriter(Out::market_rule).add(rule).take();
}

std::string market_data(std::int64_t id, const ibkr::Contract& contract, std::string_view generic,
                        bool snapshot) {
  FieldWriter fields(Out::market_data);
  fields.add(11).add(id);
  add_contract(fields, contract);
  fields.add(false);  // no delta-neutral contract
  // The paid snapshot of the regulation is never asked for.
  return fields.add(generic).add(snapshot).add(false).add("").take();
}
std::string cancel_market_data(std::int64_t id) {
  return FieldWriter(Out::cancel_market_data).add(2).add(id).take();
}
std::string depth(std::int64_t id, const ibkr::Contract& contract, std::int64_t rows, bool smart) {
  FieldWriter fields(Out::depth);
  fields.add(5).add(id);
  add_contract(fields, contract);
  return fields.add(rows).add(smart).add("").take();
}
std::string cancel_depth(std::int64_t id, bool smart) {
  return FieldWriter(Out::cancel_depth).add(1).add(id).add(smart).take();
}

std::string bars(std::int64_t id, const ibkr::Contract& contract, const Bars& asked) {
  FieldWriter fields(Out::historical_data);
  fields.add(id);
  add_contract(fields, contract);
  fields.add(false);  // expired ones too
  fields.add(asked.end).add(asked.bar_size).add(asked.duration).add(asked.regular_hours);
  fields.add(asked.what).add(asked.unix_time ? 2 : 1);
  return fields.add(false).add("").take();  // once, not kept up to date
}
std::string cancel_bars(std::int64_t id) {
  return FieldWriter(Out::cancel_historical_data).add(1).add(id).take();
}
std::string historical_ticks(std::int64_t id, const ibkr::Contract& contract,
                             std::string_view begin, std::string_view end, std::int64_t count,
                             std::string_view what, bool regular_hours) {
  FieldWriter fields(Out::historical_ticks);
  fields.add(id);
  add_contract(fields, contract);
  fields.add(false).add(begin).add(end).add(count).add(what).add(regular_hours);
  return fields.add(false).add("").take();  // sizes are not ignored
}

std::string scanner_parameters() { return FieldWriter(Out::scanner_parameters).add(1).take(); }
std::string scanner(std::int64_t id, std::int64_t rows, std::string_view instrument,
                    std::string_view location, std::string_view code,
                    const std::vector<ScanFilter>& filters) {
  constexpr int old_filters = 13;  // by position; filters go by name since
  FieldWriter fields(Out::scanner);
  fields.add(id).add(rows).add(instrument).add(location).add(code);
  fields.add_empty(old_filters).add(0).add_empty(3);
  std::string named;
  for (const ScanFilter& filter : filters)
    named += fmt::format("{}={};", filter.code, filter.value);
  return fields.add(named).add("").take();
}
std::string cancel_scanner(std::int64_t id) {
  return FieldWriter(Out::cancel_scanner).add(1).add(id).take();
}

std::string news_providers() { return FieldWriter(Out::news_providers).take(); }
std::string news_article(std::int64_t id, std::string_view provider, std::string_view article) {
  return FieldWriter(Out::news_article).add(id).add(provider).add(article).add("").take();
}
std::string historical_news(std::int64_t id, std::int64_t conid, std::string_view providers,
                            std::int64_t count) {
  FieldWriter fields(Out::historical_news);
  fields.add(id).add(conid).add(providers).add("").add("");  // from, to: whenever
  return fields.add(count).add("").take();
}

std::string all_open_orders() { return FieldWriter(Out::all_open_orders).add(1).take(); }
std::string completed_orders(bool api_only) {
  return FieldWriter(Out::completed_orders).add(api_only).take();
}
std::string executions(std::int64_t id, std::string_view account, std::int64_t days, int version) {
  FieldWriter fields(Out::executions);
  fields.add(3).add(id);
  fields.add(0).add(account).add_empty(5);  // of every client; since, symbol, kind, exchange, side
  if (version >= since::execution_days) fields.add(days > 1 ? days : unset_integer).add(0);
  return fields.take();
}

}  // namespace request
}  // namespace pitwall::tws

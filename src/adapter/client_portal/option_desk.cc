#include "adapter/client_portal/option_desk.h"

#include <algorithm>
#include <set>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t most_months = 24;
constexpr std::size_t most_kept = 500;

// What one option is known to be and to cost.
port::OptionChain with_rows(port::OptionChain chain, const std::vector<ibkr::Contract>& contracts,
                            const std::map<std::int64_t, Snapshot>& rows,
                            const market::Instrument& underlying, const market::Source& source,
                            Time now) {
  for (const ibkr::Contract& contract : contracts) {
    const auto row = rows.find(contract.conid);
    const std::optional<Date> expiry = date_of(contract.expiry);
    if (row == rows.end() || !expiry || !contract.strike) continue;
    market::OptionQuote option;
    option.expiry = *expiry;
    option.strike = *contract.strike;
    option.right = contract.right == "P" ? market::OptionRight::put : market::OptionRight::call;
    if (contract.multiplier) option.multiplier = *contract.multiplier;
    const Result<market::Symbol> symbol =
        market::option_symbol(underlying.symbol, option.expiry, option.right, option.strike);
    if (!symbol) continue;
    option.symbol = *symbol;
    const Result<market::Quote> quote = quote_of(row->second, source, now, symbol->view());
    if (!quote) continue;
    option.quote = *quote;
    option.open_interest = row->second.open_interest;
    option.greeks = row->second.greeks;
    chain.origin = chain.origin.stated() ? market::combine(chain.origin, option.quote.origin)
                                         : option.quote.origin;
    chain.options.push_back(option);
  }
  std::ranges::sort(chain.options, {}, [](const market::OptionQuote& option) {
    return std::tuple(option.strike, option.right);
  });
  return chain;
}

}  // namespace

std::vector<Price> nearest_strikes(std::vector<Price> strikes, Price centre, std::size_t count) {
  std::ranges::sort(strikes, {},
                    [&](Price strike) { return std::tuple((strike - centre).abs(), strike); });
  if (strikes.size() > count) strikes.resize(count);
  std::ranges::sort(strikes);
  return strikes;
}

net::Awaitable<Result<std::vector<std::string>>> OptionDesk::months(ibkr::Contract underlying) {
  const auto known = months_.find(underlying.conid);
  if (known != months_.end()) co_return known->second;
  const std::string path =
      "/iserver/secdef/search?symbol=" + net::percent_encode(underlying.symbol);
  PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
  for (const SearchRow& row : search_rows_of(body)) {
    const SearchRow::Section* section = row.section("OPT");
    if (row.conid != underlying.conid || section == nullptr) continue;
    months_.insert_or_assign(underlying.conid, section->months);
    co_return section->months;
  }
  co_return error(Code::no_data, "Interactive Brokers lists no options on {}.", underlying.symbol);
}

net::Awaitable<Result<OptionDesk::Month>> OptionDesk::month(ibkr::Contract underlying,
                                                            std::string name) {
  const std::string key = fmt::format("{} {}", underlying.conid, name);
  const auto known = known_.find(key);
  if (known != known_.end()) co_return known->second;
  const std::string path =
      fmt::format("/iserver/secdef/strikes?conid={}&sectype=OPT&month={}&exchange=SMART",
                  underlying.conid, net::percent_encode(name));
  PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
  Month found;
  found.strikes = strikes_of(body);
  if (found.strikes.empty())
    co_return error(Code::no_data, "Interactive Brokers lists no strikes on {} in {}.",
                    underlying.symbol, name);
  // The strike in the middle is the likeliest to be there at every expiry of the month.
  const Price middle = found.strikes[found.strikes.size() / 2];
  PITWALL_CO_TRY(
      const std::vector<ibkr::Contract> contracts,
      co_await contracts_.options_at(underlying.conid, name, middle, market::OptionRight::call));
  std::set<Date> dates;
  for (const ibkr::Contract& contract : contracts)
    if (const std::optional<Date> day = date_of(contract.expiry)) dates.insert(*day);
  found.dates.assign(dates.begin(), dates.end());
  if (known_.size() >= most_kept) known_.clear();
  known_.insert_or_assign(key, found);
  co_return found;
}

net::Awaitable<Result<port::OptionExpiries>> OptionDesk::expiries(market::InstrumentId underlying,
                                                                  Date until) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  const market::Instrument instrument = wire_.catalogue.at(underlying);
  PITWALL_CO_TRY(const ibkr::Contract contract, co_await contracts_.resolve(underlying));
  PITWALL_CO_TRY(const std::vector<std::string> names, co_await months(contract));
  const Date today = wire_.trading_day(instrument, wire_.now());
  std::set<Date> dates;
  std::size_t asked = 0;
  for (const std::string& name : names) {
    const std::optional<Date> first = month_of(name);
    if (!first || *first > until || asked >= most_months) continue;
    ++asked;
    PITWALL_CO_TRY(const Month found, co_await month(contract, name));
    for (const Date day : found.dates)
      if (day >= today && day <= until) dates.insert(day);
  }
  if (dates.empty())
    co_return error(Code::no_data, "Interactive Brokers lists no options on {} that expire by {}.",
                    instrument.full_name(), until.text());
  port::OptionExpiries result;
  result.dates.assign(dates.begin(), dates.end());
  result.origin = wire_.origin(wire_.now());
  co_return result;
}

net::Awaitable<Result<Price>> OptionDesk::centre(port::OptionChainQuery query) {
  const std::vector<market::InstrumentId> one{query.underlying};
  PITWALL_CO_TRY(const std::vector<Result<market::Quote>> quotes, co_await quotes_.quotes(one));
  if (!quotes.front()) co_return quotes.front().error();
  const market::Quote& quote = *quotes.front();
  const std::optional<Price> price = quote.mark() ? quote.mark() : quote.previous_close;
  if (price) co_return *price;
  co_return error(Code::no_data, "There is no price to find the nearest strikes by: name one.");
}

net::Awaitable<Result<port::OptionChain>> OptionDesk::chain(port::OptionChainQuery query) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  const market::Instrument instrument = wire_.catalogue.at(query.underlying);
  PITWALL_CO_TRY(const ibkr::Contract underlying, co_await contracts_.resolve(query.underlying));
  PITWALL_CO_TRY(const std::vector<std::string> names, co_await months(underlying));
  std::string name = month_name(query.expiry);
  if (std::ranges::find(names, name) == names.end())
    co_return error(Code::not_found, "No options on {} expire on {}. Ask for the expiries first.",
                    instrument.full_name(), query.expiry.text());
  PITWALL_CO_TRY(const Month listed, co_await month(underlying, name));
  port::OptionChain chain;
  const Result<Price> price = co_await centre(query);
  if (price) chain.underlying_price = *price;
  if (!query.around && !price) co_return price.error();
  const std::size_t count =
      std::clamp<std::size_t>(query.strikes, 1, port::OptionChainQuery::max_strikes);
  const std::vector<Price> strikes =
      nearest_strikes(listed.strikes, query.around ? *query.around : *price, count);
  std::vector<ibkr::Contract> contracts;
  for (const Price strike : strikes) {
    for (const market::OptionRight right : {market::OptionRight::call, market::OptionRight::put}) {
      if (query.right && *query.right != right) continue;
      PITWALL_CO_TRY(const std::vector<ibkr::Contract> found,
                     co_await contracts_.options_at(underlying.conid, name, strike, right));
      for (const ibkr::Contract& contract : found)
        if (date_of(contract.expiry) == query.expiry) contracts.push_back(contract);
    }
  }
  std::vector<std::int64_t> conids;
  for (const ibkr::Contract& contract : contracts) conids.push_back(contract.conid);
  PITWALL_CO_TRY(const auto rows, co_await quotes_.snapshots(std::move(conids), option_fields));
  chain = with_rows(std::move(chain), contracts, rows, instrument, wire_.source, wire_.now());
  if (chain.options.empty())
    co_return error(Code::no_data,
                    "Interactive Brokers gives no figures of options on {} that expire on {}.",
                    instrument.full_name(), query.expiry.text());
  co_return chain;
}

}  // namespace pitwall::client_portal

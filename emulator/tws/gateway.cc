#include "emulator/tws/gateway.h"

#include <algorithm>

#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {
namespace {

constexpr std::size_t max_expiries = 6;  // of a chain that nobody narrowed down
constexpr int farthest_expiry = 400;     // days ahead

bool fits(const ibkr::Contract& asked, const ibkr::Contract& has) {
  const auto same = [](const std::string& a, const std::string& b) { return a.empty() || a == b; };
  const std::string_view named = asked.sec_type;
  const std::string_view sec_type = named == "CONTFUT" ? "FUT" : named;
  if (!sec_type.empty() && sec_type != has.sec_type) return false;
  if (asked.symbol.empty() && asked.local_symbol.empty()) return false;
  if (!same(asked.symbol, has.symbol) || !same(asked.local_symbol, has.local_symbol)) return false;
  if (!same(asked.currency, has.currency)) return false;
  const std::string listed =
      ibkr::listing_of(has.primary_exchange.empty() ? has.exchange : has.primary_exchange);
  if (!asked.primary_exchange.empty() && ibkr::listing_of(asked.primary_exchange) != listed)
    return false;
  const std::string routed = ibkr::listing_of(asked.exchange);
  if (!routed.empty() && routed != "SMART" && routed != listed && asked.exchange != has.exchange)
    return false;
  return has.expiry.starts_with(asked.expiry.substr(0, 8));
}

std::optional<Date> date_of(std::string_view text) {
  if (text.size() < 8) return std::nullopt;
  const Result<Date> date =
      Date::parse(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
  if (!date) return std::nullopt;
  return *date;
}

std::optional<market::OptionRight> right_of(std::string_view text) {
  if (text.starts_with("C") || text.starts_with("c")) return market::OptionRight::call;
  if (text.starts_with("P") || text.starts_with("p")) return market::OptionRight::put;
  return std::nullopt;
}

}  // namespace

Gateway::Gateway(Brokerage& brokerage, int version, TwsOptions options)
    : brokerage_(brokerage), version_(version), options_(options), held_(brokerage) {
  held_.on_fate([this](const HeldOrder& order, HeldOrders::Fate fate, const std::string& reason) {
    for (const auto& session : std::vector(sessions_))
      if (session->client() == order.client) session->on_held(order, fate, reason);
  });
}

const market::Calendar* Gateway::calendar_of(const market::Instrument& instrument) const {
  // Long to make, and never changed.
  static const market::CalendarSet calendars = market::CalendarSet::built_in();
  const Result<const market::Calendar*> calendar = calendars.find(instrument.calendar);
  return calendar ? *calendar : nullptr;
}

// ---- Connections

bool Gateway::client_connected(std::int64_t client) const {
  return std::ranges::any_of(sessions_, [&](const auto& session) {
    return session->started() && session->client() == client;
  });
}

void Gateway::remove(const Session& session) {
  std::erase_if(sessions_, [&](const auto& other) { return other.get() == &session; });
}

bool Gateway::accepts() const {
  const Brokerage::Condition& condition = brokerage_.condition();
  return condition.logged_in && !condition.maintenance;
}

// A session that ends meanwhile takes itself out of the list: what is told, is told to a copy.
void Gateway::on_order(const Ticket& ticket) {
  for (const auto& session : std::vector(sessions_)) session->on_order(ticket);
  held_.on_order(ticket);
}
void Gateway::on_fill(const Fill& fill) {
  for (const auto& session : std::vector(sessions_)) session->on_fill(fill);
}
void Gateway::on_tick(const market::Tick& tick, const market::Quote& quote) {
  for (const auto& session : sessions_) session->on_tick(tick, quote);
}
void Gateway::on_happening(Happening happening) {
  for (const auto& session : std::vector(sessions_)) session->on_happening(happening);
}

// ---- Contracts

std::vector<market::InstrumentId> Gateway::find(const ibkr::Contract& asked) const {
  if (asked.conid != 0) {
    const std::optional<market::InstrumentId> found = brokerage_.instrument(asked.conid);
    return found ? std::vector{*found} : std::vector<market::InstrumentId>();
  }
  std::vector<market::InstrumentId> found;
  for (const market::Instrument& instrument : brokerage_.catalogue().all())
    if (fits(asked, brokerage_.contract(instrument.id))) found.push_back(instrument.id);
  return found;
}

std::vector<FoundOption> Gateway::find_options(const ibkr::Contract& asked, std::size_t limit) {
  std::vector<FoundOption> found;
  ibkr::Contract underlying;
  underlying.symbol = asked.symbol;
  underlying.currency = asked.currency;
  const std::vector<market::InstrumentId> underlyings = find(underlying);
  if (underlyings.empty()) return found;
  port::MarketData& market = brokerage_.market();
  std::vector<Date> expiries;
  if (const std::optional<Date> expiry = date_of(asked.expiry)) {
    expiries.push_back(*expiry);
  } else {
    for (const Date date : this->expiries(underlyings[0]))
      if (day_text(date).starts_with(asked.expiry)) expiries.push_back(date);
    if (expiries.size() > max_expiries) expiries.resize(max_expiries);
  }
  for (const Date expiry : expiries) {
    port::OptionChainQuery query;
    query.underlying = underlyings[0];
    query.expiry = expiry;
    query.right = right_of(asked.right);
    query.strikes = asked.strike && !asked.strike->is_zero() ? 1 : query.max_strikes;
    if (query.strikes == 1) query.around = asked.strike;
    const auto chain =
        at_once<port::OptionChain>([&](auto reply) { market.option_chain(query, reply); });
    if (!chain || !*chain) continue;
    for (const market::OptionQuote& option : (**chain).options) {
      if (query.strikes == 1 && option.strike != *asked.strike) continue;
      if (found.size() >= limit) return found;
      found.push_back(
          {underlyings[0], option, (**chain).underlying_price, brokerage_.option_conid(option)});
    }
  }
  return found;
}

std::vector<Date> Gateway::expiries(market::InstrumentId underlying) {
  const auto listed = at_once<port::OptionExpiries>([&](auto reply) {
    brokerage_.market().option_expiries(underlying, Date::of_utc(now()) + farthest_expiry, reply);
  });
  return listed && *listed ? (**listed).dates : std::vector<Date>();
}

Result<FoundOption> Gateway::find_option(const ibkr::Contract& asked) {
  ibkr::Contract terms = asked;
  if (asked.conid != 0) {
    const market::OptionQuote* known = brokerage_.option(asked.conid);
    if (!known) return error(Code::not_found, "There is no contract {}.", asked.conid);
    const std::optional<market::OptionName> name = market::option_name(known->symbol);
    if (!name) return error(Code::not_found, "There is no contract {}.", asked.conid);
    terms.symbol = name->underlying.text();
    terms.currency.clear();
    terms.expiry = day_text(known->expiry);
    terms.strike = known->strike;
    terms.right = known->right == market::OptionRight::call ? "C" : "P";
  }
  std::vector<FoundOption> found = find_options(terms, 2);
  if (found.size() != 1)
    return error(Code::not_found, "{} options fit the description.", found.empty() ? "No" : "Many");
  return std::move(found[0]);
}

std::optional<market::Quote> Gateway::quote(market::InstrumentId instrument) {
  const auto quotes = at_once<std::vector<Result<market::Quote>>>(
      [&](auto reply) { brokerage_.market().quotes({instrument}, reply); });
  if (!quotes || !*quotes || (**quotes).empty() || !(**quotes)[0]) return std::nullopt;
  return *(**quotes)[0];
}

// ---- Orders

std::int64_t Gateway::next_order_id(std::int64_t client) const {
  std::int64_t next = 1;
  for (const auto& [id, ticket] : brokerage_.tickets())
    if (ticket.client == client) next = std::max(next, ticket.client_order_id + 1);
  for (const HeldOrder& order : held_.all())
    if (order.client == client) next = std::max(next, order.id + 1);
  return next;
}

const Ticket* Gateway::find_ticket(std::int64_t client, std::int64_t client_order_id) const {
  const Ticket* found = nullptr;
  for (const auto& [id, ticket] : brokerage_.tickets()) {
    const bool by_hand = ticket.client == 0 && ticket.client_order_id == 0;
    const std::int64_t known_as = by_hand ? manual_id(ticket.perm_id) : ticket.client_order_id;
    if (ticket.client == client && known_as == client_order_id && known_as != 0) found = &ticket;
  }
  return found;
}

std::int64_t Gateway::bind_manual(const Ticket& ticket) {
  const std::int64_t next = -static_cast<std::int64_t>(manual_ids_.size()) - 1;
  return manual_ids_.try_emplace(ticket.perm_id, next).first->second;
}

std::int64_t Gateway::manual_id(std::int64_t perm_id) const {
  const auto found = manual_ids_.find(perm_id);
  return found == manual_ids_.end() ? 0 : found->second;
}

// ---- Accounts

bool Gateway::has_account(std::string_view account) const {
  return brokerage_.has_account(account);
}

std::optional<port::Balances> Gateway::balances(const std::string& account) {
  const auto balances =
      at_once<port::Balances>([&](auto reply) { brokerage_.market().balances(account, reply); });
  if (!balances || !*balances) return std::nullopt;
  return **balances;
}

market::ExchangeRates Gateway::rates() {
  market::ExchangeRates rates;
  for (const market::Instrument& instrument : brokerage_.catalogue().all()) {
    const std::optional<market::CurrencyPair> pair = market::pair_of(instrument);
    if (!pair) continue;
    if (const auto quoted = quote(instrument.id)) rates.add(*pair, *quoted);
  }
  return rates;
}

std::optional<Money> Gateway::in_base(Money amount, market::Currency from,
                                      const std::string& account) {
  const market::Currency base = brokerage_.ledger(account).base_currency;
  if (from == base) return amount;
  const Result<Money> converted = rates().convert(amount, from, base);
  if (!converted) return std::nullopt;
  return *converted;
}

bool Gateway::is_today(const Fill& fill) {
  return Date::of_utc(fill.execution.time) == Date::of_utc(brokerage_.market().market_time());
}

Profit Gateway::profit(const std::string& account, std::optional<market::InstrumentId> only) {
  const paper::Ledger& ledger = brokerage_.ledger(account);
  const market::ExchangeRates rates = this->rates();
  Money daily, unrealized, realized;
  const auto add = [&](Money& to, Notional amount, market::Currency from) {
    const Result<Money> converted =
        rates.convert(amount.to_money(Rounding::half_even), from, ledger.base_currency);
    if (converted) to += *converted;
  };
  for (const auto& [id, holding] : ledger.holdings) {
    if (only && *only != id) continue;
    const market::Instrument& instrument = brokerage_.catalogue().at(id);
    const std::optional<market::Quote> quoted = quote(id);
    const std::optional<Price> mark = quoted ? quoted->mark() : std::nullopt;
    if (!mark) continue;
    const auto value = [&](Price price) {
      return (price * holding.quantity).times(instrument.multiplier, Rounding::half_even);
    };
    add(unrealized, value(*mark) - holding.cost, instrument.currency);
    if (quoted->previous_close)
      add(daily, value(*mark - *quoted->previous_close), instrument.currency);
  }
  for (const Fill& fill : brokerage_.fills()) {
    const port::OrderExecuted& execution = fill.execution;
    if (execution.account != account || !is_today(fill)) continue;
    const market::Instrument* instrument = brokerage_.catalogue().find(execution.symbol);
    if (!instrument || (only && *only != instrument->id)) continue;
    add(realized, Notional::of(fill.realized - execution.commission), execution.currency);
    add(daily, Notional::of(-execution.commission), execution.currency);
    // What was bought today has moved since then, and not since the close before.
    const std::optional<market::Quote> quoted = quote(instrument->id);
    if (!quoted || !quoted->previous_close || market::pair_of(*instrument)) continue;
    const Quantity signed_quantity =
        execution.side == port::Side::buy ? execution.quantity : -execution.quantity;
    add(daily,
        ((*quoted->previous_close - execution.price) * signed_quantity)
            .times(execution.multiplier, Rounding::half_even),
        execution.currency);
  }
  return {daily, unrealized, realized};
}

}  // namespace pitwall::emulator::tws

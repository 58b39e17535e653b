#include "emulator/tws/contract_desk.h"

#include <algorithm>
#include <set>

namespace pitwall::emulator::tws {
namespace {

constexpr std::int64_t first_rule = 26;  // what the broker calls the rule of one cent
constexpr int days_told = 6;             // of trading hours
constexpr std::string_view order_types = "ACTIVETIM,DAY,GTC,IOC,LMT,MKT,STP,STPLMT,WHATIF";
constexpr std::string_view no_definition = "No security definition has been found for the request";

// All that the layout of contract details has, in the words of the wire.
struct Details {
  ibkr::Contract contract;
  std::string market_name;
  std::string min_tick;
  std::string valid_exchanges;
  std::int64_t under_conid = 0;
  std::string contract_month;
  std::string industry;
  std::string category;
  std::string zone;
  std::string trading_hours;
  std::string liquid_hours;
  std::string isin;
  std::string under_symbol;
  std::string under_sec_type;
  std::int64_t rule = first_rule;
  std::string real_expiration;
  std::string stock_type;
  std::string lot;
};

Message message_of(int version, std::int64_t id, const Details& d) {
  const ibkr::Contract& c = d.contract;
  Message out(version, 10);
  out.all(id, c.symbol, c.sec_type, c.expiry);
  if (version >= since::last_trade_date) out.add(c.expiry);
  out.all(c.strike.value_or(Price()), c.right, c.exchange, c.currency, c.local_symbol,
          d.market_name, c.trading_class, c.conid, d.min_tick,
          c.multiplier ? c.multiplier->text() : "", order_types, d.valid_exchanges, 1,
          d.under_conid, c.long_name, c.primary_exchange, d.contract_month, d.industry, d.category,
          "", d.zone, d.trading_hours, d.liquid_hours, "", 0);
  if (d.isin.empty()) {
    out.add(0);
  } else {
    out.all(1, "ISIN", d.isin);
  }
  out.all(
      1, d.under_symbol, d.under_sec_type,
      // One rule for each of the exchanges.
      [&] {
        std::string rules = std::to_string(d.rule);
        for (const char letter : d.valid_exchanges)
          if (letter == ',') rules += fmt::format(",{}", d.rule);
        return rules;
      }(),
      d.real_expiration, d.stock_type, d.lot, d.lot, d.lot);
  if (version >= since::ineligibility_reasons) out.add(0);
  return out;
}

std::string clock_text(const LocalTime& local) {
  const std::int64_t minute = local.since_midnight / minutes(1);
  return fmt::format("{}:{:02}{:02}", day_text(local.date), minute / 60, minute % 60);
}

// "20261123:0930-20261123:1600;20261126:CLOSED"
std::string hours_text(const market::Calendar& calendar, Date from, bool regular) {
  std::string text;
  for (Date day = from; day < from + days_told; ++day) {
    if (!calendar.covers(day)) break;
    bool open = false;
    for (const market::Session& session : calendar.sessions(day, day)) {
      if (regular && session.kind != market::Session::Kind::regular) continue;
      text += fmt::format("{}{}-{}", text.empty() ? "" : ";",
                          clock_text(calendar.zone().local(session.open)),
                          clock_text(calendar.zone().local(session.close)));
      open = true;
    }
    if (!open) text += fmt::format("{}{}:CLOSED", text.empty() ? "" : ";", day_text(day));
  }
  return text;
}

std::string month_of(std::string_view expiry) { return std::string(expiry.substr(0, 6)); }

}  // namespace

bool ContractDesk::take(const Request& request) {
  const int version = session_.version();
  switch (request.ask) {
    case Ask::contract_data:
      ask_details(std::get<ContractData>(request.body));
      return true;
    case Ask::matching_symbols:
      ask_symbols(std::get<Lookup>(request.body));
      return true;
    case Ask::option_parameters:
      ask_option_parameters(std::get<OptionParameters>(request.body));
      return true;
    case Ask::market_rule:
      ask_market_rule(std::get<Number>(request.body).id);
      return true;
    case Ask::soft_dollar_tiers:
      session_.answer(Message(version, 77).all(std::get<Number>(request.body).id, 0));
      return true;
    case Ask::depth_exchanges:
      session_.answer(
          Message(version, 80)
              .all(2, "ISLAND", "STK", "NASDAQ", "Deep2", 1, "ARCA", "STK", "ARCA", "Deep2", 1));
      return true;
    case Ask::smart_components:
      session_.answer(
          Message(version, 82)
              .all(std::get<Lookup>(request.body).id, 2, 0, "ARCA", "P", 1, "NASDAQ", "Q"));
      return true;
    default:
      return false;
  }
}

void ContractDesk::ask_details(const ContractData& asked) {
  const ibkr::Contract& contract = asked.contract;
  const bool by_number = contract.conid != 0;
  if (!by_number && contract.sec_type.empty()) {
    session_.error(asked.id, 321,
                   "Error validating request.-'bH' : cause - Please enter a valid security type");
    return;
  }
  if (contract.sec_type == "OPT" || (by_number && session_.brokerage().option(contract.conid))) {
    std::vector<FoundOption> found;
    if (by_number) {
      Result<FoundOption> option = session_.gateway().find_option(contract);
      if (option) found.push_back(std::move(*option));
    } else {
      found = session_.gateway().find_options(contract, max_options);
    }
    for (const FoundOption& option : found) tell_option(asked.id, option);
    if (found.empty()) return session_.error(asked.id, 200, no_definition);
  } else {
    const std::vector<market::InstrumentId> found = session_.gateway().find(contract);
    for (const market::InstrumentId instrument : found) tell_details(asked.id, instrument);
    if (found.empty()) return session_.error(asked.id, 200, no_definition);
  }
  session_.answer(Message(session_.version(), 52).all(1, asked.id));
}

void ContractDesk::tell_details(std::int64_t id, market::InstrumentId instrument) {
  const market::Instrument& terms = session_.brokerage().catalogue().at(instrument);
  Details details;
  details.contract = session_.brokerage().contract(instrument);
  details.market_name = details.contract.trading_class;
  details.min_tick = terms.tick_size.text();
  const bool smart = details.contract.exchange == "SMART";
  details.valid_exchanges =
      smart ? "SMART," + details.contract.primary_exchange : details.contract.exchange;
  details.rule = rule_of(terms.tick_size);
  details.lot = terms.lot_size.text();
  if (details.contract.sec_type == "FUT") {
    details.under_conid = session_.brokerage().underlying_conid(instrument);
    details.under_symbol = details.contract.symbol;
    details.under_sec_type = "IND";
    details.contract_month = month_of(details.contract.expiry);
    details.real_expiration = details.contract.expiry;
  }
  if (details.contract.sec_type == "STK") {
    details.stock_type = terms.asset_class == market::AssetClass::etf ? "ETF" : "COMMON";
    details.industry = terms.asset_class == market::AssetClass::etf ? "" : "Technology";
  }
  if (const market::Calendar* calendar = session_.gateway().calendar_of(terms)) {
    const Date today = calendar->zone().local(session_.gateway().now()).date;
    details.zone = zone_text(calendar->zone());
    details.trading_hours = hours_text(*calendar, today, false);
    details.liquid_hours = hours_text(*calendar, today, true);
  }
  session_.answer(message_of(session_.version(), id, details));
}

void ContractDesk::tell_option(std::int64_t id, const FoundOption& found) {
  const ibkr::Contract& underlying = session_.brokerage().contract(found.underlying);
  Details details;
  ibkr::Contract& contract = details.contract;
  contract.conid = found.conid;
  contract.symbol = underlying.symbol;
  contract.sec_type = "OPT";
  contract.expiry = day_text(found.option.expiry);
  contract.strike = found.option.strike;
  contract.right = found.option.right == market::OptionRight::call ? "C" : "P";
  contract.multiplier = found.option.multiplier;
  contract.exchange = "SMART";
  contract.currency = underlying.currency;
  contract.local_symbol = found.option.symbol.text();
  contract.trading_class = underlying.symbol;
  contract.long_name = underlying.long_name;
  details.market_name = underlying.symbol;
  details.min_tick = "0.01";
  details.valid_exchanges = "SMART,CBOE";
  details.under_conid = underlying.conid;
  details.under_symbol = underlying.symbol;
  details.under_sec_type = underlying.sec_type;
  details.contract_month = month_of(contract.expiry);
  details.real_expiration = contract.expiry;
  details.lot = "1";
  const market::Instrument& terms = session_.brokerage().catalogue().at(found.underlying);
  if (const market::Calendar* calendar = session_.gateway().calendar_of(terms)) {
    const Date today = calendar->zone().local(session_.gateway().now()).date;
    details.zone = zone_text(calendar->zone());
    details.trading_hours = hours_text(*calendar, today, true);
    details.liquid_hours = details.trading_hours;
  }
  session_.answer(message_of(session_.version(), id, details));
}

void ContractDesk::ask_symbols(const Lookup& asked) {
  const std::vector<const market::Instrument*> found =
      session_.brokerage().catalogue().search(asked.text, max_symbols);
  Message out(session_.version(), 79);
  out.all(asked.id, found.size());
  for (const market::Instrument* instrument : found) {
    const ibkr::Contract& contract = session_.brokerage().contract(instrument->id);
    out.all(contract.conid, contract.symbol, contract.sec_type, contract.primary_exchange,
            contract.currency);
    if (contract.sec_type == "STK") {
      out.all(1, "OPT");
    } else {
      out.add(0);
    }
    out.all(contract.long_name, "");
  }
  session_.answer(std::move(out));
}

void ContractDesk::ask_option_parameters(const OptionParameters& asked) {
  const std::optional<market::InstrumentId> underlying =
      session_.brokerage().instrument(asked.conid);
  if (!underlying) return session_.error(asked.id, 200, no_definition);
  const std::vector<Date> dates = session_.gateway().expiries(*underlying);
  std::set<std::string> expiries;
  for (const Date date : dates) expiries.insert(day_text(date));
  ibkr::Contract any;
  any.symbol = session_.brokerage().contract(*underlying).symbol;
  any.currency = session_.brokerage().contract(*underlying).currency;
  if (!dates.empty()) any.expiry = day_text(dates.front());
  std::set<Price> strikes;  // the same for each expiry here
  std::string multiplier = "100";
  for (const FoundOption& found : session_.gateway().find_options(any, max_options)) {
    strikes.insert(found.option.strike);
    multiplier = found.option.multiplier.text();
  }
  if (!expiries.empty()) {
    Message out(session_.version(), 75);
    out.all(asked.id, "SMART", asked.conid, any.symbol, multiplier, expiries.size());
    for (const std::string& expiry : expiries) out.add(expiry);
    out.add(strikes.size());
    for (const Price strike : strikes) out.add(strike);
    session_.answer(std::move(out));
  }
  session_.answer(Message(session_.version(), 76).all(asked.id));
}

std::int64_t ContractDesk::rule_of(Price tick) const {
  std::set<Price> ticks;
  for (const market::Instrument& instrument : session_.brokerage().catalogue().all())
    ticks.insert(instrument.tick_size);
  return first_rule + std::distance(ticks.begin(), ticks.find(tick));
}

void ContractDesk::ask_market_rule(std::int64_t rule) {
  for (const market::Instrument& instrument : session_.brokerage().catalogue().all()) {
    if (rule_of(instrument.tick_size) != rule) continue;
    session_.answer(Message(session_.version(), 93).all(rule, 1, 0, instrument.tick_size));
    return;
  }
  session_.error(-1, 321,
                 fmt::format("Error validating request. There is no market rule {}.", rule));
}

}  // namespace pitwall::emulator::tws

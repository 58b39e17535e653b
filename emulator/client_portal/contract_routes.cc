// Contracts: search, option chains, terms, rules and hours.
#include <algorithm>
#include <set>

#include "base/zone.h"
#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

using market::AssetClass;

constexpr std::string_view stock_exchanges = "SMART;AMEX;CBOE;PHLX;ISE;BOX";
constexpr std::size_t max_conids = 200;
constexpr int option_days = 730;  // how far ahead option months are listed

std::string upper(std::string_view text) {
  std::string raised(text);
  for (char& letter : raised)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return raised;
}

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

// By the query, or by the body of a POST.
std::string asked(const Call& call, std::string_view name) {
  const std::string value = call.parameter(name);
  return value.empty() ? std::string(call.body.string_or(name, "")) : value;
}

const market::Calendar* calendar_of(const Gateway& gateway, const market::Instrument& instrument) {
  const Result<const market::Calendar*> found =
      gateway.broker.calendars().find(instrument.calendar);
  return found ? *found : nullptr;
}

// ---- Options

std::vector<Date> expiries_of(Gateway& gateway, market::InstrumentId underlying) {
  const Date until = Date::of_utc(gateway.time()) + option_days;
  const auto expiries = now_from<port::OptionExpiries>([&](port::Reply<port::OptionExpiries> r) {
    gateway.broker.market().option_expiries(underlying, until, std::move(r));
  });
  return expiries ? expiries->dates : std::vector<Date>();
}

std::vector<market::OptionQuote> chain_of(Gateway& gateway, port::OptionChainQuery query) {
  const auto chain = now_from<port::OptionChain>([&](port::Reply<port::OptionChain> reply) {
    gateway.broker.market().option_chain(query, std::move(reply));
  });
  return chain ? chain->options : std::vector<market::OptionQuote>();
}

std::string months_of(Gateway& gateway, market::InstrumentId underlying) {
  std::string months;
  std::string last;
  for (const Date& day : expiries_of(gateway, underlying)) {
    const std::string month = month_text(day);
    if (month == last) continue;
    if (!months.empty()) months += ";";
    months += month;
    last = month;
  }
  return months;
}

// ---- Search

void write_row(JsonWriter& w, Gateway& gateway, const market::Instrument& instrument) {
  const ibkr::Contract& contract = gateway.broker.contract(instrument.id);
  const bool future = contract.sec_type == "FUT";
  const std::int64_t conid =
      future ? gateway.broker.underlying_conid(instrument.id) : contract.conid;
  w.begin_object();
  put(w, "conid", fmt::format("{}", conid));
  put(w, "companyHeader", fmt::format("{} - {}", contract.long_name, instrument.exchange));
  put(w, "companyName", contract.long_name);
  put(w, "symbol", contract.symbol);
  put(w, "description", instrument.exchange);
  put_null(w, "restricted");
  put_array(w, "sections", [&](JsonWriter& sections) {
    const auto section = [&](std::string_view type, const std::string& months,
                             std::string_view exchange) {
      sections.begin_object();
      put(sections, "secType", type);
      if (!months.empty()) put(sections, "months", months);
      if (!exchange.empty()) put(sections, "exchange", exchange);
      sections.end_object();
    };
    if (future) {
      section("IND", "", instrument.exchange);
      section("FUT", month_of_expiry(contract.expiry), instrument.exchange);
    } else if (contract.sec_type == "STK") {
      section("STK", "", "");
      const std::string months = months_of(gateway, instrument.id);
      if (!months.empty()) section("OPT", months, stock_exchanges);
    } else {
      section(contract.sec_type, "", contract.exchange);
    }
  });
  w.end_object();
}

Answer search(Gateway& gateway, const Call& call) {
  const std::string text = upper(asked(call, "symbol"));
  const std::string type = upper(asked(call, "secType"));
  const Json* flag = call.body.find("name");
  const bool by_name = asked(call, "name") == "true" || (flag && flag->as_boolean());
  if (text.empty() || text.size() > 60) return refuse(400, "Bad Request: symbol is needed");
  std::vector<const market::Instrument*> found;
  for (const market::Instrument& instrument : gateway.broker.catalogue().all()) {
    const ibkr::Contract& contract = gateway.broker.contract(instrument.id);
    const bool fits = by_name ? upper(instrument.name).find(text) != std::string::npos
                              : contract.symbol == text || contract.local_symbol == text ||
                                    instrument.symbol.view() == text;
    const bool of_type =
        type.empty() || type == contract.sec_type || (type == "IND" && contract.sec_type == "FUT");
    if (fits && of_type) found.push_back(&instrument);
  }
  if (found.empty()) return sorry("No symbol found");
  return answer(array([&](JsonWriter& w) {
    for (const market::Instrument* instrument : found) {
      gateway.session.searched.insert(gateway.broker.contract(instrument->id).symbol);
      write_row(w, gateway, *instrument);
    }
  }));
}

// The instrument whose options or months a conid stands for.
std::optional<market::InstrumentId> underlying_of(Gateway& gateway, std::int64_t conid) {
  if (const auto direct = gateway.broker.instrument(conid)) return direct;
  for (const market::Instrument& instrument : gateway.broker.catalogue().all())
    if (instrument.asset_class == AssetClass::future &&
        gateway.broker.underlying_conid(instrument.id) == conid)
      return instrument.id;
  return std::nullopt;
}

bool was_searched(const Gateway& gateway, market::InstrumentId id) {
  return gateway.session.searched.contains(gateway.broker.contract(id).symbol);
}

Answer strikes(Gateway& gateway, const Call& call) {
  const auto underlying = underlying_of(gateway, conid_of(call.parameter("conid")));
  if (!underlying || !was_searched(gateway, *underlying))
    return refuse(400, "no contracts retrieved");
  const std::string month = upper(call.parameter("month"));
  std::set<Price> calls, puts;
  for (const Date& day : expiries_of(gateway, *underlying)) {
    if (month_text(day) != month) continue;
    for (const market::OptionQuote& option :
         chain_of(gateway, {.underlying = *underlying,
                            .expiry = day,
                            .strikes = port::OptionChainQuery::max_strikes}))
      (option.right == market::OptionRight::call ? calls : puts).insert(option.strike);
  }
  return answer(object([&](JsonWriter& w) {
    const auto side = [&](std::string_view name, const std::set<Price>& prices) {
      put_array(w, name, [&](JsonWriter& list) {
        for (const Price& strike : prices) list.raw(strike.text());
      });
    };
    side("call", calls);
    side("put", puts);
  }));
}

void write_terms(JsonWriter& w, const ibkr::Contract& contract) {
  w.begin_object();
  put(w, "conid", contract.conid);
  put(w, "symbol", contract.symbol);
  put(w, "secType", contract.sec_type);
  put(w, "exchange", contract.exchange);
  put_null(w, "listingExchange");
  put(w, "right", contract.right.empty() ? "?" : contract.right);
  put(w, "strike", contract.strike.value_or(Price()));
  put(w, "currency", contract.currency);
  put_null(w, "cusip");
  put(w, "coupon", "No Coupon");
  put(w, "desc1", contract.symbol);
  put(w, "desc2", contract.local_symbol);
  put(w, "maturityDate", contract.expiry);
  put(w, "multiplier",
      contract.multiplier ? std::optional(contract.multiplier->text()) : std::nullopt);
  put(w, "tradingClass", contract.trading_class);
  put(w, "validExchanges", contract.exchange);
  w.end_object();
}

Answer info(Gateway& gateway, const Call& call) {
  const auto underlying = underlying_of(gateway, conid_of(call.parameter("conid")));
  if (!underlying || !was_searched(gateway, *underlying))
    return refuse(400, "no contracts retrieved");
  const std::string type = upper(call.parameter("sectype").empty() ? call.parameter("secType")
                                                                   : call.parameter("sectype"));
  const std::string month = upper(call.parameter("month"));
  const std::string right = upper(call.parameter("right"));
  std::vector<std::int64_t> conids;
  if (type == "FUT") {
    const ibkr::Contract& contract = gateway.broker.contract(*underlying);
    if (month.empty() || month == month_of_expiry(contract.expiry))
      conids.push_back(contract.conid);
  } else if (type == "OPT") {
    const Result<Price> strike = Price::parse(call.parameter("strike"));
    if (!strike) return refuse(400, "Bad Request: strike is needed");
    for (const Date& day : expiries_of(gateway, *underlying)) {
      if (month_text(day) != month) continue;
      for (const market::OptionQuote& option :
           chain_of(gateway,
                    {.underlying = *underlying, .expiry = day, .strikes = 1, .around = *strike})) {
        const bool is_call = option.right == market::OptionRight::call;
        if (option.strike != *strike || (!right.empty() && right.starts_with('C') != is_call))
          continue;
        conids.push_back(gateway.broker.option_conid(option));
      }
    }
  } else {
    conids.push_back(gateway.broker.contract(*underlying).conid);
  }
  return answer(array([&](JsonWriter& w) {
    for (const std::int64_t conid : conids)
      if (const auto contract = named(gateway, conid)) write_terms(w, contract->contract);
  }));
}

// ---- Security definitions

void write_definition(JsonWriter& w, Gateway& gateway, const Named& found) {
  const ibkr::Contract& contract = found.contract;
  w.begin_object();
  put(w, "conid", contract.conid);
  put(w, "currency", contract.currency);
  put(w, "time", 1);
  put(w, "chineseName", "");
  put(w, "allExchanges",
      contract.sec_type == "STK" ? "SMART,AMEX,NYSE,CBOE,NASDAQ,ARCA" : contract.exchange);
  put(w, "listingExchange", listing_text(contract));
  put(w, "countryCode", "US");
  put(w, "name", contract.long_name);
  put(w, "assetClass", contract.sec_type);
  put(w, "expiry",
      contract.expiry.empty() ? std::optional<std::string>() : std::optional(contract.expiry));
  put(w, "lastTradingDay",
      contract.expiry.empty() ? std::optional<std::string>() : std::optional(contract.expiry));
  put_null(w, "group");
  put(w, "putOrCall",
      contract.right.empty() ? std::optional<std::string>() : std::optional(contract.right));
  put_null(w, "sector");
  put_null(w, "sectorGroup");
  put(w, "strike", contract.strike ? contract.strike->text() : "0");
  put(w, "ticker", contract.symbol);
  put(w, "undConid",
      contract.sec_type == "FUT" && found.instrument
          ? gateway.broker.underlying_conid(*found.instrument)
          : 0);
  put(w, "multiplier", contract.multiplier.value_or(Ratio()));
  put(w, "type", contract.etf ? "ETF" : contract.sec_type == "STK" ? "COMMON" : "");
  put(w, "hasOptions", contract.sec_type == "STK");
  put(w, "fullName", contract.local_symbol);
  put(w, "isUS", true);
  put_array(w, "incrementRules", [&](JsonWriter& rules) {
    rules.begin_object();
    put(rules, "lowerEdge", 0.0);
    put(rules, "increment", found.tick);
    rules.end_object();
  });
  put(w, "isEventContract", false);
  put(w, "pageSize", 100);
  w.end_object();
}

Answer definitions(Gateway& gateway, const Call& call) {
  std::vector<std::int64_t> conids;
  for (const std::string& conid : list_of(call.parameter("conids")))
    conids.push_back(conid_of(std::string_view(conid)));
  if (const Json* list = call.body.find("conids"); list && list->is_array())
    for (const Json& conid : list->items()) conids.push_back(conid_of(&conid));
  if (conids.empty()) return refuse(400, "Bad Request: conids is needed");
  if (conids.size() > max_conids) return refuse(400, "Bad Request: at most 200 conids");
  return answer(object([&](JsonWriter& w) {
    put_array(w, "secdef", [&](JsonWriter& list) {
      for (const std::int64_t conid : conids)
        if (const auto found = named(gateway, conid)) write_definition(list, gateway, *found);
    });
  }));
}

Answer stocks(Gateway& gateway, const Call& call) {
  return answer(object([&](JsonWriter& w) {
    for (const std::string& symbol : list_of(call.parameter("symbols")))
      put_array(w, upper(symbol), [&](JsonWriter& list) {
        for (const market::Instrument& instrument : gateway.broker.catalogue().all()) {
          const ibkr::Contract& contract = gateway.broker.contract(instrument.id);
          if (contract.sec_type != "STK" || contract.symbol != upper(symbol)) continue;
          list.begin_object();
          put(list, "name", contract.long_name);
          put_null(list, "chineseName");
          put(list, "assetClass", "STK");
          put_array(list, "contracts", [&](JsonWriter& contracts) {
            contracts.begin_object();
            put(contracts, "conid", contract.conid);
            put(contracts, "exchange", instrument.exchange);
            put(contracts, "isUS", true);
            contracts.end_object();
          });
          list.end_object();
        }
      });
  }));
}

Answer futures(Gateway& gateway, const Call& call) {
  return answer(object([&](JsonWriter& w) {
    for (const std::string& symbol : list_of(call.parameter("symbols")))
      put_array(w, upper(symbol), [&](JsonWriter& list) {
        for (const market::Instrument& instrument : gateway.broker.catalogue().all()) {
          const ibkr::Contract& contract = gateway.broker.contract(instrument.id);
          if (contract.sec_type != "FUT" || contract.symbol != upper(symbol)) continue;
          list.begin_object();
          put(list, "symbol", contract.symbol);
          put(list, "conid", contract.conid);
          put(list, "underlyingConid", gateway.broker.underlying_conid(instrument.id));
          list.key("expirationDate").raw(contract.expiry);
          list.key("ltd").raw(contract.expiry);
          list.key("shortFuturesCutOff").raw(contract.expiry);
          list.key("longFuturesCutOff").raw(contract.expiry);
          list.end_object();
        }
      });
  }));
}

Answer all_conids(Gateway& gateway, const Call& call) {
  const std::string exchange = upper(call.parameter("exchange"));
  return answer(array([&](JsonWriter& w) {
    for (const market::Instrument& instrument : gateway.broker.catalogue().all()) {
      const ibkr::Contract& contract = gateway.broker.contract(instrument.id);
      if (contract.sec_type != "STK" || instrument.exchange != exchange) continue;
      w.begin_object();
      put(w, "ticker", contract.symbol);
      put(w, "conid", contract.conid);
      put(w, "exchange", instrument.exchange);
      w.end_object();
    }
  }));
}

// ---- Hours

std::string clock_text(const market::Calendar& calendar, Time time) {
  const std::int64_t minute = calendar.zone().local(time).since_midnight / minutes(1);
  return fmt::format("{:02}{:02}", minute / 60, minute % 60);
}

// The trading days of a week from now on.
template <class Each>
void each_day(const Gateway& gateway, const market::Calendar& calendar, Each each) {
  const Date today = Date::of_utc(gateway.time());
  for (int ahead = 0; ahead < 7; ++ahead) {
    const Date day = today + ahead;
    if (!calendar.covers(day)) return;
    const auto sessions = calendar.sessions(day, day);
    if (!sessions.empty()) each(day, sessions);
  }
}

Answer trading_schedule(Gateway& gateway, const Call& call) {
  const auto contract = named(gateway, conid_of(call.parameter("conid")));
  if (!contract || !contract->instrument) return refuse(400, "Bad Request: invalid conid");
  const market::Calendar* calendar =
      calendar_of(gateway, gateway.broker.catalogue().at(*contract->instrument));
  if (!calendar) return refuse(500, "no schedule");
  return answer(object([&](JsonWriter& w) {
    put(w, "exchange_time_zone", calendar->zone().name());
    put_object(w, "schedules", [&](JsonWriter& schedules) {
      each_day(gateway, *calendar, [&](Date day, std::span<const market::Session> sessions) {
        put_object(schedules, compact_date(day), [&](JsonWriter& one) {
          const auto stretch = [](JsonWriter& list, Time from, Time to) {
            list.begin_object();
            put(list, "opening", milliseconds_of(from) / 1000);
            put(list, "closing", milliseconds_of(to) / 1000);
            put(list, "cancel_daily_orders", true);
            list.end_object();
          };
          put_array(one, "extended_hours", [&](JsonWriter& list) {
            stretch(list, sessions.front().open, sessions.back().close);
          });
          put_array(one, "liquid_hours", [&](JsonWriter& list) {
            for (const market::Session& session : sessions)
              if (session.kind == market::Session::Kind::regular)
                stretch(list, session.open, session.close);
          });
        });
      });
    });
  }));
}

Answer schedule(Gateway& gateway, const Call& call) {
  const std::string symbol = upper(call.parameter("symbol"));
  const market::Instrument* found = nullptr;
  for (const market::Instrument& instrument : gateway.broker.catalogue().all())
    if (gateway.broker.contract(instrument.id).symbol == symbol) found = &instrument;
  const market::Calendar* calendar = found ? calendar_of(gateway, *found) : nullptr;
  if (!calendar) return sorry("No symbol found");
  return answer(array([&](JsonWriter& w) {
    w.begin_object();
    put(w, "id", "p100000");
    put(w, "tradeVenueId", "v1");
    put(w, "exchange", found->exchange);
    put(w, "timezone", calendar->zone().name());
    put_array(w, "schedules", [&](JsonWriter& list) {
      each_day(gateway, *calendar, [&](Date day, std::span<const market::Session> sessions) {
        list.begin_object();
        put(list, "clearingCycleEndTime", "0000");
        put(list, "tradingScheduleDate", compact_date(day));
        put_array(list, "sessions", [&](JsonWriter& each) {
          for (const market::Session& session : sessions) {
            if (session.kind != market::Session::Kind::regular) continue;
            each.begin_object();
            put(each, "openingTime", clock_text(*calendar, session.open));
            put(each, "closingTime", clock_text(*calendar, session.close));
            put(each, "prop", "LIQUID");
            each.end_object();
          }
        });
        put_array(list, "tradingtimes", [&](JsonWriter& each) {
          each.begin_object();
          put(each, "openingTime", clock_text(*calendar, sessions.front().open));
          put(each, "closingTime", clock_text(*calendar, sessions.back().close));
          put(each, "cancelDayOrders", "Y");
          each.end_object();
        });
        list.end_object();
      });
    });
    w.end_object();
  }));
}

// ---- One contract

void write_contract(JsonWriter& w, Gateway& gateway, const Named& found) {
  const ibkr::Contract& contract = found.contract;
  const auto or_null = [](const std::string& text) {
    return text.empty() ? std::optional<std::string>() : std::optional(text);
  };
  put(w, "cfi_code", "");
  put(w, "symbol", contract.symbol);
  put_null(w, "cusip");
  put(w, "expiry_full", or_null(contract.expiry));
  put(w, "con_id", contract.conid);
  put(w, "maturity_date", or_null(contract.expiry));
  put(w, "industry", "");
  put(w, "instrument_type", contract.sec_type);
  put(w, "trading_class", contract.trading_class);
  put(w, "valid_exchanges",
      contract.sec_type == "STK" ? "SMART,AMEX,NYSE,CBOE,NASDAQ,ARCA" : contract.exchange);
  put(w, "allow_sell_long", false);
  put(w, "is_zero_commission_security", false);
  put(w, "local_symbol", contract.local_symbol);
  put_null(w, "contract_clarification_type");
  put_null(w, "classifier");
  put(w, "currency", contract.currency);
  put_null(w, "text");
  put(w, "underlying_con_id",
      contract.sec_type == "FUT" && found.instrument
          ? gateway.broker.underlying_conid(*found.instrument)
          : 0);
  put(w, "r_t_h", true);
  put(w, "multiplier",
      contract.multiplier ? std::optional(contract.multiplier->text()) : std::nullopt);
  put(w, "strike", contract.strike ? std::optional(contract.strike->text()) : std::nullopt);
  put(w, "right", or_null(contract.right));
  put_null(w, "underlying_issuer");
  put(w, "contract_month",
      contract.expiry.empty() ? std::optional<std::string>()
                              : std::optional(contract.expiry.substr(0, 6)));
  put(w, "company_name", contract.long_name);
  put(w, "smart_available", contract.exchange == "SMART");
  put(w, "exchange", contract.exchange);
  put(w, "category", contract.etf ? "ETF" : "");
}

void write_rules(JsonWriter& w, Gateway& gateway, const Named& found) {
  const auto words = [](JsonWriter& out, std::string_view name,
                        std::initializer_list<std::string_view> list) {
    put_array(out, name, [&](JsonWriter& each) {
      for (const std::string_view word : list) each.string(word);
    });
  };
  const bool future = found.contract.sec_type == "FUT";
  const std::string tick = found.tick.text();
  const std::size_t point = tick.find('.');
  put(w, "algoEligible", false);
  put(w, "overnightEligible", false);
  put(w, "costReport", false);
  put_array(w, "canTradeAcctIds", [&](JsonWriter& list) {
    if (found.instrument)
      for (const std::string& account : gateway.broker.accounts()) list.string(account);
  });
  put_null(w, "error");
  words(w, "orderTypes", {"limit", "market", "stop", "stop_limit"});
  words(w, "ibAlgoTypes", {});
  words(w, "fraqTypes", {});
  put(w, "forceOrderPreview", false);
  words(w, "cqtTypes", {});
  words(w, "orderTypesOutside", {"limit"});
  put(w, "defaultSize", future ? 1 : 100);
  put(w, "cashSize", 0.0);
  const Quantity lot = found.instrument ? gateway.broker.catalogue().at(*found.instrument).lot_size
                                        : Quantity::from_integer(1);
  put(w, "sizeIncrement", lot);
  words(w, "tifTypes", {"IOC/MARKET,LIMIT", "GTC/o,a", "DAY/o,a"});
  put_object(w, "tifDefaults", [&](JsonWriter& defaults) {
    put(defaults, "TIF", "DAY");
    put(defaults, "SIZE", future ? "1.00" : "100.00");
  });
  put(w, "preview", true);
  put_null(w, "displaySize");
  put(w, "fraqInt", 0);
  put(w, "cashCcy", found.contract.currency);
  put(w, "cashQtyIncr", 0);
  put_null(w, "priceMagnifier");
  put(w, "negativeCapable", false);
  put(w, "incrementType", 1);
  put_array(w, "incrementRules", [&](JsonWriter& rules) {
    rules.begin_object();
    put(rules, "lowerEdge", 0.0);
    put(rules, "increment", found.tick);
    rules.end_object();
  });
  put(w, "hasSecondary", false);
  put(w, "increment", found.tick);
  put(w, "incrementDigits", point == std::string::npos ? std::size_t{0} : tick.size() - point - 1);
}

Answer contract_info(Gateway& gateway, const Call& call) {
  const auto found = named(gateway, conid_of(call.captured[0]));
  if (!found) return refuse(500, "Contract not found");
  return answer(object([&](JsonWriter& w) { write_contract(w, gateway, *found); }));
}

Answer info_and_rules(Gateway& gateway, const Call& call) {
  const auto found = named(gateway, conid_of(call.captured[0]));
  if (!found) return refuse(500, "Contract not found");
  return answer(object([&](JsonWriter& w) {
    write_contract(w, gateway, *found);
    put_object(w, "rules", [&](JsonWriter& rules) { write_rules(rules, gateway, *found); });
  }));
}

Answer rules(Gateway& gateway, const Call& call) {
  const auto found = named(gateway, conid_of(call.body.find("conid")));
  if (!found) return refuse(400, "Bad Request: invalid conid");
  return answer(object([&](JsonWriter& w) { write_rules(w, gateway, *found); }));
}

Answer algorithms(Gateway&, const Call&) { return answer(R"({"algos":[]})"); }

// ---- Currencies

Answer pairs(Gateway& gateway, const Call& call) {
  const std::string currency = upper(call.parameter("currency"));
  return answer(object([&](JsonWriter& w) {
    put_array(w, currency, [&](JsonWriter& list) {
      for (const market::Instrument& instrument : gateway.broker.catalogue().all()) {
        const ibkr::Contract& contract = gateway.broker.contract(instrument.id);
        if (contract.sec_type != "CASH") continue;
        if (contract.symbol != currency && contract.currency != currency) continue;
        list.begin_object();
        put(list, "symbol", contract.local_symbol);
        put(list, "conid", contract.conid);
        put(list, "ccyPair", contract.symbol == currency ? contract.currency : contract.symbol);
        list.end_object();
      }
    });
  }));
}

Answer exchange_rate(Gateway& gateway, const Call& call) {
  const Result<market::Currency> source = market::Currency::parse(call.parameter("source"));
  const Result<market::Currency> target = market::Currency::parse(call.parameter("target"));
  if (!source || !target) return refuse(400, "Bad Request: source and target are needed");
  const std::optional<double> rate = rate_between(gateway, *source, *target);
  if (!rate) return refuse(400, "Bad Request: no such currency pair");
  return answer(object([&](JsonWriter& w) { put(w, "rate", *rate); }));
}

constexpr Route routes[] = {
    {"GET POST", "iserver/secdef/search", search, Tier::brokerage},
    {"GET", "iserver/secdef/strikes", strikes, Tier::brokerage},
    {"GET", "iserver/secdef/info", info, Tier::brokerage},
    {"GET POST", "trsrv/secdef", definitions, Tier::login},
    {"GET", "trsrv/stocks", stocks, Tier::login},
    {"GET", "trsrv/futures", futures, Tier::login},
    {"GET", "trsrv/all-conids", all_conids, Tier::login},
    {"GET", "trsrv/secdef/schedule", schedule, Tier::login},
    {"GET", "contract/trading-schedule", trading_schedule, Tier::login},
    {"GET", "iserver/contract/{}/info", contract_info, Tier::brokerage},
    {"GET", "iserver/contract/{}/info-and-rules", info_and_rules, Tier::brokerage},
    {"GET", "iserver/contract/{}/algos", algorithms, Tier::brokerage},
    {"POST", "iserver/contract/rules", rules, Tier::brokerage},
    {"GET", "iserver/currency/pairs", pairs, Tier::brokerage},
    {"GET", "iserver/exchangerate", exchange_rate, Tier::brokerage},
};

}  // namespace

std::span<const Route> contract_routes() { return routes; }

}  // namespace pitwall::emulator::cp

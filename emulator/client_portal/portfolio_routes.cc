// Accounts, positions, balances and profit.
#include <algorithm>

#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

constexpr std::size_t page_size = 100;
constexpr Duration cached_for = minutes(5);  // positions, unless they are invalidated

const paper::AccountConfig* config_of(const Gateway& gateway, std::string_view account) {
  for (const paper::AccountConfig& each : gateway.broker.options().market.accounts)
    if (each.account == account) return &each;
  return nullptr;
}

void write_account(JsonWriter& w, const paper::AccountConfig& account) {
  w.begin_object();
  put(w, "id", account.account);
  put(w, "PrepaidCrypto-Z", false);
  put(w, "PrepaidCrypto-P", false);
  put(w, "brokerageAccess", true);
  put(w, "accountId", account.account);
  put(w, "accountVan", account.account);
  put(w, "accountTitle", account.title);
  put(w, "displayName", account.account);
  put_null(w, "accountAlias");
  put(w, "accountStatus", std::int64_t{1'700'000'000'000});
  put(w, "currency", account.base_currency.view());
  put(w, "type", "DEMO");
  put(w, "tradingType", "STKNOPT");
  put(w, "businessType", "IB_SALES");
  put(w, "category", "");
  put(w, "ibEntity", "IBLLC-US");
  put(w, "faclient", false);
  put(w, "clearingStatus", "O");
  put(w, "covestor", false);
  put(w, "noClientTrading", false);
  put(w, "trackVirtualFXPortfolio", false);
  put(w, "acctCustType", "INDIVIDUAL");
  put_object(w, "parent", [](JsonWriter& parent) {
    put_array(parent, "mmc", [](JsonWriter&) {});
    put(parent, "accountId", "");
    put(parent, "isMParent", false);
    put(parent, "isMChild", false);
    put(parent, "isMultiplex", false);
  });
  put(w, "desc", account.account);
  w.end_object();
}

std::string accounts_list(Gateway& gateway) {
  return array([&](JsonWriter& w) {
    for (const paper::AccountConfig& account : gateway.broker.options().market.accounts)
      write_account(w, account);
  });
}

Answer accounts(Gateway& gateway, const Call&) {
  gateway.session.portfolio_asked = true;
  return answer(accounts_list(gateway));
}

Answer subaccounts_paged(Gateway& gateway, const Call& call) {
  gateway.session.portfolio_asked = true;
  const auto& all = gateway.broker.options().market.accounts;
  const std::int64_t page = call.number("page", 0);
  return answer(object([&](JsonWriter& w) {
    put_object(w, "metadata", [&](JsonWriter& metadata) {
      put(metadata, "total", all.size());
      put(metadata, "pageSize", 20);
      put(metadata, "pageNum", page);
    });
    put_array(w, "subaccounts", [&](JsonWriter& list) {
      for (std::size_t i = 0; i < all.size(); ++i)
        if (static_cast<std::int64_t>(i / 20) == page) write_account(list, all[i]);
    });
  }));
}

// What is in the way of a question about an account; status 0 where nothing is.
Answer in_the_way(const Gateway& gateway, const Call& call) {
  Answer none;
  none.status = 0;
  if (!gateway.session.portfolio_asked)
    return refuse(400, "Please query /portfolio/accounts first");
  if (!gateway.known_account(call.captured[0])) return refuse(400, "Bad Request: unknown account");
  return none;
}

Answer meta(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  const paper::AccountConfig* account = config_of(gateway, call.captured[0]);
  if (!account) return refuse(400, "Bad Request: unknown account");
  std::string out;
  JsonWriter w(out);
  write_account(w, *account);
  return answer(std::move(out));
}

// ---- Positions

struct Valued {
  Price mark;
  double value = 0, cost = 0, average = 0;
};

Valued value_of(Gateway& gateway, market::InstrumentId id, const paper::Holding& holding) {
  Named contract;
  contract.instrument = id;
  const std::optional<market::Quote> quote = quote_of(gateway, contract);
  Valued result;
  const std::optional<Price> mark = quote ? quote->mark() : std::nullopt;
  if (mark) result.mark = *mark;
  const double multiplier = gateway.broker.catalogue().at(id).multiplier.to_double();
  const double quantity = holding.quantity.to_double();
  result.value = result.mark.to_double() * quantity * multiplier;
  result.cost = holding.cost.to_double();
  result.average = result.cost / quantity;
  return result;
}

void write_position(JsonWriter& w, Gateway& gateway, const std::string& account,
                    market::InstrumentId id, const paper::Holding& holding, bool second) {
  const ibkr::Contract& contract = gateway.broker.contract(id);
  const market::Instrument& instrument = gateway.broker.catalogue().at(id);
  const Valued valued = value_of(gateway, id, holding);
  const double multiplier = instrument.multiplier.to_double();
  w.begin_object();
  if (second) {
    put(w, "conid", fmt::format("{}", contract.conid));
    put(w, "description", contract.local_symbol);
    put(w, "marketPrice", valued.mark);
    put(w, "marketValue", valued.value);
    put(w, "secType", contract.sec_type);
    put(w, "timestamp", milliseconds_of(gateway.time()) / 1000);
    put(w, "isLastToLoq", false);
  } else {
    put(w, "acctId", account);
    put(w, "conid", contract.conid);
    put(w, "contractDesc", contract.local_symbol);
    put(w, "mktPrice", valued.mark);
    put(w, "mktValue", valued.value);
    put_array(w, "exchs", [](JsonWriter&) {});
    put(w, "expiry",
        contract.expiry.empty() ? std::optional<std::string>() : std::optional(contract.expiry));
    put_null(w, "putOrCall");
    put(w, "strike", 0);
    put_null(w, "exerciseStyle");
    put_array(w, "conExchMap", [](JsonWriter&) {});
    put(w, "undConid", contract.sec_type == "FUT" ? gateway.broker.underlying_conid(id) : 0);
    put(w, "model", "");
    put(w, "name", contract.long_name);
    put(w, "fullName", contract.local_symbol);
    put(w, "ticker", contract.symbol);
    put(w, "listingExchange", listing_text(contract));
    put(w, "isUS", true);
  }
  put(w, "position", holding.quantity);
  put(w, "currency", contract.currency);
  put(w, "avgCost", valued.average);
  put(w, "avgPrice", valued.average / multiplier);
  put(w, "realizedPnl", 0.0);
  put(w, "unrealizedPnl", valued.value - valued.cost);
  put(w, "assetClass", contract.sec_type);
  put(w, "multiplier", contract.sec_type == "FUT" ? multiplier : 0.0);
  w.end_object();
}

const CachedPositions& cached(Gateway& gateway, const std::string& account) {
  const auto found = gateway.positions.find(account);
  if (found != gateway.positions.end() && gateway.now() - found->second.taken < cached_for)
    return found->second;
  CachedPositions fresh;
  fresh.taken = gateway.now();
  for (const auto& [id, holding] : gateway.broker.ledger(account).holdings)
    fresh.holdings.emplace_back(id, holding);
  return gateway.positions.insert_or_assign(account, std::move(fresh)).first->second;
}

Answer positions(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  const std::int64_t page =
      call.captured.size() > 1 ? std::max<std::int64_t>(0, conid_of(call.captured[1])) : 0;
  const CachedPositions& known = cached(gateway, call.captured[0]);
  return answer(array([&](JsonWriter& w) {
    for (std::size_t i = 0; i < known.holdings.size(); ++i)
      if (static_cast<std::int64_t>(i / page_size) == page)
        write_position(w, gateway, call.captured[0], known.holdings[i].first,
                       known.holdings[i].second, false);
  }));
}

Answer positions_now(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  return answer(array([&](JsonWriter& w) {
    for (const auto& [id, holding] : gateway.broker.ledger(call.captured[0]).holdings)
      write_position(w, gateway, call.captured[0], id, holding, true);
  }));
}

Answer one_position(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  const std::int64_t conid = conid_of(call.captured[1]);
  return answer(array([&](JsonWriter& w) {
    for (const auto& [id, holding] : cached(gateway, call.captured[0]).holdings)
      if (gateway.broker.contract(id).conid == conid)
        write_position(w, gateway, call.captured[0], id, holding, false);
  }));
}

Answer invalidate(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  gateway.positions.erase(call.captured[0]);
  return answer(R"({"message":"success"})");
}

Answer combinations(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  return answer("[]");
}

// ---- Balances

Answer summary(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  const std::int64_t now = milliseconds_of(gateway.time());
  const std::vector<SummaryValue> values = summary_of(gateway, call.captured[0]);
  return answer(object([&](JsonWriter& w) {
    const auto entry = [&](const std::string& key, const SummaryValue& value) {
      put_object(w, key, [&](JsonWriter& each) {
        put(each, "amount", value.amount);
        put(each, "currency", value.currency);
        put(each, "isNull", false);
        put(each, "timestamp", now);
        put_null(each, "value");
        put(each, "severity", 0);
      });
    };
    put_object(w, "accountcode", [&](JsonWriter& each) {
      put(each, "amount", 0);
      put_null(each, "currency");
      put(each, "isNull", false);
      put(each, "timestamp", now);
      put(each, "value", call.captured[0]);
      put(each, "severity", 0);
    });
    for (const SummaryValue& value : values) entry(value.key, value);
    for (const SummaryValue& value : values) {
      entry(value.key + "-s", value);  // all of it is in the segment of securities
      SummaryValue none = value;
      none.amount = Money();
      entry(value.key + "-c", none);
    }
  }));
}

void write_ledger(JsonWriter& w, Gateway& gateway, const std::string& account,
                  std::string_view name, std::optional<market::Currency> currency) {
  const paper::Ledger& ledger = gateway.broker.ledger(account);
  double cash = 0, stocks = 0, futures = 0, crypto = 0, unrealized = 0;
  const market::Currency target = currency.value_or(ledger.base_currency);
  const auto counts = [&](market::Currency of) { return !currency || of == *currency; };
  for (const auto& [of, amount] : ledger.cash)
    if (counts(of)) cash += amount.to_double() * rate_between(gateway, of, target).value_or(0);
  for (const auto& [id, holding] : ledger.holdings) {
    const market::Instrument& instrument = gateway.broker.catalogue().at(id);
    if (!counts(instrument.currency)) continue;
    const double rate = rate_between(gateway, instrument.currency, target).value_or(0);
    const Valued valued = value_of(gateway, id, holding);
    unrealized += (valued.value - valued.cost) * rate;
    if (instrument.asset_class == market::AssetClass::future)
      futures += (valued.value - valued.cost) * rate;
    else if (instrument.asset_class == market::AssetClass::crypto)
      crypto += valued.value * rate;
    else
      stocks += valued.value * rate;
  }
  put_object(w, name, [&](JsonWriter& each) {
    put(each, "commoditymarketvalue", 0.0);
    put(each, "futuremarketvalue", futures);
    put(each, "settledcash", cash);
    put(each, "exchangerate", rate_between(gateway, target, ledger.base_currency).value_or(0));
    put(each, "sessionid", 1);
    put(each, "cashbalance", cash);
    put(each, "corporatebondsmarketvalue", 0.0);
    put(each, "warrantsmarketvalue", 0.0);
    put(each, "netliquidationvalue", cash + stocks + futures + crypto);
    put(each, "interest", 0.0);
    put(each, "unrealizedpnl", unrealized);
    put(each, "stockmarketvalue", stocks);
    put(each, "moneyfunds", 0.0);
    put(each, "currency", name);
    put(each, "realizedpnl", 0.0);
    put(each, "funds", 0.0);
    put(each, "acctcode", account);
    put(each, "issueroptionsmarketvalue", 0.0);
    put(each, "key", "LedgerList");
    put(each, "timestamp", milliseconds_of(gateway.time()) / 1000);
    put(each, "severity", 0);
    put(each, "stockoptionmarketvalue", 0.0);
    put(each, "futuresonlypnl", futures);
    put(each, "tbondsmarketvalue", 0.0);
    put(each, "cryptocurrencyvalue", crypto);
    put(each, "dividends", 0.0);
  });
}

Answer ledger(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  const std::string& account = call.captured[0];
  return answer(object([&](JsonWriter& w) {
    std::set<market::Currency> currencies;
    for (const auto& [currency, amount] : gateway.broker.ledger(account).cash)
      currencies.insert(currency);
    for (const auto& [id, holding] : gateway.broker.ledger(account).holdings)
      currencies.insert(gateway.broker.catalogue().at(id).currency);
    for (const market::Currency& currency : currencies)
      write_ledger(w, gateway, account, currency.view(), currency);
    write_ledger(w, gateway, account, "BASE", std::nullopt);
  }));
}

Answer allocation(Gateway& gateway, const Call& call) {
  if (Answer no = in_the_way(gateway, call); no.status != 0) return no;
  std::map<std::string, double> longs, shorts;
  const paper::Ledger& ledger = gateway.broker.ledger(call.captured[0]);
  for (const auto& [id, holding] : ledger.holdings) {
    const market::Instrument& instrument = gateway.broker.catalogue().at(id);
    const double value =
        value_of(gateway, id, holding).value *
        rate_between(gateway, instrument.currency, ledger.base_currency).value_or(0);
    (value >= 0 ? longs : shorts)[gateway.broker.contract(id).sec_type] += value;
  }
  for (const auto& [currency, amount] : ledger.cash) {
    const double value =
        amount.to_double() * rate_between(gateway, currency, ledger.base_currency).value_or(0);
    (value >= 0 ? longs : shorts)["CASH"] += value;
  }
  const auto side = [](JsonWriter& w, std::string_view name,
                       const std::map<std::string, double>& values) {
    put_object(w, name, [&](JsonWriter& each) {
      for (const auto& [key, value] : values) put(each, key, value);
    });
  };
  return answer(object([&](JsonWriter& w) {
    put_object(w, "assetClass", [&](JsonWriter& classes) {
      side(classes, "long", longs);
      side(classes, "short", shorts);
    });
    for (const std::string_view other : {"sector", "group"})
      put_object(w, other, [&](JsonWriter& each) {
        side(each, "long", {});
        side(each, "short", {});
      });
  }));
}

// ---- Of the brokerage session

Answer account_summary(Gateway& gateway, const Call& call) {
  if (!gateway.known_account(call.captured[0])) return refuse(400, "Bad Request: unknown account");
  const std::vector<SummaryValue> values = summary_of(gateway, call.captured[0]);
  const auto amount = [&](std::string_view key) {
    const auto found = std::ranges::find(values, key, &SummaryValue::key);
    return found == values.end() ? 0.0 : found->amount.to_double();
  };
  return answer(object([&](JsonWriter& w) {
    put(w, "accountType", "");
    put(w, "status", "");
    put(w, "balance", amount("netliquidation"));
    put(w, "SMA", 0.0);
    put(w, "buyingPower", amount("buyingpower"));
    put(w, "availableFunds", amount("availablefunds"));
    put(w, "excessLiquidity", amount("excessliquidity"));
    put(w, "netLiquidationValue", amount("netliquidation"));
    put(w, "equityWithLoanValue", amount("equitywithloanvalue"));
    put(w, "regTLoan", 0.0);
    put(w, "securitiesGVP", amount("grosspositionvalue"));
    put(w, "totalCashValue", amount("totalcashvalue"));
    put(w, "accruedInterest", 0.0);
    put(w, "regTMargin", 0.0);
    put(w, "initialMargin", amount("initmarginreq"));
    put(w, "maintenanceMargin", amount("maintmarginreq"));
    put_array(w, "cashBalances", [&](JsonWriter& list) {
      for (const auto& [currency, cash] : gateway.broker.ledger(call.captured[0]).cash) {
        list.begin_object();
        put(list, "currency", currency.view());
        put(list, "balance", cash);
        put(list, "settledCash", cash);
        list.end_object();
      }
    });
  }));
}

// /balances, /margins, /available_funds and /market_value: texts in a table of segments.
Answer segments(Gateway& gateway, const Call& call) {
  if (!gateway.known_account(call.captured[0])) return refuse(400, "Bad Request: unknown account");
  return answer(object([&](JsonWriter& w) {
    for (const std::string_view segment : {"total", "securities"})
      put_object(w, segment, [&](JsonWriter& each) {
        for (const SummaryValue& value : summary_of(gateway, call.captured[0]))
          put(each, value.key, amount_text(value.amount) + " " + value.currency);
      });
  }));
}

Answer partitioned(Gateway& gateway, const Call&) {
  return answer(object([&](JsonWriter& w) {
    put_object(w, "upnl", [&](JsonWriter& rows) {
      if (!gateway.session.profit_followed) return;
      for (const std::string& account : gateway.broker.accounts())
        rows.key(account + ".Core").raw(profit_json(gateway, account));
    });
  }));
}

constexpr Route routes[] = {
    {"GET", "portfolio/accounts", accounts, Tier::login, Limit::portfolio_accounts},
    {"GET", "portfolio/subaccounts", accounts, Tier::login, Limit::subaccounts},
    {"GET", "portfolio/subaccounts2", subaccounts_paged, Tier::login, Limit::subaccounts},
    {"GET", "portfolio/{}/meta", meta, Tier::login},
    {"GET", "portfolio/{}/positions", positions, Tier::login},
    {"GET", "portfolio/{}/positions/{}", positions, Tier::login},
    {"POST", "portfolio/{}/positions/invalidate", invalidate, Tier::login},
    {"GET", "portfolio/{}/position/{}", one_position, Tier::login},
    {"GET", "portfolio/{}/combo/positions", combinations, Tier::login},
    {"GET", "portfolio2/{}/positions", positions_now, Tier::login},
    {"GET", "portfolio/{}/summary", summary, Tier::login},
    {"GET", "portfolio/{}/ledger", ledger, Tier::login},
    {"GET", "portfolio/{}/allocation", allocation, Tier::login},
    {"GET", "iserver/account/{}/summary", account_summary, Tier::brokerage},
    {"GET", "iserver/account/{}/summary/balances", segments, Tier::brokerage},
    {"GET", "iserver/account/{}/summary/margins", segments, Tier::brokerage},
    {"GET", "iserver/account/{}/summary/available_funds", segments, Tier::brokerage},
    {"GET", "iserver/account/{}/summary/market_value", segments, Tier::brokerage},
    {"GET", "iserver/account/pnl/partitioned", partitioned, Tier::brokerage, Limit::partitioned},
};

}  // namespace

std::span<const Route> portfolio_routes() { return routes; }

std::vector<SummaryValue> summary_of(Gateway& gateway, const std::string& account) {
  const auto balances = now_from<port::Balances>([&](port::Reply<port::Balances> reply) {
    gateway.broker.market().balances(account, std::move(reply));
  });
  if (!balances) return {};
  const std::string currency = balances->currency.text();
  return {
      {"accruedcash", Money(), currency},
      {"availablefunds", balances->available_funds, currency},
      {"buyingpower", balances->buying_power, currency},
      {"equitywithloanvalue", balances->net_liquidation, currency},
      {"excessliquidity", balances->excess_liquidity, currency},
      {"fullavailablefunds", balances->available_funds, currency},
      {"fullexcessliquidity", balances->excess_liquidity, currency},
      {"fullinitmarginreq", balances->initial_margin, currency},
      {"fullmaintmarginreq", balances->maintenance_margin, currency},
      {"grosspositionvalue", balances->gross_position_value, currency},
      {"initmarginreq", balances->initial_margin, currency},
      {"maintmarginreq", balances->maintenance_margin, currency},
      {"netliquidation", balances->net_liquidation, currency},
      {"totalcashvalue", balances->cash, currency},
  };
}

std::string profit_json(Gateway& gateway, const std::string& account) {
  const paper::Ledger& ledger = gateway.broker.ledger(account);
  double daily = 0, unrealized = 0, value = 0;
  for (const auto& [id, holding] : ledger.holdings) {
    const market::Instrument& instrument = gateway.broker.catalogue().at(id);
    const double rate =
        rate_between(gateway, instrument.currency, ledger.base_currency).value_or(0);
    const Valued valued = value_of(gateway, id, holding);
    value += valued.value * rate;
    unrealized += (valued.value - valued.cost) * rate;
    Named contract;
    contract.instrument = id;
    const std::optional<market::Quote> quote = quote_of(gateway, contract);
    if (quote && quote->previous_close)
      daily += (valued.mark - *quote->previous_close).to_double() * holding.quantity.to_double() *
               instrument.multiplier.to_double() * rate;
  }
  // What was bought today counts from its price on, not from the close of the day before.
  const Date today = Date::of_utc(gateway.time());
  for (const Fill& fill : gateway.broker.fills()) {
    const port::OrderExecuted& execution = fill.execution;
    if (execution.account != account || Date::of_utc(execution.time) != today) continue;
    const market::Instrument* instrument = gateway.broker.catalogue().find(execution.symbol);
    if (!instrument || instrument->asset_class == market::AssetClass::fx) continue;
    Named contract;
    contract.instrument = instrument->id;
    const std::optional<market::Quote> quote = quote_of(gateway, contract);
    if (!quote || !quote->previous_close) continue;
    const double rate =
        rate_between(gateway, instrument->currency, ledger.base_currency).value_or(0);
    const double quantity = execution.side == port::Side::buy ? execution.quantity.to_double()
                                                              : -execution.quantity.to_double();
    daily += (*quote->previous_close - execution.price).to_double() * quantity *
             instrument->multiplier.to_double() * rate;
    daily -= execution.commission.to_double() * rate;
  }
  double net = 0, excess = 0;
  for (const SummaryValue& each : summary_of(gateway, account)) {
    if (each.key == "netliquidation") net = each.amount.to_double();
    if (each.key == "excessliquidity") excess = each.amount.to_double();
  }
  const auto cents = [](double amount) {
    return price_from(amount, Price::from_scaled(1'000'000));
  };
  return object([&](JsonWriter& w) {
    put(w, "rowType", 1);
    put(w, "dpl", cents(daily));
    put(w, "nl", cents(net));
    put(w, "upl", cents(unrealized));
    put(w, "uel", cents(excess));
    put(w, "el", cents(excess));
    put(w, "mv", cents(value));
  });
}

}  // namespace pitwall::emulator::cp

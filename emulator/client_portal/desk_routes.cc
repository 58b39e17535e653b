// What a person keeps at the broker, and its reports: watchlists, alerts, notices, scanner,
// performance.
#include <algorithm>

#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

constexpr std::size_t max_watchlists = 100;
constexpr std::size_t max_rows = 500;
constexpr std::size_t max_alerts = 200;
constexpr std::int64_t own_alert = 1;  // the Mobile Trading Assistant, which is always there

bool is_numeric(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// ---- Watchlists

Answer watchlists(Gateway& gateway, const Call&) {
  return answer(object([&](JsonWriter& w) {
    put_object(w, "data", [&](JsonWriter& data) {
      put(data, "scanners_only", false);
      put_array(data, "system_lists", [](JsonWriter&) {});
      put(data, "show_scanners", false);
      put(data, "bulk_delete", false);
      put_array(data, "user_lists", [&](JsonWriter& list) {
        for (const auto& [id, watchlist] : gateway.watchlists) {
          list.begin_object();
          put(list, "is_open", false);
          put(list, "read_only", false);
          put(list, "name", watchlist.name);
          put(list, "modified", milliseconds_of(watchlist.changed));
          put(list, "id", id);
          put(list, "type", "watchlist");
          list.end_object();
        }
      });
    });
    put(w, "action", "content");
    put(w, "MID", "1");
  }));
}

void write_watchlist(JsonWriter& w, Gateway& gateway, const std::string& id,
                     const Watchlist& watchlist) {
  w.begin_object();
  put(w, "id", id);
  put(w, "hash", fmt::format("{}", milliseconds_of(watchlist.changed)));
  put(w, "name", watchlist.name);
  put(w, "readOnly", false);
  put_array(w, "instruments", [&](JsonWriter& list) {
    for (const std::int64_t conid : watchlist.conids) {
      const std::optional<Named> contract = named(gateway, conid);
      list.begin_object();
      put(list, "ST", contract ? contract->contract.sec_type : "");
      put(list, "C", fmt::format("{}", conid));
      put(list, "conid", conid);
      put(list, "name", contract ? contract->contract.long_name : "");
      put(list, "fullName", contract ? contract->contract.local_symbol : "");
      put(list, "assetClass", contract ? contract->contract.sec_type : "");
      put(list, "ticker", contract ? contract->contract.symbol : "");
      put_null(list, "chineseName");
      list.end_object();
    }
  });
  w.end_object();
}

Answer watchlist(Gateway& gateway, const Call& call) {
  const auto found = gateway.watchlists.find(call.parameter("id"));
  if (found == gateway.watchlists.end()) return refuse(503, "Unable to find watchlist");
  std::string out;
  JsonWriter w(out);
  write_watchlist(w, gateway, found->first, found->second);
  return answer(std::move(out));
}

Answer put_watchlist(Gateway& gateway, const Call& call) {
  const std::string id(call.body.string_or("id", ""));
  const Json* rows = call.body.find("rows");
  if (!is_numeric(id) || call.body.string_or("name", "").empty() || !rows || !rows->is_array() ||
      rows->items().size() > max_rows)
    return refuse(400, "Bad Request: id (digits), name and rows are needed");
  if (gateway.watchlists.size() >= max_watchlists && !gateway.watchlists.contains(id))
    return refuse(500, "Too many watchlists");
  Watchlist watchlist{std::string(call.body.string_or("name", "")), {}, gateway.time()};
  for (const Json& row : rows->items())
    if (const std::int64_t conid = conid_of(row.find("C")); conid > 0)
      watchlist.conids.push_back(conid);
  const auto kept = gateway.watchlists.insert_or_assign(id, std::move(watchlist)).first;
  std::string out;
  JsonWriter w(out);
  write_watchlist(w, gateway, kept->first, kept->second);
  return answer(std::move(out));
}

Answer delete_watchlist(Gateway& gateway, const Call& call) {
  const std::string id = call.parameter("id");
  if (gateway.watchlists.erase(id) == 0) return refuse(503, "Unable to find watchlist");
  return answer(object([&](JsonWriter& w) {
    put_object(w, "data", [&](JsonWriter& data) { put(data, "deleted", id); });
    put(w, "action", "context");
    put(w, "MID", "2");
  }));
}

// ---- Alerts

void write_alert(JsonWriter& w, std::int64_t id, std::string_view account, std::string_view name,
                 bool active, Time made) {
  w.begin_object();
  put(w, "order_id", id);
  put(w, "account", account);
  put(w, "alert_name", name);
  put(w, "alert_active", active ? 1 : 0);
  put(w, "order_time", compact_time(made));
  put(w, "alert_triggered", false);
  put(w, "alert_repeatable", 0);
  w.end_object();
}

Answer alerts(Gateway& gateway, const Call& call) {
  const std::string& account = call.captured[0];
  if (!gateway.known_account(account)) return refuse(400, "Bad Request: unknown account");
  return answer(array([&](JsonWriter& w) {
    write_alert(w, own_alert, account, "MTA", false, gateway.time());
    for (const auto& [id, alert] : gateway.alerts)
      if (alert.account == account)
        write_alert(w, id, account, alert.name, alert.active, alert.made);
  }));
}

Answer put_alert(Gateway& gateway, const Call& call) {
  const std::string& account = call.captured[0];
  if (!gateway.known_account(account)) return refuse(400, "Bad Request: unknown account");
  const std::string name(call.body.string_or("alertName", ""));
  const Json* conditions = call.body.find("conditions");
  if (name.empty() || name.size() > 200 || !conditions || !conditions->is_array())
    return refuse(400, "Bad Request: alertName and conditions are needed");
  std::int64_t id = conid_of(call.body.find("orderId"));
  if (id <= 0) id = conid_of(call.body.find("order_id"));
  if (id > 0 && !gateway.alerts.contains(id)) return refuse(400, "Bad Request: no such alert");
  if (id <= 0 && gateway.alerts.size() >= max_alerts) return refuse(500, "Too many alerts");
  if (id <= 0) id = 900'000'000 + static_cast<std::int64_t>(++gateway.serial);
  gateway.alerts.insert_or_assign(id, Alert{account, name, true, call.body, gateway.time()});
  return answer(object([&](JsonWriter& w) {
    put(w, "request_id", 0);
    put(w, "order_id", id);
    put(w, "success", true);
    put(w, "text", "Submitted");
    put_null(w, "order_status");
    put_null(w, "warning_message");
  }));
}

Answer alert_details(Gateway& gateway, const Call& call) {
  const std::int64_t id = conid_of(std::string_view(call.captured[0]));
  const auto found = gateway.alerts.find(id);
  if (found == gateway.alerts.end() && id != own_alert)
    return refuse(400, "Bad Request: no such alert");
  const bool own = found == gateway.alerts.end();
  return answer(object([&](JsonWriter& w) {
    put(w, "account", own ? gateway.session.account : found->second.account);
    put(w, "order_id", id);
    put(w, "alert_name", own ? "MTA" : found->second.name);
    put(w, "alert_message", own ? "" : found->second.body.string_or("alertMessage", ""));
    put(w, "alert_active", !own && found->second.active ? 1 : 0);
    put(w, "alert_repeatable", 0);
    put(w, "tif", "GTC");
    put(w, "order_status", own || !found->second.active ? "Inactive" : "Submitted");
    w.key("conditions");
    const Json* conditions = own ? nullptr : found->second.body.find("conditions");
    conditions ? w.value(*conditions) : w.raw("[]");
  }));
}

Answer activate_alert(Gateway& gateway, const Call& call) {
  const std::int64_t id = conid_of(call.body.find("alertId"));
  const auto found = gateway.alerts.find(id);
  if (found == gateway.alerts.end()) return refuse(400, "Bad Request: no such alert");
  const Json* active = call.body.find("alertActive");
  found->second.active = active && active->text() == "1";
  return answer(object([&](JsonWriter& w) {
    put_null(w, "request_id");
    put(w, "order_id", id);
    put(w, "success", true);
    put(w, "text", "Request was submitted");
    put_null(w, "failure_list");
  }));
}

Answer delete_alert(Gateway& gateway, const Call& call) {
  const std::int64_t id = conid_of(std::string_view(call.captured[1]));
  if (gateway.alerts.erase(id) == 0)
    return answer(R"({"success":false,"failure_list":"no such alert"})");
  return answer(object([&](JsonWriter& w) {
    put_null(w, "request_id");
    put(w, "order_id", id);
    put(w, "success", true);
    put(w, "text", "Request was submitted");
    put_null(w, "failure_list");
  }));
}

// ---- Notices: there are none

Answer unread(Gateway&, const Call&) { return answer(R"({"BN":0})"); }
Answer none(Gateway&, const Call&) { return answer("[]"); }
Answer accepted(Gateway&, const Call&) { return answer(R"({"V":1,"T":10})"); }
Answer disclaimer(Gateway&, const Call& call) {
  return answer(object([&](JsonWriter& w) {
    put(w, "DT", "The emulator gives no advice.");
    put(w, "FC", call.captured[0]);
  }));
}
Answer delivery(Gateway&, const Call&) { return answer(R"({"M":0,"E":[]})"); }

// ---- Scanner

void put_names(JsonWriter& w, std::string_view name, const std::vector<port::ScanName>& names,
               std::string_view key) {
  put_array(w, name, [&](JsonWriter& list) {
    for (const port::ScanName& each : names) {
      list.begin_object();
      put(list, "display_name", each.name);
      put(list, key, each.code);
      if (key == "code" && name == "scan_type_list")
        put_array(list, "instruments", [](JsonWriter& kinds) { kinds.string("STK"); });
      list.end_object();
    }
  });
}

Answer scanner_params(Gateway& gateway, const Call&) {
  auto catalogue = now_from<port::ScannerCatalogue>([&](port::Reply<port::ScannerCatalogue> r) {
    gateway.broker.market().scanner_catalogue(std::move(r));
  });
  const port::ScannerCatalogue known = catalogue ? std::move(*catalogue) : port::ScannerCatalogue();
  return answer(object([&](JsonWriter& w) {
    put_names(w, "scan_type_list", known.codes, "code");
    put_array(w, "instrument_list", [&](JsonWriter& list) {
      for (const port::ScanName& each : known.instruments) {
        list.begin_object();
        put(list, "display_name", each.name);
        put(list, "type", each.code);
        put_array(list, "filters", [&](JsonWriter& filters) {
          for (const port::ScanName& filter : known.filters) filters.string(filter.code);
        });
        list.end_object();
      }
    });
    put_array(w, "filter_list", [&](JsonWriter& list) {
      for (const port::ScanName& each : known.filters) {
        list.begin_object();
        put(list, "group", each.code);
        put(list, "display_name", each.name);
        put(list, "code", each.code);
        put(list, "type", "non-range");
        list.end_object();
      }
    });
    put_array(w, "location_tree", [&](JsonWriter& tree) {
      tree.begin_object();
      put(tree, "display_name", "US Stocks");
      put(tree, "type", "STK");
      put_names(tree, "locations", known.locations, "type");
      tree.end_object();
    });
  }));
}

Answer scan(Gateway& gateway, const Call& call) {
  port::ScanQuery query;
  query.code = call.body.string_or("type", "");
  query.instrument = call.body.string_or("instrument", "");
  query.location = call.body.string_or("location", "");
  query.limit = port::ScanQuery::max_rows;
  if (query.code.empty() || query.instrument.empty() || query.location.empty())
    return refuse(400, "Bad Request: instrument, location and type are needed");
  if (const Json* filters = call.body.find("filter"); filters && filters->is_array())
    for (const Json& filter : filters->items()) {
      const Json* value = filter.find("value");
      query.filters.push_back(
          {std::string(filter.string_or("code", "")), value ? value->text() : std::string()});
    }
  const auto found = now_from<port::Scan>([&](port::Reply<port::Scan> reply) {
    gateway.broker.market().scan(query, std::move(reply));
  });
  if (!found && found.error().code != Code::unsupported) return refuse(500, found.error().message);
  const port::Scan scan = found ? *found : port::Scan();
  return answer(object([&](JsonWriter& w) {
    put_array(w, "contracts", [&](JsonWriter& list) {
      int rank = 0;
      for (const port::ScanRow& row : scan.rows) {
        const Result<const market::Instrument*> instrument =
            gateway.broker.catalogue().find(row.symbol);
        if (!instrument) continue;
        const ibkr::Contract& contract = gateway.broker.contract((*instrument)->id);
        list.begin_object();
        put(list, "server_id", fmt::format("{}", rank++));
        put(list, "column_name", row.value);
        put(list, "symbol", contract.symbol);
        put(list, "conidex", fmt::format("{}", contract.conid));
        put(list, "con_id", contract.conid);
        put(list, "available_chart_periods", "#R|1");
        put(list, "company_name", row.name);
        put(list, "scan_data", row.value);
        put(list, "contract_description_1", contract.local_symbol);
        put(list, "listing_exchange", listing_text(contract));
        put(list, "sec_type", contract.sec_type);
        list.end_object();
      }
    });
    put(w, "scan_data_column_name", scan.column);
  }));
}

// ---- Performance

std::optional<port::PerformancePeriod> period_named(std::string_view text) {
  using enum port::PerformancePeriod;
  if (text == "1D") return day;
  if (text == "7D" || text == "1W") return week;
  if (text == "MTD" || text == "1M") return month;
  if (text == "3M") return quarter;
  if (text == "YTD") return year_to_date;
  if (text == "1Y" || text == "12M") return year;
  return std::nullopt;
}

port::Performance performance_of(Gateway& gateway, const std::string& account,
                                 port::PerformancePeriod period) {
  const auto got = now_from<port::Performance>([&](port::Reply<port::Performance> reply) {
    gateway.broker.market().performance(account, period, std::move(reply));
  });
  return got ? *got : port::Performance();
}

std::vector<std::string> accounts_asked(const Gateway& gateway, const Call& call) {
  std::vector<std::string> accounts;
  if (const Json* list = call.body.find("acctIds"); list && list->is_array())
    for (const Json& account : list->items())
      if (account.is_string() && gateway.known_account(account.text()))
        accounts.push_back(account.text());
  return accounts;
}

void write_series(JsonWriter& w, std::string_view name, const port::Performance& performance,
                  bool returns) {
  put_object(w, name, [&](JsonWriter& series) {
    put_array(series, "dates", [&](JsonWriter& dates) {
      for (const port::PerformancePoint& point : performance.points)
        dates.string(compact_date(point.date));
    });
    put(series, "freq", "D");
    put_array(series, "data", [&](JsonWriter& data) {
      data.begin_object();
      put(data, "id", performance.account);
      put(data, "idType", "acctid");
      put(data, "baseCurrency", performance.currency.view());
      put_array(data, returns ? "returns" : "navs", [&](JsonWriter& values) {
        for (const port::PerformancePoint& point : performance.points) {
          if (returns)
            values.number(point.cumulative_return.value_or(0));
          else
            values.raw(point.net_asset_value.value_or(Money()).text());
        }
      });
      data.end_object();
    });
  });
}

Answer performance(Gateway& gateway, const Call& call) {
  const std::vector<std::string> accounts = accounts_asked(gateway, call);
  const auto period = period_named(call.body.string_or("period", "YTD"));
  if (accounts.empty() || !period) return refuse(400, "Bad Request: acctIds and period are needed");
  const port::Performance found = performance_of(gateway, accounts.front(), *period);
  return answer(object([&](JsonWriter& w) {
    put(w, "currencyType", "base");
    put(w, "rc", 0);
    write_series(w, "nav", found, false);
    write_series(w, "cps", found, true);
    put(w, "nd", found.points.size());
    put(w, "pm", "TWR");
    put_array(w, "included", [&](JsonWriter& list) { list.string(accounts.front()); });
    put(w, "id", "getPerformanceData");
  }));
}

Answer all_periods(Gateway& gateway, const Call& call) {
  const std::vector<std::string> accounts = accounts_asked(gateway, call);
  if (accounts.empty()) return refuse(400, "Bad Request: acctIds is needed");
  return answer(object([&](JsonWriter& w) {
    put(w, "currencyType", "base");
    put(w, "rc", 0);
    for (const std::string& account : accounts)
      put_object(w, account, [&](JsonWriter& each) {
        for (const std::string_view name : {"1D", "7D", "MTD", "1M", "YTD", "1Y"}) {
          const port::Performance found = performance_of(gateway, account, *period_named(name));
          put_object(each, name, [&](JsonWriter& one) {
            write_series(one, "nav", found, false);
            write_series(one, "cps", found, true);
          });
        }
      });
    put(w, "id", "getPerformanceAllPeriods");
  }));
}

Answer transactions(Gateway& gateway, const Call& call) {
  const std::vector<std::string> accounts = accounts_asked(gateway, call);
  const Json* conids = call.body.find("conids");
  if (accounts.empty() || !conids || !conids->is_array() || conids->items().empty())
    return refuse(400, "Bad Request: acctIds and conids are needed");
  const std::int64_t wanted = conid_of(&conids->items().front());
  return answer(object([&](JsonWriter& w) {
    put(w, "rc", 0);
    put(w, "nd", 90);
    put(w, "currency", "USD");
    put_array(w, "transactions", [&](JsonWriter& list) {
      for (const Fill& fill : gateway.broker.fills()) {
        const port::OrderExecuted& execution = fill.execution;
        const market::Instrument* instrument = gateway.broker.catalogue().find(execution.symbol);
        if (!instrument || execution.account != accounts.front() ||
            gateway.broker.contract(instrument->id).conid != wanted)
          continue;
        const bool buys = execution.side == port::Side::buy;
        list.begin_object();
        put(list, "date", compact_date(execution.trading_day));
        put(list, "cur", execution.currency.view());
        put(list, "fxRate", 1);
        put(list, "pr", execution.price);
        put(list, "qty", buys ? execution.quantity : -execution.quantity);
        put(list, "acctid", execution.account);
        put(list, "conid", wanted);
        put(list, "type", buys ? "Buy" : "Sell");
        put(list, "desc", instrument->name);
        list.end_object();
      }
    });
    put(w, "id", "getTransactions");
  }));
}

constexpr Route routes[] = {
    {"GET", "iserver/watchlists", watchlists, Tier::brokerage},
    {"GET", "iserver/watchlist", watchlist, Tier::brokerage},
    {"POST", "iserver/watchlist", put_watchlist, Tier::brokerage},
    {"DELETE", "iserver/watchlist", delete_watchlist, Tier::brokerage},
    {"GET", "iserver/account/{}/alerts", alerts, Tier::brokerage},
    {"POST", "iserver/account/{}/alert", put_alert, Tier::brokerage},
    {"GET", "iserver/account/alert/{}", alert_details, Tier::brokerage},
    {"POST", "iserver/account/{}/alert/activate", activate_alert, Tier::brokerage},
    {"DELETE", "iserver/account/{}/alert/{}", delete_alert, Tier::brokerage},
    {"GET", "fyi/unreadnumber", unread, Tier::login, Limit::fyi},
    {"GET", "fyi/settings", none, Tier::login, Limit::fyi},
    {"POST", "fyi/settings/{}", accepted, Tier::login, Limit::fyi},
    {"GET", "fyi/disclaimer/{}", disclaimer, Tier::login, Limit::fyi},
    {"PUT", "fyi/disclaimer/{}", accepted, Tier::login, Limit::fyi},
    {"GET", "fyi/deliveryoptions", delivery, Tier::login, Limit::fyi},
    {"GET", "fyi/notifications", none, Tier::login, Limit::fyi},
    {"GET", "fyi/notifications/more", none, Tier::login, Limit::fyi},
    {"GET", "iserver/scanner/params", scanner_params, Tier::brokerage, Limit::scanner_params},
    {"POST", "iserver/scanner/run", scan, Tier::brokerage, Limit::scanner_run},
    {"POST", "pa/performance", performance, Tier::login, Limit::performance},
    {"POST", "pa/allperiods", all_periods, Tier::login, Limit::all_periods},
    {"POST", "pa/transactions", transactions, Tier::login, Limit::transactions},
};

}  // namespace

std::span<const Route> desk_routes() { return routes; }

}  // namespace pitwall::emulator::cp

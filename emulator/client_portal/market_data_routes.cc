// Snapshots and history.
#include <algorithm>

#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

constexpr std::size_t max_conids = 100;
constexpr std::size_t max_fields = 50;
constexpr Duration data_after = milliseconds(500);  // of the first request for a contract

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

// Futures and options need their symbol searched for first.
bool searched_for(const Gateway& gateway, const ibkr::Contract& contract) {
  if (contract.sec_type != "FUT" && contract.sec_type != "OPT") return true;
  return gateway.session.searched.contains(contract.symbol);
}

void write_snapshot(JsonWriter& w, Gateway& gateway, std::int64_t conid) {
  w.begin_object();
  put(w, "conidEx", fmt::format("{}", conid));
  put(w, "conid", conid);
  const auto began = gateway.session.snapshots.find(conid);
  const std::optional<Named> contract = named(gateway, conid);
  if (contract && searched_for(gateway, contract->contract)) {
    if (began == gateway.session.snapshots.end()) {
      gateway.session.snapshots[conid] = gateway.now() + data_after;
    } else if (gateway.now() >= began->second) {
      put(w, "_updated", milliseconds_of(gateway.time()));
      put(w, "server_id", "q1");
      put(w, "6119", "q1");
      put(w, "6509", availability(gateway));
      for (const auto& [field, value] :
           snapshot_of(gateway, *contract, gateway.session.snapshot_fields[conid]))
        put(w, field, value);
    }
  }
  w.end_object();
}

Answer snapshot(Gateway& gateway, const Call& call) {
  if (!gateway.session.accounts_asked) return refuse(400, "Please query /accounts first");
  const std::vector<std::string> conids = list_of(call.parameter("conids"));
  const std::vector<std::string> fields = list_of(call.parameter("fields"));
  if (conids.empty()) return refuse(400, "Bad Request: conids is needed");
  if (conids.size() > max_conids) return refuse(400, "Bad Request: at most 100 conids");
  if (fields.size() > max_fields) return refuse(400, "Bad Request: at most 50 fields");
  for (const std::string& conid : conids)
    if (conid_of(conid) <= 0)
      return refuse(400, "Bad Request: invalid conid " + conid.substr(0, 40));
  return answer(array([&](JsonWriter& w) {
    for (const std::string& text : conids) {
      const std::int64_t conid = conid_of(text);
      if (!fields.empty() && named(gateway, conid)) gateway.session.snapshot_fields[conid] = fields;
      write_snapshot(w, gateway, conid);
    }
  }));
}

Answer unsubscribe(Gateway& gateway, const Call& call) {
  const std::int64_t conid = conid_of(call.body.find("conid"));
  gateway.session.snapshot_fields.erase(conid);
  if (gateway.session.snapshots.erase(conid) == 0)
    return net::Response::json(500, R"({"error":"unknown"})");
  return answer(R"({"success":true})");
}

Answer unsubscribe_all(Gateway& gateway, const Call&) {
  gateway.session.snapshots.clear();
  gateway.session.snapshot_fields.clear();
  return answer(R"({"unsubscribed":true})");
}

// ---- History

// "5min" -> 5 minutes; lower case only.
std::optional<std::int64_t> count_before(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) return std::nullopt;
  text.remove_suffix(unit.size());
  if (text.empty() || text.size() > 4) return std::nullopt;
  std::int64_t count = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    count = 10 * count + (digit - '0');
  }
  return count > 0 ? std::optional(count) : std::nullopt;
}

struct PeriodUnit {
  std::string_view unit;
  std::int64_t most;
  Duration each;
};
// "min" before "m": which unit a text ends with is looked for in this order.
constexpr PeriodUnit period_units[] = {{"min", 30, minutes(1)}, {"h", 8, hours(1)},
                                       {"d", 1000, days(1)},    {"w", 792, days(7)},
                                       {"m", 182, days(30)},    {"y", 15, days(365)}};

std::optional<Duration> period_of(std::string_view text) {
  for (const PeriodUnit& unit : period_units)
    if (const auto count = count_before(text, unit.unit))
      return *count <= unit.most ? std::optional(unit.each * *count) : std::nullopt;
  return std::nullopt;
}

struct BarName {
  std::string_view name;
  market::BarSize made_of;
  std::int64_t factor;  // how many of those
  std::int64_t minutes;
};
constexpr BarName bar_names[] = {
    {"1min", market::BarSize::m1, 1, 1},    {"2min", market::BarSize::m2, 1, 2},
    {"3min", market::BarSize::m3, 1, 3},    {"5min", market::BarSize::m5, 1, 5},
    {"10min", market::BarSize::m10, 1, 10}, {"15min", market::BarSize::m15, 1, 15},
    {"30min", market::BarSize::m30, 1, 30}, {"1h", market::BarSize::h1, 1, 60},
    {"2h", market::BarSize::h2, 1, 120},    {"3h", market::BarSize::h1, 3, 180},
    {"4h", market::BarSize::h4, 1, 240},    {"8h", market::BarSize::h8, 1, 480},
    {"1d", market::BarSize::d1, 1, 1440},   {"1w", market::BarSize::w1, 1, 10080},
    {"1m", market::BarSize::mo1, 1, 43200},
};

// What the gateway takes for a period where no bar is asked for, and the shortest it gives.
struct Step {
  Duration up_to;
  std::string_view shortest;
  std::string_view usual;
};
constexpr Step steps[] = {
    {hours(8), "1min", "1min"},   {days(1), "1min", "1min"},     {days(7), "10min", "15min"},
    {days(31), "1h", "1h"},       {days(92), "2h", "2h"},        {days(183), "4h", "4h"},
    {days(366), "8h", "1d"},      {days(2 * 366), "1d", "1d"},   {days(3 * 366), "1d", "1w"},
    {days(15 * 366), "1w", "1w"}, {days(100 * 366), "1m", "1m"},
};

const BarName* bar_named(std::string_view name) {
  for (const BarName& bar : bar_names)
    if (bar.name == name) return &bar;
  return nullptr;
}

const Step& step_for(Duration period) {
  for (const Step& step : steps)
    if (period <= step.up_to) return step;
  return std::end(steps)[-1];
}

Answer history(Gateway& gateway, const Call& call) {
  const std::int64_t conid = conid_of(call.parameter("conid"));
  const std::optional<Named> contract = named(gateway, conid);
  if (!contract) return refuse(400, "Bad Request: invalid conid");
  if (gateway.session.charted.insert(conid).second && gateway.broker.faults().cold_history)
    return refuse(500, "Chart data unavailable");
  if (call.parameter("direction") == "1") return sorry("Chart data unavailable");
  std::optional<Time> until;
  if (const std::string text = call.parameter("startTime"); !text.empty()) {
    const Result<Time> time = parse_compact_time(text);
    if (!time) return refuse(400, "Bad Request: " + time.error().message);
    until = *time;
  }
  Answer refused;
  refused.status = 0;
  std::string json = history_json(gateway, *contract, call.parameter("period"),
                                  call.parameter("bar"), call.flag("outsideRth"), until, &refused);
  return refused.status != 0 ? refused : answer(std::move(json));
}

// `factor` bars into one, within a day.
std::vector<market::Bar> joined(const std::vector<market::Bar>& bars, std::int64_t factor) {
  if (factor == 1) return bars;
  std::vector<market::Bar> longer;
  std::int64_t inside = 0;
  for (const market::Bar& bar : bars) {
    const bool same_day =
        !longer.empty() && Date::of_utc(longer.back().time) == Date::of_utc(bar.time);
    if (!same_day || inside == factor) {
      longer.push_back(bar);
      inside = 1;
      continue;
    }
    ++inside;
    market::Bar& last = longer.back();
    last.high = std::max(last.high, bar.high);
    last.low = std::min(last.low, bar.low);
    last.close = bar.close;
    last.volume += bar.volume;
  }
  return longer;
}

std::string extreme_text(const market::Bar& bar, Price price, Time from) {
  const Price scaled = Price::from_scaled(decimal::narrow(Int128{price.scaled()} * 100));
  return fmt::format("{}/{}/{}", scaled.text(), bar.volume.text(), (bar.time - from) / minutes(1));
}

void write_bars(JsonWriter& w, const std::vector<market::Bar>& bars) {
  put_array(w, "data", [&](JsonWriter& list) {
    for (const market::Bar& bar : bars) {
      list.begin_object();
      put(list, "o", bar.open);
      put(list, "c", bar.close);
      put(list, "h", bar.high);
      put(list, "l", bar.low);
      put(list, "v", bar.volume);
      put(list, "t", milliseconds_of(bar.time));
      list.end_object();
    }
  });
}

constexpr Route routes[] = {
    {"GET", "iserver/marketdata/snapshot", snapshot, Tier::brokerage, Limit::snapshot},
    {"POST", "iserver/marketdata/unsubscribe", unsubscribe, Tier::brokerage},
    {"GET", "iserver/marketdata/unsubscribeall", unsubscribe_all, Tier::brokerage},
    {"GET", "iserver/marketdata/history", history, Tier::brokerage, Limit::history},
};

}  // namespace

std::span<const Route> market_data_routes() { return routes; }

std::string history_json(Gateway& gateway, const Named& contract, std::string_view period,
                         std::string_view bar, bool outside, std::optional<Time> until,
                         Answer* refused) {
  constexpr std::size_t max_points = 1000;
  const auto refuse_with = [&](int status, std::string_view message) {
    *refused = refuse(status, message);
    return std::string();
  };
  // Upper case is taken for something else without a word, as the gateway does.
  const bool upper = std::ranges::any_of(period, [](char c) { return c >= 'A' && c <= 'Z'; });
  const std::optional<Duration> length =
      period.empty() || upper ? std::optional(days(7)) : period_of(period);
  if (!length) return refuse_with(400, "Bad Request: invalid period");
  const Step& step = step_for(*length);
  const BarName* name = bar_named(bar.empty() ? step.usual : bar);
  if (!name || name->minutes < bar_named(step.shortest)->minutes)
    return refuse_with(
        400, fmt::format("Bad Request: for this period the bar is {} or longer", step.shortest));
  if (!contract.instrument) return refuse_with(500, "Chart data unavailable");
  const Time end = std::min(until.value_or(gateway.time()), gateway.time());
  port::HistoryQuery query{*contract.instrument,
                           name->made_of,
                           end - *length,
                           end,
                           outside,
                           max_points * static_cast<std::size_t>(name->factor)};
  const auto series = now_from<market::BarSeries>([&](port::Reply<market::BarSeries> reply) {
    gateway.broker.market().history(query, std::move(reply));
  });
  if (!series) return refuse_with(500, "Chart data unavailable");
  std::vector<market::Bar> bars = joined(series->bars, name->factor);
  if (bars.size() > max_points)
    bars.erase(bars.begin(), bars.end() - static_cast<std::ptrdiff_t>(max_points));
  const auto high = std::ranges::max_element(bars, {}, &market::Bar::high);
  const auto low = std::ranges::min_element(bars, {}, &market::Bar::low);
  return object([&](JsonWriter& w) {
    put(w, "serverId", fmt::format("{}", 20'000 + gateway.serial++));
    put(w, "symbol", contract.contract.symbol);
    put(w, "text", contract.contract.long_name);
    put(w, "priceFactor", 100);
    put(w, "startTime", compact_time(bars.front().time));
    put(w, "high", extreme_text(*high, high->high, bars.front().time));
    put(w, "low", extreme_text(*low, low->low, bars.front().time));
    put(w, "timePeriod", period.empty() ? "1w" : period);
    put(w, "barLength", name->minutes * 60);
    put(w, "mdAvailability", availability(gateway));
    put(w, "mktDataDelay", 0);
    put(w, "outsideRth", outside);
    put(w, "volumeFactor", 1);
    put(w, "priceDisplayRule", 1);
    put(w, "priceDisplayValue", "2");
    put(w, "negativeCapable", false);
    put(w, "messageVersion", 2);
    write_bars(w, bars);
    put(w, "points", bars.size() - 1);
    put(w, "travelTime", 1);
  });
}

}  // namespace pitwall::emulator::cp

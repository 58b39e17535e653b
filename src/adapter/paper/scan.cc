#include "adapter/paper/scan.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/nearest.h"

namespace pitwall::paper {

using market::AssetClass;
using market::Instrument;
using market::Quote;

namespace {

// ---- What to rank by: each a figure of one subject, and how it reads.

std::optional<double> ratio(const std::optional<Price>& value, const std::optional<Price>& base) {
  if (!value || !base || base->sign() <= 0) return std::nullopt;
  return value->to_double() / base->to_double();
}
std::optional<double> percent(const std::optional<Price>& value, const std::optional<Price>& base) {
  const std::optional<double> found = ratio(value, base);
  return found ? std::optional((*found - 1) * 100) : std::nullopt;
}
std::optional<double> change(const ScanSubject& subject) {
  return percent(subject.quote.mark(), subject.quote.previous_close);
}
std::optional<double> change_since_open(const ScanSubject& subject) {
  return percent(subject.quote.mark(), subject.quote.open);
}
std::optional<double> gap(const ScanSubject& subject) {
  return percent(subject.quote.open, subject.quote.previous_close);
}
std::optional<double> range(const ScanSubject& subject) {
  return percent(subject.quote.high, subject.quote.low);
}
std::optional<double> volume(const ScanSubject& subject) {
  if (!subject.quote.volume) return std::nullopt;
  return subject.quote.volume->to_double();
}
std::optional<double> traded_value(const ScanSubject& subject) {
  const std::optional<double> count = volume(subject);
  const std::optional<Price> mark = subject.quote.mark();
  if (!count || !mark) return std::nullopt;
  return *count * mark->to_double() * subject.instrument->multiplier.to_double();
}
std::optional<double> volume_against_usual(const ScanSubject& subject) {
  const std::optional<double> today = volume(subject);
  const std::size_t count = std::min(scan_days, subject.days.size());
  double sum = 0;
  for (std::size_t i = subject.days.size() - count; i < subject.days.size(); ++i)
    sum += subject.days[i].volume.to_double();
  if (!today || count == 0 || sum <= 0) return std::nullopt;
  return *today / (sum / static_cast<double>(count));
}
enum class Reads { percent, whole, times };

struct Ranking {
  std::string_view code;
  std::string_view name;
  std::string_view column;
  std::optional<double> (*figure)(const ScanSubject&);
  bool highest_first;
  Reads reads;
  bool looks_back = false;
};

constexpr std::array<Ranking, 10> rankings{{
    {"TOP_PERC_GAIN", "Top % gainers", "Change since the close", change, true, Reads::percent},
    {"TOP_PERC_LOSE", "Top % losers", "Change since the close", change, false, Reads::percent},
    {"MOST_ACTIVE", "Most active", "Volume", volume, true, Reads::whole},
    {"MOST_ACTIVE_USD", "Most active by value", "Value traded", traded_value, true, Reads::whole},
    {"HOT_BY_VOLUME", "Hot by volume", "Volume against the mean of 5 days", volume_against_usual,
     true, Reads::times, true},
    {"HOT_BY_PRICE_RANGE", "Hot by price range", "Range of the day", range, true, Reads::percent},
    {"TOP_OPEN_PERC_GAIN", "Top % gainers since the open", "Change since the open",
     change_since_open, true, Reads::percent},
    {"TOP_OPEN_PERC_LOSE", "Top % losers since the open", "Change since the open",
     change_since_open, false, Reads::percent},
    {"HIGH_OPEN_GAP", "Largest gap up at the open", "Open against the close", gap, true,
     Reads::percent},
    {"LOW_OPEN_GAP", "Largest gap down at the open", "Open against the close", gap, false,
     Reads::percent},
}};

std::string text_of(double value, Reads reads) {
  switch (reads) {
    case Reads::percent:
      return fmt::format("{:+.2f}%", value);
    case Reads::whole:
      return fmt::format("{:.0f}", value);
    case Reads::times:
      return fmt::format("{:.2f}x", value);
  }
  return "";
}

// ---- Which subjects.

struct Kind {
  std::string_view code;
  std::string_view name;
  bool (*holds)(AssetClass);
};
constexpr std::array<Kind, 5> kinds{{
    {"STK", "Stocks and ETFs",
     [](AssetClass c) { return c == AssetClass::stock || c == AssetClass::etf; }},
    {"ETF.EQ.US", "ETFs", [](AssetClass c) { return c == AssetClass::etf; }},
    {"FUT.US", "Futures", [](AssetClass c) { return c == AssetClass::future; }},
    {"CASH", "Currency pairs", [](AssetClass c) { return c == AssetClass::fx; }},
    {"CRYPTO", "Crypto", [](AssetClass c) { return c == AssetClass::crypto; }},
}};

struct Place {
  std::string_view code;
  std::string_view name;
  std::string_view exchange;  // empty: any
};
constexpr std::array<Place, 12> places{{
    {"STK.US.MAJOR", "Stocks listed in the US", ""},
    {"STK.US", "US stocks", ""},
    {"STK.NASDAQ", "Nasdaq", "NASDAQ"},
    {"STK.NYSE", "New York Stock Exchange", "NYSE"},
    {"STK.ARCA", "NYSE Arca", "ARCA"},
    {"ETF.EQ.US.MAJOR", "ETFs listed in the US", ""},
    {"FUT.US", "US futures", ""},
    {"FUT.CME", "CME", "CME"},
    {"FUT.NYMEX", "NYMEX", "NYMEX"},
    {"FUT.COMEX", "COMEX", "COMEX"},
    {"CASH", "Currencies", ""},
    {"CRYPTO", "Crypto", ""},
}};

std::string_view kind_of(AssetClass asset_class) {
  switch (asset_class) {
    case AssetClass::stock:
    case AssetClass::etf:
      return "STK";
    case AssetClass::future:
      return "FUT";
    case AssetClass::fx:
      return "CASH";
    case AssetClass::crypto:
      return "CRYPTO";
    case AssetClass::option:
      return "OPT";
    case AssetClass::index:
      return "IND";
  }
  return "";
}

// ---- Filters: a limit to one figure, above or below.

std::optional<double> price(const ScanSubject& subject) {
  const std::optional<Price> mark = subject.quote.mark();
  return mark ? std::optional(mark->to_double()) : std::nullopt;
}

struct Limit {
  std::string_view code;
  std::string_view name;
  std::optional<double> (*figure)(const ScanSubject&);
  bool above;
};
constexpr std::array<Limit, 8> limits{{
    {"priceAbove", "Price above", price, true},
    {"priceBelow", "Price below", price, false},
    {"volumeAbove", "Volume of the day above", volume, true},
    {"volumeBelow", "Volume of the day below", volume, false},
    {"usdVolumeAbove", "Value traded above", traded_value, true},
    {"usdVolumeBelow", "Value traded below", traded_value, false},
    {"changePercAbove", "Change in % above", change, true},
    {"changePercBelow", "Change in % below", change, false},
}};

template <class Table>
auto find(const Table& table, std::string_view code) {
  return std::ranges::find(table, code, [](const auto& row) { return row.code; });
}

template <class Table>
Result<void> check_code(const Table& table, std::string_view code, std::string_view what) {
  if (find(table, code) != table.end()) return {};
  std::vector<std::string_view> names;
  for (const auto& row : table) names.push_back(row.code);
  return error(Code::invalid_argument,
               "The paper market's scanner has no {} \"{}\"{}; list_scanner_codes has them all.",
               what, code.substr(0, 40), did_you_mean(code, names));
}

Result<double> limit_value(const port::ScanFilter& filter) {
  const Result<Price> value = Price::parse(filter.value);
  if (value) return value->to_double();
  return error(Code::invalid_argument, "{} takes a number such as 5 or 2.5, not \"{}\".",
               filter.code, filter.value.substr(0, 40));
}

template <class Table>
std::vector<port::ScanName> names_of(const Table& table) {
  std::vector<port::ScanName> names;
  for (const auto& row : table) names.push_back({std::string(row.code), std::string(row.name)});
  return names;
}

Result<bool> passes(const ScanSubject& subject, const port::ScanQuery& query) {
  for (const port::ScanFilter& filter : query.filters) {
    const Limit& limit = *find(limits, filter.code);
    PITWALL_TRY(const double bound, limit_value(filter));
    const std::optional<double> figure = limit.figure(subject);
    if (!figure || (limit.above ? *figure <= bound : *figure >= bound)) return false;
  }
  return true;
}

}  // namespace

port::ScannerCatalogue scanner_catalogue(market::Origin origin) {
  return {names_of(rankings), names_of(kinds), names_of(places), names_of(limits), origin};
}

Result<void> check(const port::ScanQuery& query) {
  PITWALL_TRY_VOID(check_code(rankings, query.code, "code"));
  PITWALL_TRY_VOID(check_code(kinds, query.instrument, "kind of instrument"));
  PITWALL_TRY_VOID(check_code(places, query.location, "location"));
  for (const port::ScanFilter& filter : query.filters) {
    PITWALL_TRY_VOID(check_code(limits, filter.code, "filter"));
    PITWALL_TRY_VOID(limit_value(filter));
  }
  if (query.limit < 1 || query.limit > port::ScanQuery::max_rows)
    return error(Code::invalid_argument, "A scan gives 1 to {} rows; {} were asked for.",
                 port::ScanQuery::max_rows, query.limit);
  return {};
}

bool is_asked_for(const Instrument& instrument, const port::ScanQuery& query) {
  const Place& place = *find(places, query.location);
  if (!find(kinds, query.instrument)->holds(instrument.asset_class)) return false;
  if (!place.exchange.empty() && instrument.exchange != place.exchange) return false;
  return place.code.starts_with(kind_of(instrument.asset_class)) ||
         (place.code.starts_with("ETF") && instrument.asset_class == AssetClass::etf);
}

bool looks_back(const port::ScanQuery& query) { return find(rankings, query.code)->looks_back; }

Result<port::Scan> scan(const port::ScanQuery& query, std::vector<ScanSubject> subjects,
                        market::Origin origin) {
  PITWALL_TRY_VOID(check(query));
  const Ranking& ranking = *find(rankings, query.code);
  struct Ranked {
    const ScanSubject* subject;
    double figure;
  };
  std::vector<Ranked> ranked;
  std::optional<market::Origin> origins;
  for (const ScanSubject& subject : subjects) {
    if (!is_asked_for(*subject.instrument, query)) continue;
    PITWALL_TRY(const bool wanted, passes(subject, query));
    const std::optional<double> figure = wanted ? ranking.figure(subject) : std::nullopt;
    if (!figure) continue;
    ranked.push_back({&subject, *figure});
    origins = origins ? combine(*origins, subject.quote.origin) : subject.quote.origin;
  }
  std::ranges::sort(ranked, [&](const Ranked& a, const Ranked& b) {
    if (a.figure != b.figure)
      return ranking.highest_first ? a.figure > b.figure : a.figure < b.figure;
    return a.subject->instrument->symbol < b.subject->instrument->symbol;
  });
  if (ranked.size() > query.limit) ranked.resize(query.limit);
  port::Scan result;
  result.column = ranking.column;
  result.origin = origins.value_or(origin);
  for (const Ranked& row : ranked) {
    const Instrument& instrument = *row.subject->instrument;
    result.rows.push_back({instrument.full_name(), instrument.name, instrument.exchange,
                           std::string(kind_of(instrument.asset_class)),
                           text_of(row.figure, ranking.reads)});
  }
  return result;
}

}  // namespace pitwall::paper

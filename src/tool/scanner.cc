// A broker's scanner: which instruments of a whole market stand out.
#include "port/scanner.h"

#include "base/nearest.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- run_scanner ----

struct ScannerIn {
  std::string code;
  std::string instrument = "STK";
  std::string location = "STK.US.MAJOR";
  std::vector<port::ScanFilter> filters;
  std::int64_t limit = 20;
};
void describe(ScannerIn& in, Visitor& v) {
  v("code", "What to rank by: TOP_PERC_GAIN, TOP_PERC_LOSE, MOST_ACTIVE, HOT_BY_VOLUME, …",
    "TOP_PERC_GAIN", in.code, {.max_length = 80});
  v("instrument", "Kind of instrument.", "STK", in.instrument,
    {.has_default = true, .max_length = 80});
  v("location", "Which market.", "STK.US.MAJOR", in.location,
    {.has_default = true, .max_length = 80});
  v("filters", "All must hold: priceAbove, priceBelow, volumeAbove, …", "", in.filters,
    {.has_default = true, .max_items = 20});
  v("limit", "At most this many.", "20", in.limit,
    {.has_default = true,
     .minimum = 1,
     .maximum = static_cast<std::int64_t>(port::ScanQuery::max_rows)});
}

struct ScannerOut {
  std::string code;
  std::string column;
  std::vector<port::ScanRow> rows;
  market::Origin origin;
};
void describe(ScannerOut& out, Visitor& v) {
  v("code", "What it is ranked by.", "TOP_PERC_GAIN", out.code, self_evident);
  v("column", "What value is.", "Change since the close", out.column);
  v("rows", "Best first.", "", out.rows, self_evident);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string summary(const ScannerOut& out) {
  std::vector<std::string> lines;
  for (const port::ScanRow& row : out.rows)
    lines.push_back(
        fmt::format("{}: {}{}{}", row.symbol, row.name, row.value.empty() ? "" : ", ", row.value));
  const std::string found =
      out.rows.empty() ? "Nothing passes the filters." : count_text(out.rows.size(), "row") + ":";
  return fmt::format("{}{}: {}{}\n{}", out.code,
                     out.column.empty() ? "" : fmt::format(" ({})", out.column), found,
                     listed(lines), source_text(out.origin));
}

Task<Result<ScannerOut>> run_scan(ScannerIn in, Context& context) {
  if (in.code.empty())
    co_return error(Code::invalid_argument,
                    "code is empty; list_scanner_codes (by call_more) names them all.");
  const port::ScanQuery query{in.code, in.instrument, in.location, in.filters,
                              static_cast<std::size_t>(in.limit)};
  const auto begin = [&](port::Reply<port::Scan> reply) {
    context.market.scan(query, std::move(reply));
  };
  Result<port::Scan> scan = co_await ask<port::Scan>(begin);
  if (!scan) co_return scan.error();
  co_return ScannerOut{in.code, scan->column, std::move(scan->rows), scan->origin};
}

// ---- list_scanner_codes ----

enum class ScanList { codes, instruments, locations, filters };
std::string_view name_of(ScanList list) {
  switch (list) {
    case ScanList::codes:
      return "codes";
    case ScanList::instruments:
      return "instruments";
    case ScanList::locations:
      return "locations";
    case ScanList::filters:
      return "filters";
  }
  return "codes";
}
constexpr int count_of(ScanList) { return 4; }

struct ScannerCodesIn {
  ScanList list = ScanList::codes;
  std::optional<std::string> text;
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(ScannerCodesIn& in, Visitor& v) {
  v("list", "What run_scanner takes as code, instrument, location or filter.", "codes", in.list,
    with_default);
  v("text", "Only those with this in code or name.", "volume", in.text, {.max_length = 80});
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

struct ScannerCodesOut {
  std::vector<port::ScanName> names;
  std::optional<Cursor> next_cursor;
  market::Origin origin;
};
void describe(ScannerCodesOut& out, Visitor& v) {
  v("names", "In the broker's order.", "", out.names, self_evident);
  describe_next_cursor(v, out.next_cursor);
  v("origin", "Whose codes they are.", "", out.origin, self_evident);
}

std::string summary(const ScannerCodesOut& out) {
  if (out.names.empty()) return "Nothing matches; leave text out for all.";
  std::vector<std::string> lines;
  for (const port::ScanName& name : out.names)
    lines.push_back(fmt::format("{}: {}", name.code, name.name));
  return count_text(out.names.size(), "code") + ":" + listed(lines) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

bool contains_text(std::string_view whole, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return !std::ranges::search(whole, part, {}, lower, lower).empty() || part.empty();
}

std::vector<port::ScanName>& chosen(port::ScannerCatalogue& all, ScanList list) {
  switch (list) {
    case ScanList::codes:
      return all.codes;
    case ScanList::instruments:
      return all.instruments;
    case ScanList::locations:
      return all.locations;
    case ScanList::filters:
      return all.filters;
  }
  return all.codes;
}

Task<Result<ScannerCodesOut>> run_codes(ScannerCodesIn in, Context& context) {
  const auto begin = [&](port::Reply<port::ScannerCatalogue> reply) {
    context.market.scanner_catalogue(std::move(reply));
  };
  Result<port::ScannerCatalogue> all = co_await ask<port::ScannerCatalogue>(begin);
  if (!all) co_return all.error();
  ScannerCodesOut out;
  out.origin = all->origin;
  for (port::ScanName& name : chosen(*all, in.list))
    if (!in.text || contains_text(name.code, *in.text) || contains_text(name.name, *in.text))
      out.names.push_back(std::move(name));
  out.next_cursor = cut_page(out.names, in.cursor, in.limit);
  co_return out;
}

}  // namespace

extern const Tool run_scanner;
const Tool run_scanner{"run_scanner",
                       Category::market,
                       Effect::reads,
                       "Instruments of a whole market that stand out: gainers, losers, most active "
                       "and many more, with filters. Codes are Interactive Brokers'.",
                       run_scan,
                       {.rare = true}};

extern const Tool list_scanner_codes;
const Tool list_scanner_codes{"list_scanner_codes",
                              Category::market,
                              Effect::reads,
                              "What run_scanner takes: codes, instruments, locations, filters.",
                              run_codes,
                              {.rare = true}};

}  // namespace pitwall::tool

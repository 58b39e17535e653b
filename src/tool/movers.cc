// What moved most today.
#include <cmath>

#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// So many instruments are quoted for one answer; a larger catalogue is narrowed by asset_class.
constexpr std::size_t max_quoted = 2000;
constexpr std::size_t max_errors = 20;

enum class MoverOrder { percent, absolute, volume, range };
std::string_view name_of(MoverOrder order) {
  constexpr std::array<std::string_view, 4> names{"percent", "absolute", "volume", "range"};
  return names[static_cast<std::size_t>(order)];
}
constexpr int count_of(MoverOrder) { return 4; }

struct MoversIn {
  std::optional<market::AssetClass> asset_class;
  MoverOrder by = MoverOrder::percent;
  std::int64_t limit = 10;
  std::optional<Cursor> cursor;
};
void describe(MoversIn& in, Visitor& v) {
  v("asset_class", "Only this kind of instrument.", "future", in.asset_class);
  v("by",
    "Largest first: change up or down in percent, in price (absolute), volume, or range (high less "
    "low in percent).",
    "percent", in.by, with_default);
  v("limit", "At most this many.", "10", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 100});
  describe_cursor(v, in.cursor);
}

struct MoverRow {
  std::string symbol;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Price mark;
  std::optional<Price> change;
  std::optional<double> change_percent;
  std::optional<double> range_percent;
  std::optional<Quantity> volume;
  market::Origin origin;
};
void describe(MoverRow& row, Visitor& v) {
  v("symbol", "ticker:exchange.", "TSLA:NASDAQ", row.symbol, self_evident);
  v("asset_class", "Kind of instrument.", "stock", row.asset_class, self_evident);
  v("currency", "Currency of the prices.", "USD", row.currency, self_evident);
  v("mark", "Price now.", "640.34", row.mark, self_evident);
  v("change", "Since the previous close.", "-1.42", row.change, self_evident);
  v("change_percent", "The same in percent.", "-0.2213", row.change_percent);
  v("range_percent", "High less low of the day, in percent of the previous close.", "2.1",
    row.range_percent);
  v("volume", "Shares, contracts or coins of the day.", "1000000", row.volume, self_evident);
  v("origin", "Where the figures come from.", "", row.origin, self_evident);
}

struct MoversOut {
  MoverOrder by = MoverOrder::percent;
  std::vector<MoverRow> movers;
  std::int64_t left_out = 0;
  std::vector<Problem> errors;
  std::optional<Cursor> next_cursor;
};
void describe(MoversOut& out, Visitor& v) {
  v("by", "What they are ordered by.", "percent", out.by, self_evident);
  v("movers", "Largest first.", "", out.movers, self_evident);
  v("left_out", "Instruments without the figure to order by.", "0", out.left_out);
  v("errors", "Why, for the first of them.", "", out.errors, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const MoversOut& out) {
  std::vector<std::string> lines;
  for (const MoverRow& row : out.movers) {
    std::string line =
        fmt::format("{}: {} {}", row.symbol, price_text(row.mark), row.currency.view());
    if (row.change_percent)
      line += fmt::format(", {}{} ({})", row.change->sign() > 0 ? "+" : "", price_text(*row.change),
                          gain_text(*row.change_percent));
    if (row.range_percent) line += fmt::format(", range {}", percent_text(*row.range_percent));
    if (row.volume) line += fmt::format(", volume {}", quantity_text(*row.volume));
    lines.push_back(line + fmt::format(" ({}, {})", row.origin.source.name.view(),
                                       name_of(row.origin.quality)));
  }
  std::string text = fmt::format("Movers by {}:", name_of(out.by)) + listed(lines);
  if (out.left_out > 0)
    text += fmt::format("\nLeft out: {} without that figure.",
                        count_text(static_cast<std::size_t>(out.left_out), "instrument"));
  return text + (out.next_cursor ? "\nMore: pass next_cursor." : "");
}

MoverRow row_of(const market::Instrument& instrument, const market::Quote& quote, Price mark) {
  MoverRow row;
  row.symbol = instrument.full_name();
  row.asset_class = instrument.asset_class;
  row.currency = instrument.currency;
  row.mark = mark;
  row.change = quote.change();
  row.volume = quote.volume;
  if (quote.previous_close) {
    row.change_percent = percent_of(*row.change, *quote.previous_close);
    if (quote.high && quote.low)
      row.range_percent = percent_of(*quote.high - *quote.low, *quote.previous_close);
  }
  row.origin = quote.origin;
  return row;
}

std::optional<double> size_of(const MoverRow& row, MoverOrder by) {
  switch (by) {
    case MoverOrder::percent:
      if (row.change_percent) return std::abs(*row.change_percent);
      break;
    case MoverOrder::absolute:
      if (row.change) return row.change->abs().to_double();
      break;
    case MoverOrder::volume:
      if (row.volume) return row.volume->to_double();
      break;
    case MoverOrder::range:
      return row.range_percent;
  }
  return std::nullopt;
}

Task<Result<MoversOut>> run_movers(MoversIn in, Context& context) {
  const market::Catalogue& catalogue = context.market.catalogue();
  std::vector<market::InstrumentId> ids;
  for (const market::Instrument& instrument : catalogue.all())
    if (!in.asset_class || instrument.asset_class == *in.asset_class) ids.push_back(instrument.id);
  if (ids.empty())
    co_return error(Code::no_data, "This market has no {} to compare; leave asset_class out.",
                    in.asset_class ? name_of(*in.asset_class) : "instrument");
  if (ids.size() > max_quoted)
    co_return error(Code::too_large, "{} instruments are more than {}; narrow by asset_class.",
                    ids.size(), max_quoted);
  using Quotes = std::vector<Result<market::Quote>>;
  const auto begin = [&](port::Reply<Quotes> reply) { context.market.quotes(ids, reply); };
  const Result<Quotes> quotes = co_await ask<Quotes>(begin);
  if (!quotes) co_return quotes.error();

  MoversOut out;
  out.by = in.by;
  const auto leave_out = [&](const market::Instrument& instrument, std::string why) {
    ++out.left_out;
    if (out.errors.size() < max_errors)
      out.errors.push_back({instrument.full_name(), std::move(why)});
  };
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const market::Instrument& instrument = catalogue.at(ids[i]);
    const Result<market::Quote>& quote = quotes->at(i);
    const std::optional<Price> mark = quote ? quote->mark() : std::nullopt;
    if (!quote) {
      leave_out(instrument, quote.error().message);
    } else if (!mark) {
      leave_out(instrument, "It has no price now.");
    } else if (const MoverRow row = row_of(instrument, *quote, *mark); size_of(row, in.by)) {
      out.movers.push_back(row);
    } else {
      leave_out(instrument, fmt::format("Its {} of the day is not known.", name_of(in.by)));
    }
  }
  if (out.movers.empty())
    co_return error(Code::no_data, "No instrument has a {} of the day: {}: {}", name_of(in.by),
                    out.errors.front().about, out.errors.front().error);
  std::ranges::sort(out.movers, [by = in.by](const MoverRow& a, const MoverRow& b) {
    const double size_a = *size_of(a, by);
    const double size_b = *size_of(b, by);
    return size_a != size_b ? size_a > size_b : a.symbol < b.symbol;
  });
  out.next_cursor = cut_page(out.movers, in.cursor, in.limit);
  co_return out;
}

}  // namespace

extern const Tool get_movers;
const Tool get_movers{"get_movers", Category::market, Effect::reads,
                      "The instruments of this market that moved or traded most today.",
                      run_movers};

}  // namespace pitwall::tool

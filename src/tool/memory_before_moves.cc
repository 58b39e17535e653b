// What was said of an instrument in the days before it moved as much as now, or as much as is
// asked: text joined to the price series by date.
#include <algorithm>

#include "tool/instrument.h"
#include "tool/library_access.h"
#include "tool/memory_finding.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr Duration history = days(3650);
constexpr std::size_t texts_of_a_move = 3;

struct BeforeMovesIn {
  SymbolText symbol;
  std::optional<double> move_percent;
  std::int64_t over_days = 5;
  Duration before = days(14);
  std::optional<Author> author;
  std::int64_t limit = 5;
};
void describe(BeforeMovesIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "AAPL", in.symbol);
  v("move_percent", "Moves at least as large, same sign; if absent the present move.", "-5",
    in.move_percent);
  v("over_days", "Trading days that a move takes, close to close.", "5", in.over_days,
    {.has_default = true, .minimum = 1, .maximum = 250});
  v("before", "How long before the move a text was written.", "14d", in.before, with_default);
  v("author", "Who said it.", "me", in.author);
  v("limit", "At most this many moves.", "5", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 20});
}

struct PastMove {
  Time from;
  Time to;
  Price close_before;
  Price close_after;
  double return_percent = 0;
  std::vector<MemoryFinding> thoughts;
};
void describe(PastMove& move, Visitor& v) {
  v("from", "Start of the daily bar whose close it is reckoned from.", "", move.from);
  v("to", "Start of the daily bar that ends it.", "", move.to, self_evident);
  v("close_before", "Close that it is reckoned from.", "190.10", move.close_before, self_evident);
  v("close_after", "Close that ends it.", "180.20", move.close_after, self_evident);
  v("return_percent", "Close to close, percent.", "-5.2", move.return_percent, self_evident);
  v("thoughts", "What was said in the days before, newest first.", "", move.thoughts, self_evident);
}

struct BeforeMovesOut {
  std::string symbol;
  double move_percent = 0;
  bool is_present_move = false;
  std::int64_t days_looked_at = 0;
  std::vector<PastMove> moves;
  market::Origin origin;
  std::optional<std::string> note;
};
void describe(BeforeMovesOut& out, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "AAPL:NASDAQ", out.symbol, self_evident);
  v("move_percent", "Moves at least as large count.", "-5", out.move_percent);
  v("is_present_move", "That is how much it moved up to now.", "true", out.is_present_move);
  v("days_looked_at", "Trading days of the series.", "1258", out.days_looked_at, self_evident);
  v("moves", "Newest first; none overlaps another.", "", out.moves);
  v("origin", "Of the prices.", "", out.origin, self_evident);
  v("note", "What the answer lacks.", "", out.note, self_evident);
}

std::string summary(const BeforeMovesOut& out) {
  std::string text = fmt::format("{}: {} of {} or more in {} trading days.", out.symbol,
                                 count_text(out.moves.size(), "move"), gain_text(out.move_percent),
                                 out.days_looked_at);
  if (out.is_present_move) text += " So much it moved up to now.";
  for (const PastMove& move : out.moves) {
    text += fmt::format("\n{} to {}: {}, {} to {}. ", second_text(move.from), second_text(move.to),
                        gain_text(move.return_percent), price_text(move.close_before),
                        price_text(move.close_after));
    text += move.thoughts.empty() ? std::string("Nothing was said of it in the days before.")
                                  : "Before it:\n" + finding_lines(move.thoughts);
  }
  if (out.note) text += "\n" + *out.note;
  return text + "\n" + source_text(out.origin);
}

std::optional<double> return_of(const std::vector<market::Bar>& bars, std::size_t end,
                                std::size_t span) {
  return percent_of(bars[end].close - bars[end - span].close, bars[end - span].close);
}

// The latest of each stretch first, so that none overlaps another. The present one is left out.
std::vector<PastMove> moves_like(const std::vector<market::Bar>& bars, double percent,
                                 std::size_t span, std::size_t limit, bool without_last) {
  std::vector<PastMove> moves;
  std::size_t end = bars.size() - 1;
  if (without_last) end = end >= span ? end - span : 0;
  while (end >= span && moves.size() < limit) {
    const std::optional<double> change = return_of(bars, end, span);
    const bool counts = change && (percent < 0 ? *change <= percent : *change >= percent);
    if (!counts) {
      --end;
      continue;
    }
    moves.push_back({bars[end - span].time,
                     bars[end].time,
                     bars[end - span].close,
                     bars[end].close,
                     *change,
                     {}});
    end -= span;
  }
  return moves;
}

struct Thoughts {
  std::vector<std::vector<MemoryFinding>> by_move;
  knowledge::Reading reading;
};

Result<Thoughts> look_up(knowledge::Library& library,
                         const std::vector<knowledge::SearchFilter>& windows) {
  Thoughts thoughts;
  for (const knowledge::SearchFilter& window : windows) {
    PITWALL_TRY(const knowledge::Found found, library.search({"", window, texts_of_a_move}));
    std::vector<MemoryFinding>& here = thoughts.by_move.emplace_back();
    for (const knowledge::Finding& each : found.findings) here.push_back(shown(each));
  }
  thoughts.reading = library.reading();
  return thoughts;
}

Task<Result<market::BarSeries>> daily_bars(Context& context, const market::Instrument* instrument) {
  port::HistoryQuery query;
  query.instrument = instrument->id;
  query.size = market::BarSize::d1;
  query.to = context.market.market_time();
  query.from = query.to - history;
  const auto begin = [&](port::Reply<market::BarSeries> reply) {
    context.market.history(query, reply);
  };
  Result<market::BarSeries> series = co_await ask<market::BarSeries>(begin);
  co_return series;
}

Task<Result<BeforeMovesOut>> run_before_moves(BeforeMovesIn in, Context& context) {
  if (!context.library) co_return memory_is_off();
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  Result<market::BarSeries> series = co_await daily_bars(context, *found);
  if (!series) co_return series.error();
  const std::vector<market::Bar>& bars = series->bars;
  const auto span = static_cast<std::size_t>(in.over_days);
  if (bars.size() <= span)
    co_return error(Code::no_data, "There are {} daily bars of {}; a move over {} days needs more.",
                    bars.size(), (*found)->full_name(), span);
  const std::optional<double> present = return_of(bars, bars.size() - 1, span);
  const std::optional<double> asked = in.move_percent ? in.move_percent : present;
  if (!asked || *asked == 0)
    co_return error(Code::invalid_argument,
                    "{} has not moved: say how large a move is meant, as move_percent.",
                    (*found)->full_name());
  BeforeMovesOut out;
  out.symbol = (*found)->full_name();
  out.move_percent = *asked;
  out.is_present_move = !in.move_percent;
  out.days_looked_at = static_cast<std::int64_t>(bars.size());
  out.origin = series->origin;
  out.moves =
      moves_like(bars, *asked, span, static_cast<std::size_t>(in.limit), out.is_present_move);
  std::vector<knowledge::SearchFilter> windows;
  for (const PastMove& move : out.moves) {
    MemoryFilter filter;
    filter.symbol = (*found)->symbol.text();
    filter.author = in.author;
    windows.push_back(search_filter(filter));
    windows.back().from = move.from - in.before;
    windows.back().to = move.from + days(1);  // of the day itself, too
  }
  const auto work = [windows](knowledge::Library& library) { return look_up(library, windows); };
  Result<Thoughts> thoughts = co_await ask_library<Thoughts>(*context.library, work);
  if (!thoughts) co_return thoughts.error();
  for (std::size_t i = 0; i < out.moves.size(); ++i)
    out.moves[i].thoughts = std::move(thoughts->by_move[i]);
  std::string note = reading_note(thoughts->reading);
  if (!note.empty()) out.note = std::move(note);
  co_return out;
}

}  // namespace

extern const Tool what_i_thought_before_moves;
const Tool what_i_thought_before_moves{
    "what_i_thought_before_moves",
    Category::memory,
    Effect::reads,
    "Past moves of an instrument like the present one, or of a given size, and what was said of it "
    "in the days before each.",
    run_before_moves,
    {.rare = true}};

}  // namespace pitwall::tool

// When a trigger would have fired: over bars that are stored.
#include <map>

#include "desk/watch/replay.h"
#include "expr/limits.h"
#include "market/statistics.h"
#include "tool/tool.h"
#include "tool/trigger_terms.h"
#include "tool/turn.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::CompiledTrigger;
using desk::Replay;

constexpr int usual_days = 5;  // with stored bars
constexpr int max_days = 31;
constexpr std::size_t max_symbol_days = 1'000;  // days times instruments
constexpr Duration longest_run = minutes(2);
constexpr std::size_t max_blind_rows = 100;
// The loop is held no longer than this at a time, which is looked at after so many pieces.
constexpr Duration longest_slice = milliseconds(10);
constexpr int pieces_of_clock = 8;
constexpr int pieces_of_slice = 20'000;
constexpr Duration tell_every = seconds(1);

struct TestTriggerIn {
  std::vector<SymbolText> symbols;
  desk::Trigger trigger;
  std::optional<Date> from;
  std::optional<Date> until;
  std::int64_t limit = 50;
};
void describe(TestTriggerIn& in, Visitor& v) {
  v("name", "One that is there; or leave it out and say symbols and condition.", "AAPL above 200",
    in.trigger.name, {.has_default = true, .max_length = desk::Trigger::max_name});
  v("symbols", "Tickers, or ticker:exchange.", "AAPL", in.symbols,
    {.has_default = true, .max_items = desk::Trigger::max_symbols, .exemplary = true});
  v("condition", "As create_trigger takes it.", "price > 200", in.trigger.condition,
    {.has_default = true, .max_length = expr::max_text, .exemplary = true});
  describe_looks(in.trigger, v);
  v("from", "First day, UTC; if absent, as many as make 5 with stored bars.", "2020-12-15",
    in.from);
  v("until", "Last day, UTC; if absent, the last with stored bars. Up to 31 days in all.",
    "2020-12-18", in.until);
  v("limit", "At most this many firings are shown, the first.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 500});
}

struct TestFiring {
  Time time;
  market::Symbol symbol;
  std::optional<Price> price;
  std::vector<desk::WatchedFigure> figures;
};
void describe(TestFiring& firing, Visitor& v) {
  v("time", "When.", "2020-12-15T14:30:00Z", firing.time, self_evident);
  v("symbol", "On which instrument.", "AAPL", firing.symbol, self_evident);
  v("price", "The price then.", "200.01", firing.price, self_evident);
  v("figures", "What the condition rested on.", "", firing.figures);
}

struct TestBlindness {
  market::Symbol symbol;
  std::string why;
  std::int64_t times = 0;
  Time first;
};
void describe(TestBlindness& blindness, Visitor& v) {
  v("symbol", "On which instrument.", "AAPL", blindness.symbol, self_evident);
  v("why", "Why it could not see.", "rsi(14, 5m) is not known", blindness.why, self_evident);
  v("times", "How often.", "2", blindness.times, self_evident);
  v("first", "When first.", "2020-12-15T14:30:00Z", blindness.first, self_evident);
}

struct TestTriggerOut {
  std::string condition;
  std::vector<market::Symbol> symbols;
  Date from;
  Date until;
  std::int64_t fired = 0;
  std::vector<TestFiring> firings;
  std::vector<TestBlindness> blind;
  std::int64_t bars = 0;
  market::Origin origin;
};
void describe(TestTriggerOut& out, Visitor& v) {
  v("condition", "With all that was left out.", "price > 200", out.condition, self_evident);
  v("symbols", "On which instruments.", "AAPL", out.symbols, self_evident);
  v("from", "First day, UTC.", "2020-12-15", out.from, self_evident);
  v("until", "Last day, UTC.", "2020-12-18", out.until, self_evident);
  v("fired", "How often it would have fired in all.", "3", out.fired);
  v("firings", "The first of them.", "", out.firings);
  v("blind", "When it would not have seen.", "", out.blind);
  v("bars", "How many stored bars that rests on, of an hour or less.", "1950", out.bars);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string line_of(const TestFiring& firing) {
  std::string line = fmt::format("{} {} at {}", second_text(firing.time), firing.symbol.view(),
                                 firing.price ? price_text(*firing.price) : "no price");
  for (const desk::WatchedFigure& figure : firing.figures)
    line += figure.value ? fmt::format("; {} {:.6g}", figure.name, *figure.value)
                         : fmt::format("; {} not known", figure.name);
  return line;
}

std::string summary(const TestTriggerOut& out) {
  std::vector<std::string> lines;
  for (const TestFiring& firing : out.firings) lines.push_back(line_of(firing));
  const auto fired = static_cast<std::size_t>(out.fired);
  std::string text = fmt::format(
      "From {} to {}, over {}, {} would have fired {}{}", out.from.text(), out.until.text(),
      count_text(static_cast<std::size_t>(out.bars), "stored bar"), out.condition,
      count_text(fired, "time"), lines.empty() ? "." : ":" + listed(lines));
  if (fired > lines.size()) text += fmt::format("\nThe other {} come later.", fired - lines.size());
  for (const TestBlindness& blindness : out.blind)
    text += fmt::format("\nBlind {}, first at {}: {}, {}.",
                        count_text(static_cast<std::size_t>(blindness.times), "time"),
                        second_text(blindness.first), blindness.symbol.view(), blindness.why);
  return text + "\n" + source_text(out.origin);
}

// ---- Which trigger, which days -----------------------------------------------------------------

Task<Result<CompiledTrigger>> trigger_of(TestTriggerIn in, Context& context) {
  if (in.trigger.name.empty()) {
    in.trigger.name = "test";
    Result<CompiledTrigger> compiled =
        co_await compile_trigger(context, std::move(in.symbols), std::move(in.trigger));
    co_return compiled;
  }
  if (!in.symbols.empty() || !in.trigger.condition.empty())
    co_return error(Code::invalid_argument,
                    "Either name a trigger that is there, or say symbols and condition.");
  const Result<const expr::Vocabulary*> vocabulary = vocabulary_of(context);
  if (!vocabulary) co_return vocabulary.error();
  const Result<const desk::WatchedTrigger*> watched = find_trigger(context, in.trigger.name);
  if (!watched) co_return watched.error();
  desk::Trigger trigger = (*watched)->trigger;
  trigger.expires.reset();  // that it is over now says nothing about days that are past
  co_return desk::compile(std::move(trigger), **vocabulary);
}

// What is stored of its instruments, as far as a replay takes it.
Result<std::vector<port::BarCoverage>> stored_of(port::BarStore& store,
                                                 const CompiledTrigger& compiled) {
  PITWALL_TRY(std::vector<port::BarCoverage> stored, store.coverage());
  std::erase_if(stored, [&](const port::BarCoverage& one) {
    return one.size > Replay::longest_bar || one.count == 0 ||
           std::ranges::find(compiled.trigger.symbols, one.symbol) ==
               compiled.trigger.symbols.end();
  });
  if (stored.empty())
    return error(Code::no_data,
                 "No bars of an hour or less are stored of {}; import some with `pitwall import "
                 "bars`.",
                 compiled.trigger.symbols.size() == 1
                     ? std::string(compiled.trigger.symbols.front().view())
                     : "its instruments");
  return stored;
}

struct TestDays {
  Date from;
  Date until;  // included
};

Result<Date> first_day(port::BarStore& store, const port::BarCoverage& series, Date until) {
  Date first = until;
  int found = 0;
  for (Date day = until; found < usual_days && until - day < max_days; day = day - 1) {
    PITWALL_TRY(
        const std::vector<market::Bar> one,
        store.read({series.symbol, series.size, day.midnight_utc(), (day + 1).midnight_utc(), 1}));
    if (one.empty()) continue;
    ++found;
    first = day;
  }
  return first;
}

Result<TestDays> days_of(port::BarStore& store, const std::vector<port::BarCoverage>& stored,
                         const TestTriggerIn& in, std::size_t instruments) {
  const port::BarCoverage& latest = *std::ranges::max_element(stored, {}, &port::BarCoverage::last);
  TestDays asked;
  asked.until = in.until.value_or(Date::of_utc(latest.last));
  if (in.from) {
    asked.from = *in.from;
  } else {
    PITWALL_TRY(asked.from, first_day(store, latest, asked.until));
  }
  if (asked.until < asked.from)
    return error(Code::invalid_argument, "The last day, {}, is before the first, {}.",
                 asked.until.text(), asked.from.text());
  const int days = asked.until - asked.from + 1;
  if (days > max_days)
    return error(Code::too_large, "From {} to {} are {} days; {} are the most at once.",
                 asked.from.text(), asked.until.text(), days, max_days);
  if (static_cast<std::size_t>(days) * instruments > max_symbol_days)
    return error(Code::too_large,
                 "{} days of {} instruments are more than {} of one; name fewer days or fewer "
                 "instruments.",
                 days, instruments, max_symbol_days);
  return asked;
}

market::Origin origin_of(const std::vector<port::BarCoverage>& stored, Time as_of, Time now) {
  std::optional<market::Origin> origin;
  for (const port::BarCoverage& one : stored) {
    const auto name = FixedText<47>::parse("file " + one.source);
    merge(origin, {{name ? *name : "stored bars", market::AccountKind::none},
                   as_of,
                   now,
                   market::Quality::replayed});
  }
  return *origin;
}

// ---- The replay --------------------------------------------------------------------------------

// Takes up what is said, and no more of it than is shown.
class Account {
 public:
  Account(TestTriggerOut& out, std::size_t limit) : out_(out), limit_(limit) {}

  void take(desk::WatchNews& news) {
    for (desk::Firing& fired : news.fired) {
      ++out_.fired;
      if (out_.firings.size() >= limit_) continue;
      for (desk::WatchedFigure& figure : fired.figures)
        if (figure.value) figure.value = market::rounded(*figure.value, 6);
      out_.firings.push_back({fired.time, fired.symbol, fired.price, std::move(fired.figures)});
    }
    for (desk::Blindness& blind : news.blind)
      if (!blind.why.empty()) take(blind);
    news = {};
  }

 private:
  void take(desk::Blindness& blind) {
    const auto known = std::ranges::find_if(out_.blind, [&](const TestBlindness& one) {
      return one.symbol == blind.symbol && one.why == blind.why;
    });
    if (known != out_.blind.end()) {
      ++known->times;
    } else if (out_.blind.size() < max_blind_rows) {
      out_.blind.push_back({blind.symbol, std::move(blind.why), 1, blind.time});
    }
  }

  TestTriggerOut& out_;
  std::size_t limit_;
};

// False once all is done.
Result<bool> go_on(Replay& replay, const port::Clock& clock, Account& account) {
  const Time begun = clock.now();
  desk::WatchNews news;
  for (int pieces = 1; pieces <= pieces_of_slice; ++pieces) {
    PITWALL_TRY(const bool more, replay.go_on(news));
    if (!news.empty()) account.take(news);
    if (!more) return false;
    if (pieces % pieces_of_clock == 0 && clock.now() - begun >= longest_slice) break;
  }
  return true;
}

void tell(Call& call, const Replay& replay, const TestDays& days) {
  const Time from = days.from.midnight_utc();
  call.progress({.done = (replay.reached() - from).to_seconds() / 86'400,
                 .total = static_cast<double>(days.until - days.from + 1),
                 .words = second_text(replay.reached())});
}

Task<Result<bool>> run_through(Replay& replay, Context& context, Call& call, TestDays days,
                               Account& account) {
  const Time begun = context.clock.now();
  Time told = begun;
  while (true) {
    const Result<bool> more = go_on(replay, context.clock, account);
    if (!more || !*more) co_return more;
    const Time now = context.clock.now();
    if (now - begun > longest_run)
      co_return error(Code::deadline_exceeded,
                      "It took longer than {}; name fewer days or fewer instruments.",
                      longest_run.text());
    if (now - told >= tell_every) {
      told = now;
      tell(call, replay, days);
    }
    (void)co_await next_turn(context);
    if (call.cancelled()) co_return error(Code::cancelled, "The test was called off.");
  }
}

// Stored bars keep the hours of their exchange, also where the market that is played here has none
// and never closes.
Result<std::map<market::Symbol, const market::Calendar*>> stored_hours(
    const Context& context, const std::vector<market::Symbol>& symbols) {
  const market::Catalogue listed = market::starter_catalogue();
  std::map<market::Symbol, const market::Calendar*> hours;
  for (const market::Symbol& symbol : symbols) {
    const market::Instrument* instrument = listed.find(symbol);
    PITWALL_TRY(hours[symbol], instrument ? context.calendars.find(instrument->calendar)
                                          : calendar_of(context, symbol));
  }
  return hours;
}

Result<std::unique_ptr<Replay>> begin(const Context& context, const CompiledTrigger& compiled,
                                      TestDays days) {
  PITWALL_TRY(auto hours, stored_hours(context, symbols_of(compiled)));
  std::vector<CompiledTrigger> triggers{compiled};
  return Replay::begin(
      std::move(triggers),
      {std::move(hours), context.bars, days.from.midnight_utc(), (days.until + 1).midnight_utc()});
}

Task<Result<TestTriggerOut>> run_test(TestTriggerIn in, Context& context, Call& call) {
  const Result<CompiledTrigger> compiled = co_await trigger_of(in, context);
  if (!compiled) co_return compiled.error();
  const Result<std::vector<port::BarCoverage>> stored = stored_of(context.bars, *compiled);
  if (!stored) co_return stored.error();
  const Result<TestDays> days = days_of(context.bars, *stored, in, symbols_of(*compiled).size());
  if (!days) co_return days.error();
  const Result<std::unique_ptr<Replay>> replay = begin(context, *compiled, *days);
  if (!replay) co_return replay.error();
  TestTriggerOut out;
  Account account(out, static_cast<std::size_t>(in.limit));
  const Result<bool> done = co_await run_through(**replay, context, call, *days, account);
  if (!done) co_return done.error();
  out.condition = compiled->trigger.condition;
  out.symbols = compiled->trigger.symbols;
  out.from = days->from;
  out.until = days->until;
  const desk::ReplayReport report = (*replay)->report();
  out.bars = static_cast<std::int64_t>(report.bars);
  out.origin =
      origin_of(*stored, report.ticked.value_or(days->from.midnight_utc()), context.clock.now());
  co_return out;
}

}  // namespace

extern const Tool test_trigger;
const Tool test_trigger{"test_trigger",
                        Category::desk,
                        Effect::reads,
                        "When a trigger, one that is there or a new one, would have fired over the "
                        "stored bars of some days. Can be called off.",
                        run_test,
                        {.long_running = true, .rare = true}};

}  // namespace pitwall::tool

// When markets are open.
#include "tool/instrument.h"
#include "tool/session_state.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t max_symbols = 50;

struct SessionIn {
  std::optional<SymbolText> symbol;
  std::vector<SymbolText> symbols;
  std::optional<std::string> calendar;
  std::optional<Time> at;
};
void describe(SessionIn& in, Visitor& v) {
  v("symbol", "One instrument; without symbols and calendar all calendars answer.", "ES",
    in.symbol);
  v("symbols", "Several instruments.", "SPY", in.symbols,
    {.has_default = true, .max_items = max_symbols});
  v("calendar", "Or a calendar: NYSE, CME_EQUITY, CME_ENERGY, CME_METALS, FX, ALWAYS.", "NYSE",
    in.calendar);
  v("at", "At which instant; the market's time if absent.", "2020-12-15T14:30:00Z", in.at);
}

struct SessionOut {
  Time at;
  std::vector<SessionState> sessions;
  std::vector<Problem> errors;
};
void describe(SessionOut& out, Visitor& v) {
  v("at", "The instant asked about, UTC.", "", out.at);
  v("sessions", "One for each calendar.", "", out.sessions);
  v("errors", "Symbols that are not known.", "", out.errors, self_evident);
}

std::string summary(const SessionOut& out) {
  std::vector<std::string> lines;
  for (const SessionState& state : out.sessions) lines.push_back(sentence(state));
  return fmt::format("At {}:", second_text(out.at)) + listed(lines) + problem_lines(out.errors);
}

struct Asked {
  SymbolText symbol;
  Result<const market::Instrument*> found;
};

// The calendars that were asked about, with the symbols that asked.
Result<SessionOut> collect(const SessionIn& in, const std::vector<Asked>& symbols,
                           const Context& context) {
  SessionOut out;
  std::optional<Error> failure;
  for (const auto& [symbol, found] : symbols) {
    if (!found) {
      if (!failure) failure = found.error();
      out.errors.push_back({symbol.value.substr(0, 40), found.error().message});
      continue;
    }
    PITWALL_TRY(const market::Calendar* calendar, context.calendars.find((*found)->calendar));
    auto state = std::ranges::find(out.sessions, calendar->name(), &SessionState::calendar);
    if (state == out.sessions.end()) {
      out.sessions.emplace_back().calendar = calendar->name();
      state = out.sessions.end() - 1;
    }
    state->symbols.push_back((*found)->full_name());
  }
  if (in.calendar) {
    PITWALL_TRY(const market::Calendar* calendar, context.calendars.find(*in.calendar));
    if (std::ranges::find(out.sessions, calendar->name(), &SessionState::calendar) ==
        out.sessions.end())
      out.sessions.emplace_back().calendar = calendar->name();
  } else if (symbols.empty()) {
    for (const market::Calendar* calendar : context.calendars.all())
      out.sessions.emplace_back().calendar = calendar->name();
  }
  if (out.sessions.empty()) return *failure;
  return out;
}

// Their state at `at`.
Result<SessionOut> fill_in(SessionOut out, const Context& context) {
  for (SessionState& state : out.sessions) {
    PITWALL_TRY(const market::Calendar* calendar, context.calendars.find(state.calendar));
    std::vector<std::string> symbols = std::move(state.symbols);
    PITWALL_TRY(state, session_state(*calendar, out.at));
    state.symbols = std::move(symbols);
  }
  return out;
}

Task<Result<SessionOut>> run_session(SessionIn in, Context& context) {
  std::vector<SymbolText> symbols = in.symbols;
  if (in.symbol) symbols.insert(symbols.begin(), *in.symbol);
  std::vector<Asked> asked;
  for (const SymbolText& symbol : symbols) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, symbol.value);
    asked.push_back({symbol, found});
  }
  Result<SessionOut> out = collect(in, asked, context);
  if (!out) co_return out.error();
  out->at = in.at.value_or(context.market.market_time());
  co_return fill_in(std::move(*out), context);
}

}  // namespace

extern const Tool get_session;
const Tool get_session{"get_session", Category::market, Effect::reads,
                       "Is a market open, why not, and when it opens and closes next; times in UTC "
                       "and as the exchange's clock shows them.",
                       run_session};

}  // namespace pitwall::tool

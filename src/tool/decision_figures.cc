#include "tool/decision_figures.h"

#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using knowledge::PlanEnd;
using knowledge::PlannedLevel;
using market::BarSize;

// So long after the decision candles are short, to tell what came first; then a day each.
constexpr Duration fine_for = days(5);
const BarSize fine = BarSize::m5;
// Whoever writes a decision down may have traded a little earlier.
constexpr Duration written_late = hours(1);

std::string_view name_of(PlanEnd end) {
  constexpr std::array<std::string_view, 5> names{"not_entered", "stop", "target", "horizon",
                                                  "running"};
  return names[static_cast<std::size_t>(end)];
}

std::string_view name_of(PlannedLevel level) {
  constexpr std::array<std::string_view, 3> names{"entry", "stop", "target"};
  return names[static_cast<std::size_t>(level)];
}

// What is left of a position has a plan of its own: only what opens or might have is held to
// levels.
bool has_plan(const desk::Decision& decision) {
  using enum desk::DecisionAction;
  return decision.action == entered || decision.action == added || decision.action == passed;
}
bool opens(const desk::Decision& decision) {
  return has_plan(decision) && decision.action != desk::DecisionAction::passed;
}

knowledge::Stance stance_of(port::Side side) {
  return side == port::Side::buy ? knowledge::Stance::buy : knowledge::Stance::sell;
}

// Of a decision with a side.
knowledge::Plan plan_of(const desk::Decision& decision, Price reference) {
  knowledge::Plan plan;
  plan.decided = decision.time;
  plan.stance = stance_of(*decision.side);
  plan.reference = reference;
  if (decision.horizon) plan.horizon = decision.time + *decision.horizon;
  if (!has_plan(decision)) return plan;
  plan.entry = decision.levels.entry;
  plan.stop = decision.levels.stop;
  plan.targets = decision.levels.targets;
  return plan;
}

struct Since {
  market::BarSeries series;  // candles of two lengths where they begin with short ones
  bool begins_fine = false;
};

Task<Result<market::BarSeries>> load(Context& context, market::InstrumentId instrument,
                                     BarSize size, Time from, Time to) {
  port::HistoryQuery query;
  query.instrument = instrument;
  query.size = size;
  query.from = from;
  query.to = to;
  const auto begin = [&](port::Reply<market::BarSeries> reply) {
    context.market.history(query, std::move(reply));
  };
  Result<market::BarSeries> series = co_await ask<market::BarSeries>(begin);
  co_return series;
}

Task<Result<Since>> load_since(Context& context, market::InstrumentId instrument, Time decided) {
  const Time now = context.market.market_time();
  if (decided >= now)
    co_return error(Code::no_data, "Nothing has been traded since the decision, {}.",
                    second_text(decided));
  if (now - decided <= fine_for) {
    Result<market::BarSeries> young = co_await load(context, instrument, fine, decided, now);
    if (young) co_return Since{std::move(*young), true};
  }
  Result<market::BarSeries> daily = co_await load(context, instrument, BarSize::d1, decided, now);
  if (!daily) co_return daily.error();
  const auto later =
      std::ranges::lower_bound(daily->bars, decided + fine_for, {}, &market::Bar::time);
  if (later == daily->bars.end()) co_return Since{std::move(*daily), false};
  Result<market::BarSeries> head = co_await load(context, instrument, fine, decided, later->time);
  // Short candles that do not reach back as far say less than long ones that do.
  if (!head || head->bars.front().time > daily->bars.front().time)
    co_return Since{std::move(*daily), false};
  head->bars.insert(head->bars.end(), later, daily->bars.end());
  head->origin = market::combine(head->origin, daily->origin);
  co_return Since{std::move(*head), true};
}

std::vector<knowledge::Fill> fills_of(const Context& context, const desk::Decision& decision) {
  std::vector<knowledge::Fill> fills;
  const desk::TradeLog* log = context.desk.state().charts.find_trades(*decision.symbol);
  if (!log) return fills;
  for (const desk::ChartFill& fill : log->fills)
    if (fill.time >= decision.time - written_late &&
        (!decision.account || *decision.account == fill.account))
      fills.push_back({fill.time, stance_of(fill.side), fill.quantity, fill.price});
  std::ranges::sort(fills, {}, &knowledge::Fill::time);
  return fills;
}

desk::DecisionOutcome outcome_of(const knowledge::Course& course, const market::Origin& origin) {
  desk::DecisionOutcome outcome;
  outcome.until = course.to;
  outcome.origin = origin;
  const auto add = [&](desk::OutcomeAfter after, const std::optional<knowledge::Mark>& mark) {
    if (mark && mark->percent) outcome.returns.push_back({after, *mark->percent, mark->r});
  };
  add(desk::OutcomeAfter::day, course.after_day);
  add(desk::OutcomeAfter::week, course.after_week);
  add(desk::OutcomeAfter::month, course.after_month);
  add(desk::OutcomeAfter::horizon, course.at_horizon);
  add(desk::OutcomeAfter::now, course.now);
  // Without the sign: how far.
  const auto excursion = [](const knowledge::Mark& mark) -> std::optional<desk::Excursion> {
    if (!mark.percent) return std::nullopt;
    desk::Excursion far{std::abs(*mark.percent), mark.r, mark.at};
    if (far.multiple) far.multiple = std::abs(*far.multiple);
    return far;
  };
  outcome.favourable = excursion(course.favourable);
  outcome.adverse = excursion(course.adverse);
  if (course.end == PlanEnd::stop || course.end == PlanEnd::target) {
    outcome.first_touched = course.ambiguous              ? desk::FirstTouched::ambiguous
                            : course.end == PlanEnd::stop ? desk::FirstTouched::stop
                                                          : desk::FirstTouched::target;
    outcome.touched = course.ended.at;
  }
  return outcome;
}

TradedFigures traded_of(const knowledge::Conduct& conduct) {
  return {std::string(words_for(conduct.finding)),
          conduct.followed,
          conduct.opened,
          conduct.held,
          conduct.average_entry,
          conduct.average_exit,
          conduct.closed,
          conduct.percent,
          conduct.r};
}

std::vector<std::string> limits_of(const desk::Decision& decision, const knowledge::Course& course,
                                   const Since& since) {
  std::vector<std::string> limits{
      "Prices as they were traded, before costs; splits, dividends and rolls are not taken out."};
  const auto say = [&](bool when, std::string words) {
    if (when) limits.push_back(std::move(words));
  };
  say(!decision.price, "No price was noted then; the first one since is counted from.");
  say(!since.begins_fine, "Daily candles only: the rest of the day of the decision is not seen.");
  if (course.jump)
    limits.push_back(
        fmt::format("At {} the price jumped by 40 % or more; if that was a split, the "
                    "figures from there on are wrong.",
                    second_text(*course.jump)));
  say(course.ambiguous, "One candle touched stop and target: it is counted as the stop.");
  say(course.end == PlanEnd::not_entered,
      "The entry was not reached; returns are from the price at the decision.");
  say(opens(decision) && decision.position && !decision.position->is_zero(),
      "Something was held before: its exits are not told from those of this decision.");
  return limits;
}

std::string mark_text(double percent, const std::optional<double>& multiple) {
  std::string text = gain_text(percent);
  if (multiple) text += fmt::format(" ({:+.2f} R)", *multiple);
  return text;
}

}  // namespace

void describe(LevelTouch& touch, Visitor& v) {
  v("level", "entry, stop or target.", "stop", touch.level, self_evident);
  v("price", "Of the plan.", "365", touch.price, self_evident);
  v("touched", "Start of the first candle that touched it.", "2020-12-17T16:00:00Z", touch.touched,
    self_evident);
}

void describe(TradedFigures& traded, Visitor& v) {
  v("finding", "What was done of the plan.", "got out at the stop", traded.finding, self_evident);
  v("followed", "Whether that is the plan; absent where figures cannot tell.", "true",
    traded.followed, self_evident);
  v("opened", "Traded its way in all.", "10", traded.opened, self_evident);
  v("held", "Of it held still.", "0", traded.held, self_evident);
  v("average_entry", "Average price.", "370.1", traded.average_entry, self_evident);
  v("average_exit", "Of what was closed.", "365", traded.average_exit, self_evident);
  v("closed", "When nothing was held any more.", "2020-12-17T16:01:00Z", traded.closed,
    self_evident);
  v("percent", "Return of what was closed, before commissions.", "-1.4", traded.percent,
    self_evident);
  v("multiple", "In multiples of what was risked.", "-1.02", traded.multiple, self_evident);
}

void describe(DecisionFigures& figures, Visitor& v) {
  describe(figures.outcome, v);
  v("basis", "Price that all is counted from.", "370.01", figures.basis, self_evident);
  v("result", "How the plan ended: stop, target, horizon, running or not_entered.", "target",
    figures.result, self_evident);
  v("result_time", "When.", "2020-12-17T16:00:00Z", figures.result_time, self_evident);
  v("result_price", "At which price.", "380", figures.result_price, self_evident);
  v("result_percent", "Its return in percent.", "2.7", figures.result_percent, self_evident);
  v("result_multiple", "In multiples of what was risked.", "2", figures.result_multiple,
    self_evident);
  v("levels", "Which of the plan was touched, and when first.", "", figures.levels, self_evident);
  v("traded", "What was done of it.", "", figures.traded, self_evident);
  v("limits", "What these figures do not say.", "", figures.limits, self_evident);
}

std::string figures_text(const DecisionFigures& figures) {
  const desk::DecisionOutcome& outcome = figures.outcome;
  std::vector<std::string> lines;
  std::string returns;
  for (const desk::OutcomeReturn& one : outcome.returns)
    returns += fmt::format("{}{} {}", returns.empty() ? "" : ", ", name_of(one.after),
                           mark_text(one.percent, one.multiple));
  if (!returns.empty())
    lines.push_back(fmt::format("From {}: {}.", price_text(figures.basis), returns));
  if (outcome.favourable && outcome.adverse)
    lines.push_back(
        fmt::format("At best {} on {}, at worst -{} on {}.", gain_text(outcome.favourable->percent),
                    second_text(outcome.favourable->time), percent_text(outcome.adverse->percent),
                    second_text(outcome.adverse->time)));
  std::string end = fmt::format("The plan: {} at {}, {}", figures.result,
                                price_text(figures.result_price), second_text(figures.result_time));
  if (figures.result_percent)
    end += ", " + mark_text(*figures.result_percent, figures.result_multiple);
  lines.push_back(end + ".");
  for (const LevelTouch& touch : figures.levels)
    lines.push_back(fmt::format(
        "{} {}: {}.", touch.level, price_text(touch.price),
        touch.touched ? "first touched " + second_text(*touch.touched) : "not touched"));
  if (figures.traded) {
    std::string traded = "Traded: " + figures.traded->finding;
    if (figures.traded->percent)
      traded += ", " + mark_text(*figures.traded->percent, figures.traded->multiple);
    lines.push_back(traded + ".");
  }
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text + "\n" + source_text(outcome.origin);
}

Result<void> validate_levels(const desk::Decision& decision) {
  const std::optional<Price> reference = decision.price ? decision.price : decision.levels.entry;
  if (!reference || !decision.side) return {};
  return knowledge::validate(plan_of(decision, *reference));
}

Task<Result<DecisionFigures>> load_figures(Context& context, desk::Decision decision) {
  if (!decision.symbol || !decision.side)
    co_return error(Code::no_data, "It says no {}: there is nothing to hold against the market.",
                    decision.symbol ? "side" : "instrument");
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, decision.symbol->text());
  if (!found) co_return found.error();
  const Result<Since> since = co_await load_since(context, (*found)->id, decision.time);
  if (!since) co_return since.error();
  const std::vector<market::Bar>& bars = since->series.bars;
  const knowledge::Plan plan = plan_of(decision, decision.price.value_or(bars.front().open));
  const Result<knowledge::Course> course = knowledge::course_of(plan, bars);
  if (!course) co_return course.error();
  const market::Origin origin = decision.origin
                                    ? market::combine(*decision.origin, since->series.origin)
                                    : since->series.origin;
  DecisionFigures figures;
  figures.outcome = outcome_of(*course, origin);
  figures.basis = course->basis;
  figures.result = name_of(course->end);
  figures.result_time = course->ended.at;
  figures.result_price = course->ended.price;
  figures.result_percent = course->ended.percent;
  figures.result_multiple = course->ended.r;
  for (const knowledge::Touch& touch : course->levels)
    figures.levels.push_back({std::string(name_of(touch.level)), touch.price, touch.at});
  if (opens(decision))
    figures.traded = traded_of(knowledge::conduct_of(plan, fills_of(context, decision), bars));
  figures.limits = limits_of(decision, *course, *since);
  co_return figures;
}

}  // namespace pitwall::tool

#include "desk/notebook/decision.h"

#include <array>

#include "base/visitor.h"

namespace pitwall::desk {

std::string_view name_of(DecisionAction action) {
  constexpr std::array<std::string_view, 6> names{"entered", "added",  "reduced",
                                                  "exited",  "passed", "other"};
  return names[static_cast<std::size_t>(action)];
}

std::string_view name_of(DecisionVerdict verdict) {
  constexpr std::array<std::string_view, 4> names{"right", "wrong", "mixed", "too_early"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string_view name_of(PlanFollowed followed) {
  constexpr std::array<std::string_view, 4> names{"unknown", "yes", "no", "partly"};
  return names[static_cast<std::size_t>(followed)];
}

std::string_view name_of(OutcomeAfter after) {
  constexpr std::array<std::string_view, 5> names{"day", "week", "month", "horizon", "now"};
  return names[static_cast<std::size_t>(after)];
}

std::string_view name_of(FirstTouched touched) {
  constexpr std::array<std::string_view, 4> names{"none", "stop", "target", "ambiguous"};
  return names[static_cast<std::size_t>(touched)];
}

void describe(DecisionLevels& levels, Visitor& v) {
  v("entry", "Price to enter at.", "370", levels.entry, self_evident);
  v("stop", "Price at which it is wrong.", "365", levels.stop, self_evident);
  v("targets", "Prices to take profit at, nearest first.", "380", levels.targets,
    {.has_default = true, .max_items = DecisionLevels::max_targets, .self_evident = true});
}

void describe(Decision& decision, Visitor& v) {
  v("time", "When, by the market's clock.", "2020-12-15T14:30:00Z", decision.time);
  v("symbol", "Instrument.", "SPY", decision.symbol);
  v("account", "Account number.", "DU1000001", decision.account);
  v("action", "What was done.", "entered", decision.action);
  v("side", "buy or sell.", "buy", decision.side);
  v("quantity", "Shares, contracts or coins.", "10", decision.quantity);
  v("reason", "Why.", "", decision.reason, {.has_default = true, .max_length = Decision::max_text});
  v("plan", "What is to be done when.", "", decision.plan,
    {.has_default = true, .max_length = Decision::max_text});
  v("levels", "Prices of the plan.", "", decision.levels, with_default);
  v("price", "The price then.", "370.01", decision.price);
  v("origin", "Where that came from.", "", decision.origin);
  v("position", "Held then; negative is short.", "0", decision.position);
  v("emotion", "How it felt.", "", decision.emotion,
    {.has_default = true, .max_length = Decision::max_emotion});
  v("confidence", "0 to 100.", "70", decision.confidence, {.minimum = 0, .maximum = 100});
  v("horizon", "For how long it was meant.", "5d", decision.horizon);
  v("links", "What it points to.", "", decision.links,
    {.has_default = true, .max_items = Decision::max_links});
}

void describe(OutcomeReturn& one, Visitor& v) {
  v("after", "How long after.", "day", one.after, self_evident);
  v("percent", "Return in percent, positive its way.", "1.5", one.percent, self_evident);
  v("multiple", "In multiples of what was risked.", "0.8", one.multiple, self_evident);
}

void describe(Excursion& excursion, Visitor& v) {
  v("percent", "In percent of the price then.", "2.1", excursion.percent, self_evident);
  v("multiple", "In multiples of what was risked.", "1.2", excursion.multiple, self_evident);
  v("time", "When.", "2020-12-16T15:00:00Z", excursion.time, self_evident);
}

void describe(DecisionOutcome& outcome, Visitor& v) {
  v("until", "The last candle that was looked at.", "2020-12-18T21:00:00Z", outcome.until,
    self_evident);
  v("returns", "Returns since.", "", outcome.returns,
    {.max_items = DecisionOutcome::max_returns, .self_evident = true});
  v("favourable", "The farthest it went its way.", "", outcome.favourable, self_evident);
  v("adverse", "The farthest it went against it.", "", outcome.adverse, self_evident);
  v("first_touched", "none, stop, target or ambiguous.", "target", outcome.first_touched,
    self_evident);
  v("touched", "When.", "2020-12-17T16:00:00Z", outcome.touched, self_evident);
  v("origin", "Where the candles come from.", "", outcome.origin, self_evident);
}

void describe(DecisionReview& review, Visitor& v) {
  v("time", "When.", "2020-12-19T10:00:00Z", review.time);
  v("by", "Who.", "dashboard", review.by);
  v("verdict", "right, wrong, mixed or too_early.", "right", review.verdict);
  v("plan_followed", "unknown, yes, no or partly.", "yes", review.plan_followed);
  v("lesson", "What is to be learnt.", "", review.lesson,
    {.has_default = true, .max_length = DecisionReview::max_lesson});
  v("outcome", "The figures.", "", review.outcome);
}

void describe(DecisionEntry& entry, Visitor& v) {
  v("number", "Its number.", "1", entry.number);
  v("recorded", "When it was written down.", "2020-12-15T14:31:00Z", entry.recorded);
  v("by", "Who wrote it down.", "dashboard", entry.by);
  v("decision", "What was decided.", "", entry.decision);
  v("reviews", "Oldest first.", "", entry.reviews,
    {.has_default = true, .max_items = DecisionEntry::max_reviews});
}

}  // namespace pitwall::desk

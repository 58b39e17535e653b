#include "tool/decision_view.h"

#include "base/json_out.h"
#include "desk/gate/words.h"
#include "tool/wording.h"

namespace pitwall::tool {

void describe(DecisionView& view, Visitor& v) {
  v("number", "Its number.", "3", view.number, self_evident);
  v("time", "When, by the clock of the market.", "2020-12-15T14:30:00Z", view.time, self_evident);
  v("by", "Who wrote it down.", "claude-desktop", view.by, self_evident);
  v("account", "Account number.", "DU1000001", view.account, self_evident);
  v("symbol", "Instrument.", "SPY", view.symbol, self_evident);
  v("action", "What was done.", "entered", view.action, self_evident);
  v("side", "Way it trades.", "buy", view.side, self_evident);
  v("quantity", "How many.", "10", view.quantity, self_evident);
  v("price", "Of the market then.", "370.01", view.price, self_evident);
  v("origin", "Where that came from.", "", view.origin, self_evident);
  v("position", "Held then; negative is short.", "0", view.position, self_evident);
  v("reason", "Why.", "", view.reason, self_evident);
  v("plan", "What is to be done when.", "", view.plan, self_evident);
  v("emotion", "How it felt.", "", view.emotion, self_evident);
  v("entry", "Price to enter at.", "369", view.entry, self_evident);
  v("stop", "Price at which it is wrong.", "365", view.stop, self_evident);
  v("targets", "Prices to take profit at.", "380", view.targets, self_evident);
  v("horizon", "For how long it was meant.", "5d", view.horizon, self_evident);
  v("links", "What it points to.", "chart:chart-3", view.links, self_evident);
  v("verdict", "Of its last review.", "right", view.verdict, self_evident);
  v("plan_followed", "Likewise.", "yes", view.plan_followed, self_evident);
  v("lesson", "Likewise.", "", view.lesson, self_evident);
  v("reviewed", "When that was.", "2020-12-19T10:00:00Z", view.reviewed, self_evident);
  v("reviewed_by", "Who did.", "dashboard", view.reviewed_by, self_evident);
  v("figures", "What became of it.", "", view.figures, self_evident);
  v("no_figures", "Why nobody knows.", "", view.no_figures, self_evident);
}

DecisionView view_of(const desk::DecisionEntry& entry) {
  const desk::Decision& decision = entry.decision;
  DecisionView view;
  view.number = entry.number;
  view.time = decision.time;
  view.by = entry.by;
  view.account = decision.account;
  view.symbol = decision.symbol;
  view.action = decision.action;
  view.side = decision.side;
  view.quantity = decision.quantity;
  view.price = decision.price;
  view.origin = decision.origin;
  view.position = decision.position;
  view.reason.value = decision.reason;
  view.plan.value = decision.plan;
  view.emotion.value = decision.emotion;
  view.entry = decision.levels.entry;
  view.stop = decision.levels.stop;
  view.targets = decision.levels.targets;
  view.horizon = decision.horizon;
  view.links = link_texts(decision.links);
  if (entry.reviews.empty()) return view;
  const desk::DecisionReview& last = entry.reviews.back();
  view.verdict = last.verdict;
  view.plan_followed = last.plan_followed;
  view.lesson = Untrusted{last.lesson};
  view.reviewed = last.time;
  view.reviewed_by = last.by;
  return view;
}

Task<Result<DecisionView>> load_view(Context& context, desk::DecisionEntry entry) {
  DecisionView view = view_of(entry);
  Result<DecisionFigures> figures = co_await load_figures(context, entry.decision);
  if (figures) {
    view.figures = std::move(*figures);
  } else {
    view.no_figures = figures.error().message;
  }
  co_return view;
}

std::string headline_of(const DecisionView& view) {
  std::string text = fmt::format("Decision {} of {}: {}", view.number, second_text(view.time),
                                 name_of(view.action));
  if (view.side) text += fmt::format(", {}", name_of(*view.side));
  if (view.symbol) text += fmt::format(" {}", view.symbol->view());
  if (view.price) text += " at " + price_text(*view.price);
  if (view.stop) text += ", stop " + price_text(*view.stop);
  text += fmt::format(", by {}", desk::quoted(view.by));
  if (view.verdict) text += fmt::format("; judged {}", name_of(*view.verdict));
  return text + ".";
}

std::string summary(const DecisionView& view) {
  std::string text = headline_of(view);
  const auto add = [&](std::string_view name, const std::string& said) {
    if (!said.empty()) text += fmt::format("\n{}: {}", name, fenced(said));
  };
  add("Reason", view.reason.value);
  add("Plan", view.plan.value);
  add("Emotion", view.emotion.value);
  if (view.lesson) add("Lesson", view.lesson->value);
  if (view.no_figures) text += "\nWhat became of it is not known: " + *view.no_figures;
  if (!view.figures) return text;
  text += "\n" + figures_text(*view.figures);
  for (const std::string& limit : view.figures->limits) text += "\n" + limit;
  return text;
}

Result<const desk::DecisionEntry*> find_decision(const Context& context, std::int64_t number) {
  const desk::Notebook& notebook = context.desk.state().notebook;
  if (const desk::DecisionEntry* found = notebook.find_decision(number)) return found;
  return error(Code::not_found, "There is no decision {}; list_decisions has those there are.",
               number);
}

}  // namespace pitwall::tool

// A decision as tools show it: what the journal has of it, and what became of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/decision_figures.h"
#include "tool/notebook_text.h"

namespace pitwall::tool {

struct DecisionView {
  std::int64_t number = 0;
  Time time;
  std::string by;
  std::optional<std::string> account;
  std::optional<market::Symbol> symbol;
  desk::DecisionAction action = desk::DecisionAction::entered;
  std::optional<port::Side> side;
  std::optional<Quantity> quantity;
  std::optional<Price> price;
  std::optional<market::Origin> origin;
  std::optional<Quantity> position;
  Untrusted reason;
  Untrusted plan;
  Untrusted emotion;
  std::optional<Price> entry;
  std::optional<Price> stop;
  std::vector<Price> targets;
  std::optional<Duration> horizon;
  std::vector<LinkText> links;
  // Of the last review; absent without one.
  std::optional<desk::DecisionVerdict> verdict;
  std::optional<desk::PlanFollowed> plan_followed;
  std::optional<Untrusted> lesson;
  std::optional<Time> reviewed;
  std::optional<std::string> reviewed_by;
  // What became of it, or why nobody knows.
  std::optional<DecisionFigures> figures;
  std::optional<std::string> no_figures;
};
void describe(DecisionView& view, Visitor& v);

DecisionView view_of(const desk::DecisionEntry& entry);
// The same with what became of it.
Task<Result<DecisionView>> load_view(Context& context, desk::DecisionEntry entry);

// "3 on 2020-12-15: entered, buy SPY at 370.01 ..." with figures and texts, over several lines.
std::string summary(const DecisionView& view);
// The first of these lines.
std::string headline_of(const DecisionView& view);

// Code::not_found says what there is.
Result<const desk::DecisionEntry*> find_decision(const Context& context, std::int64_t number);

}  // namespace pitwall::tool

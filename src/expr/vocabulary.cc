#include "expr/vocabulary.h"

#include <algorithm>

#include "expr/lexer.h"

namespace pitwall::expr {
namespace {

using enum InputKind;

constexpr Word table[] = {
    {"price", "last", price, Unit::price, Arguments::none,
     "The last trade; where nothing trades, as with currencies, halfway between bid and ask."},
    {"bid", "", bid, Unit::price, Arguments::none, "The best bid."},
    {"ask", "", ask, Unit::price, Arguments::none, "The best ask."},
    {"mid", "", mid, Unit::price, Arguments::none, "Halfway between bid and ask."},
    {"spread", "", spread, Unit::price, Arguments::none, "Ask less bid."},
    {"bid_size", "", bid_size, Unit::size, Arguments::none, "What is wanted at the best bid."},
    {"ask_size", "", ask_size, Unit::size, Arguments::none, "What is offered at the best ask."},
    {"last_size", "", last_size, Unit::size, Arguments::none, "The size of the last trade."},
    {"day_open", "", day_open, Unit::price, Arguments::none, "The first price of the trading day."},
    {"day_high", "", day_high, Unit::price, Arguments::none, "The day's highest price so far."},
    {"day_low", "", day_low, Unit::price, Arguments::none, "The day's lowest price so far."},
    {"day_volume", "", day_volume, Unit::size, Arguments::none, "The day's volume so far."},
    {"previous_close", "", previous_close, Unit::price, Arguments::none,
     "The close of the trading day before."},
    {"gap", "", gap, Unit::percent, Arguments::none,
     "From the previous close to the day's open, in percent."},
    {"percent_change", "change_percent", percent_change, Unit::percent, Arguments::span,
     "Of the price, against the price that long ago (1 s to 1 day); 1d: since the previous close."},
    {"open", "", open, Unit::price, Arguments::bars, "The first price of a bar."},
    {"high", "", high, Unit::price, Arguments::bars, "The highest price of a bar."},
    {"low", "", low, Unit::price, Arguments::bars, "The lowest price of a bar."},
    {"close", "", close, Unit::price, Arguments::bars, "The last price of a bar."},
    {"volume", "", volume, Unit::size, Arguments::bars, "What was traded in a bar."},
    {"highest", "", highest, Unit::price, Arguments::count_and_bars,
     "The highest high of the last bars that have ended."},
    {"lowest", "", lowest, Unit::price, Arguments::count_and_bars,
     "The lowest low of the last bars that have ended."},
    {"average_volume", "avg_volume", average_volume, Unit::size, Arguments::count_and_bars,
     "The mean volume of the last bars that have ended."},
    {"time", "", time_of_day, Unit::time_of_day, Arguments::none,
     "The time of day, in the zone of the time it is compared with, or the exchange's."},
    {"session", "", session, Unit::session, Arguments::none,
     "Which hours these are: `session is regular`; also pre, post and closed."},
    {"position", "", position, Unit::size, Arguments::none,
     "What the account holds of it: below zero when short, zero when flat."},
    {"average_cost", "", average_cost, Unit::price, Arguments::none,
     "What the position cost, by the share."},
    {"unrealized_pnl", "unrealised_pnl", unrealized_pnl, Unit::money, Arguments::none,
     "The position's profit if it were closed now; a loss is below zero."},
    {"realized_pnl", "realised_pnl", realized_pnl, Unit::money, Arguments::none,
     "The day's profit from what was closed."},
};

constexpr Function calls[] = {
    {"abs", Call::absolute, 1, "The figure without its sign: `abs(percent_change(5m)) > 2`."},
    {"min", Call::minimum, 2, "The smaller of two."},
    {"max", Call::maximum, 2, "The larger of two."},
    {"missing", Call::missing, 1, "True where the figure or condition is missing, else false."},
    {"or_else", Call::or_else, 2, "The first; where that is missing, the second."},
};

bool well_formed(std::string_view name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= 32 && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, good);
}

}  // namespace

std::span<const Word> words() { return table; }
std::span<const Function> functions() { return calls; }

const Word& word_of(InputKind kind) {
  const auto* const found = std::ranges::find(table, kind, &Word::kind);
  PITWALL_CHECK(found != std::end(table), "no name for the input {}", static_cast<int>(kind));
  return *found;
}

const Word* find_word(std::string_view name) {
  for (const Word& word : table)
    if (word.name == name || (!word.another.empty() && word.another == name)) return &word;
  return nullptr;
}

const Function* find_function(std::string_view name) {
  const auto* const found = std::ranges::find(calls, name, &Function::name);
  return found == std::end(calls) ? nullptr : found;
}

const market::IndicatorKind* find_indicator(std::string_view name) {
  for (const market::IndicatorKind& kind : market::indicator_kinds())
    if (kind.name == name || (!kind.another.empty() && kind.another == name)) return &kind;
  return nullptr;
}

Unit unit_of(const market::IndicatorKind& kind) {
  constexpr std::pair<std::string_view, Unit> known[] = {
      {"macd", Unit::price},          {"atr", Unit::price},
      {"true_range", Unit::price},    {"linear_regression_slope", Unit::price},
      {"stddev", Unit::price},        {"obv", Unit::size},
      {"volume_average", Unit::size}, {"roc", Unit::percent}};
  for (const auto& [name, unit] : known)
    if (kind.name == name) return unit;
  return kind.pane == market::Pane::price ? Unit::price : Unit::index;
}

Result<void> Vocabulary::add(UserFunction function) {
  const std::string& name = function.name;
  if (!well_formed(name))
    return error(Code::invalid_argument,
                 "A function's name is 1 to 32 lower-case letters, digits and _, a letter first.");
  if (find(name) || find_word(name) || find_function(name) || find_indicator(name) ||
      is_keyword(name) || name.starts_with("percent_change"))
    return error(Code::already_exists, "The name {} is taken; choose another.", name);
  if (function.arguments > max_arguments)
    return error(Code::too_large, "The function {} takes at most {} numbers, not {}.", name,
                 max_arguments, function.arguments);
  if (!is_figure(function.unit) && function.unit != Unit::truth)
    return error(Code::invalid_argument, "The function {} gives a figure or a truth, not {}.", name,
                 with_article(function.unit));
  if (functions_.size() >= max_functions)
    return error(Code::too_large, "There are {} functions already, the most there may be.",
                 max_functions);
  functions_.push_back(std::move(function));
  return {};
}

const UserFunction* Vocabulary::find(std::string_view name) const {
  const auto found = std::ranges::find(functions_, name, &UserFunction::name);
  return found == functions_.end() ? nullptr : &*found;
}

std::vector<std::string_view> Vocabulary::names() const {
  std::vector<std::string_view> names;
  for (const Word& word : table) names.push_back(word.name);
  for (const Function& call : calls) names.push_back(call.name);
  for (const market::IndicatorKind& kind : market::indicator_kinds())
    if (!find_word(kind.name)) names.push_back(kind.name);
  for (const UserFunction& function : functions_) names.push_back(function.name);
  return names;
}

}  // namespace pitwall::expr

// A decision with its reason: what was done or left, the plan, the levels, and what was thought of
// it later. Values; names and fields are part of the journal's format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"
#include "desk/notebook/link.h"
#include "market/origin.h"
#include "market/symbol.h"
#include "port/order.h"

namespace pitwall::desk {

enum class DecisionAction : std::uint8_t {
  entered,
  added,
  reduced,
  exited,
  passed,  // a trade that was left
  other,
};
std::string_view name_of(DecisionAction action);
constexpr int count_of(DecisionAction) { return 6; }

// Prices in the instrument's currency.
struct DecisionLevels {
  static constexpr std::size_t max_targets = 10;

  std::optional<Price> entry;
  std::optional<Price> stop;
  std::vector<Price> targets;  // nearest first
};
void describe(DecisionLevels& levels, Visitor& v);

struct Decision {
  static constexpr std::size_t max_text = 4'000;   // bytes, of reason and of plan
  static constexpr std::size_t max_emotion = 300;  // bytes
  static constexpr std::size_t max_links = 50;
  static constexpr Duration longest_horizon = days(3660);

  Time time;  // by the clock of the market that its prices are of: a replayed day is a past one
  std::optional<market::Symbol> symbol;  // absent where it is about no single instrument
  std::optional<std::string> account;
  DecisionAction action = DecisionAction::entered;
  // The way it traded, or would have: who exits a long position sells.
  std::optional<port::Side> side;
  std::optional<Quantity> quantity;  // shares, contracts or coins that were traded
  std::string reason;
  std::string plan;
  DecisionLevels levels;
  std::optional<Price> price;            // when it was taken
  std::optional<market::Origin> origin;  // of that price; there where it is
  std::optional<Quantity> position;      // held when it was taken; negative is short
  std::string emotion;
  std::optional<std::int64_t> confidence;  // 0 to 100
  std::optional<Duration> horizon;         // for how long it was meant to hold
  std::vector<Link> links;
};
void describe(Decision& decision, Visitor& v);

enum class DecisionVerdict : std::uint8_t { right, wrong, mixed, too_early };
std::string_view name_of(DecisionVerdict verdict);
constexpr int count_of(DecisionVerdict) { return 4; }

enum class PlanFollowed : std::uint8_t { unknown, yes, no, partly };
std::string_view name_of(PlanFollowed followed);
constexpr int count_of(PlanFollowed) { return 4; }

// How long after the decision.
enum class OutcomeAfter : std::uint8_t { day, week, month, horizon, now };
std::string_view name_of(OutcomeAfter after);
constexpr int count_of(OutcomeAfter) { return 5; }

// Positive where it went the way of the decision's side.
struct OutcomeReturn {
  OutcomeAfter after = OutcomeAfter::now;
  double percent = 0;              // of the price at the decision
  std::optional<double> multiple;  // of what was risked down to the stop (R); where one was said
};
void describe(OutcomeReturn& one, Visitor& v);

// The farthest that the price went for or against it.
struct Excursion {
  double percent = 0;              // of the price at the decision; not negative
  std::optional<double> multiple;  // of what was risked (R)
  Time time;
};
void describe(Excursion& excursion, Visitor& v);

enum class FirstTouched : std::uint8_t {
  none,
  stop,
  target,
  ambiguous,  // stop and target within one candle: counted as the stop
};
std::string_view name_of(FirstTouched touched);
constexpr int count_of(FirstTouched) { return 4; }

// What the candles since say of a decision, as it was computed then.
struct DecisionOutcome {
  static constexpr std::size_t max_returns = 10;

  Time until;  // the last candle that was looked at
  std::vector<OutcomeReturn> returns;
  std::optional<Excursion> favourable;
  std::optional<Excursion> adverse;
  FirstTouched first_touched = FirstTouched::none;
  std::optional<Time> touched;
  market::Origin origin;
};
void describe(DecisionOutcome& outcome, Visitor& v);

struct DecisionReview {
  static constexpr std::size_t max_lesson = 4'000;  // bytes

  Time time;  // by the desk's clock
  std::string by;
  DecisionVerdict verdict = DecisionVerdict::mixed;
  PlanFollowed plan_followed = PlanFollowed::unknown;
  std::string lesson;
  std::optional<DecisionOutcome> outcome;
};
void describe(DecisionReview& review, Visitor& v);

struct DecisionEntry {
  static constexpr std::size_t max_reviews = 20;  // of which the oldest go

  std::int64_t number = 0;
  Time recorded;  // by the desk's clock
  std::string by;
  Decision decision;
  std::vector<DecisionReview> reviews;  // oldest first
};
void describe(DecisionEntry& entry, Visitor& v);

}  // namespace pitwall::desk

#include "adapter/client_portal/pacing.h"

#include <algorithm>

namespace pitwall::client_portal {
namespace {

// Requests do not travel equally fast: what left a full window apart may arrive closer together.
constexpr Duration jitter = milliseconds(50);

struct Place {
  std::string_view path;
  Rule rule;
};
constexpr Place places[] = {
    {"/iserver/marketdata/history", Rule::history},
    {"/iserver/account/orders", Rule::live_orders},
    {"/iserver/account/trades", Rule::trades},
    {"/iserver/account/pnl/partitioned", Rule::profit},
    {"/portfolio/accounts", Rule::portfolio_accounts},
    {"/portfolio/subaccounts", Rule::portfolio_subaccounts},
    {"/iserver/scanner/params", Rule::scanner_catalogue},
    {"/iserver/scanner/run", Rule::scanner_run},
    {"/pa/performance", Rule::performance},
    {"/pa/allperiods", Rule::performance_all},
    {"/pa/transactions", Rule::transactions},
    {"/tickle", Rule::tickle},
    {"/sso/validate", Rule::validate},
};

// Where one more at `candidate` would make too many in some window of the rule: the next instant
// that may do. `candidate` itself where it does.
Duration pushed(const std::vector<Duration>& given, RuleTerms terms, Duration candidate) {
  const Duration window = terms.window + jitter;
  const std::size_t count = terms.count;
  if (given.size() < count) return candidate;
  // With the candidate put in at `place`, `count` others within one window of it are too many.
  const auto place =
      static_cast<std::size_t>(std::ranges::upper_bound(given, candidate) - given.begin());
  const std::size_t first = place > count ? place - count : 0;
  for (std::size_t begin = first; begin <= place && begin + count <= given.size(); ++begin) {
    const Duration earliest = std::min(given[begin], candidate);
    const Duration latest = std::max(given[begin + count - 1], candidate);
    if (latest - earliest < window) return given[begin] + window;
  }
  return candidate;
}

}  // namespace

RuleTerms terms_of(Rule rule) {
  switch (rule) {
    case Rule::everything:
    case Rule::history_burst:
      return {10, seconds(1)};
    case Rule::bulk:
      return {8, seconds(1)};
    case Rule::history:
      return {50, minutes(1)};
    case Rule::live_orders:
    case Rule::trades:
    case Rule::profit:
    case Rule::portfolio_accounts:
    case Rule::portfolio_subaccounts:
      return {1, seconds(5)};
    case Rule::scanner_catalogue:
    case Rule::performance:
    case Rule::performance_all:
    case Rule::transactions:
      return {1, minutes(15)};
    case Rule::scanner_run:
    case Rule::notifications:
    case Rule::tickle:
      return {1, seconds(1)};
    case Rule::validate:
      return {1, minutes(1)};
  }
  return {1, seconds(1)};
}

std::vector<Rule> rules_of(std::string_view method, std::string_view path) {
  path = path.substr(0, path.find('?'));
  std::vector<Rule> rules{Rule::everything};
  const bool changes_orders =
      (method == "POST" || method == "DELETE") &&
      (path.starts_with("/iserver/account/") || path.starts_with("/iserver/reply/"));
  const bool keeps_session = path == "/tickle" || path.starts_with("/iserver/auth/");
  if (!changes_orders && !keeps_session) rules.push_back(Rule::bulk);
  if (path.starts_with("/fyi/")) rules.push_back(Rule::notifications);
  const auto* place = std::ranges::find(places, path, &Place::path);
  if (place != std::end(places)) rules.push_back(place->rule);
  if (rules.back() == Rule::history) rules.push_back(Rule::history_burst);
  return rules;
}

Duration PaceBook::earliest(std::span<const Rule> rules, Duration now) const {
  Duration candidate = now;
  // Every push goes forward past at least one instant given out, so this ends.
  for (bool moved = true; moved;) {
    moved = false;
    for (const Rule rule : rules) {
      const Duration next =
          pushed(given_[static_cast<std::size_t>(rule)], terms_of(rule), candidate);
      moved = moved || next > candidate;
      candidate = next;
    }
  }
  return candidate;
}

void PaceBook::give(std::span<const Rule> rules, Duration at) {
  for (const Rule rule : rules) {
    std::vector<Duration>& given = given_[static_cast<std::size_t>(rule)];
    given.insert(std::ranges::upper_bound(given, at), at);
  }
}

void PaceBook::take_back(std::span<const Rule> rules, Duration at) {
  for (const Rule rule : rules) {
    std::vector<Duration>& given = given_[static_cast<std::size_t>(rule)];
    const auto found = std::ranges::lower_bound(given, at);
    if (found != given.end() && *found == at) given.erase(found);
  }
}

void PaceBook::forget_before(Duration now) {
  for (std::size_t index = 0; index < given_.size(); ++index) {
    const Duration window = terms_of(static_cast<Rule>(index)).window + jitter * 2;
    std::erase_if(given_[index], [&](Duration at) { return at + window < now; });
  }
}

std::optional<Duration> PaceGate::wait(std::span<const Rule> rules, Duration now) const {
  Duration longest;
  for (const Rule rule : rules) {
    const auto& [unanswered, answered] = rules_[static_cast<std::size_t>(rule)];
    const RuleTerms terms = terms_of(rule);
    if (unanswered >= terms.count) return std::nullopt;
    const std::size_t room = terms.count - unanswered;
    if (answered.size() < room) continue;
    longest = std::max(longest, answered[answered.size() - room] + terms.window - now);
  }
  return longest;
}

void PaceGate::sent(std::span<const Rule> rules) {
  for (const Rule rule : rules) ++rules_[static_cast<std::size_t>(rule)].unanswered;
}

void PaceGate::answered(std::span<const Rule> rules, Duration now) {
  for (const Rule rule : rules) {
    Judged& judged = rules_[static_cast<std::size_t>(rule)];
    --judged.unanswered;
    judged.answered.push_back(now);
    if (judged.answered.size() > terms_of(rule).count) judged.answered.pop_front();
  }
}

}  // namespace pitwall::client_portal

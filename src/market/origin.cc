#include "market/origin.h"

#include <algorithm>
#include <array>

#include "base/visitor.h"

namespace pitwall::market {

namespace {

constexpr std::array<std::string_view, 6> quality_names{"live",  "delayed",  "frozen",
                                                        "stale", "replayed", "simulated"};
constexpr std::array<std::string_view, 4> account_names{"none", "paper", "live", "mixed"};
constexpr std::string_view joint = " + ";

// Whether `name` is one of the names that an earlier `combine` joined.
bool names(std::string_view joined, std::string_view name) {
  while (true) {
    const std::size_t end = joined.find(joint);
    if (joined.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    joined.remove_prefix(end + joint.size());
  }
}

FixedText<47> combine_names(const FixedText<47>& a, const FixedText<47>& b) {
  constexpr FixedText<47> several("several sources");
  if (b.empty() || names(a.view(), b.view())) return a;
  if (a.empty() || names(b.view(), a.view())) return b;
  if (a == several || b == several) return several;
  const auto joined = FixedText<47>::parse(a.text() + std::string(joint) + b.text());
  return joined.ok() ? *joined : several;
}

AccountKind combine_accounts(AccountKind a, AccountKind b) {
  if (a == b || b == AccountKind::none) return a;
  if (a == AccountKind::none) return b;
  return AccountKind::mixed;
}

}  // namespace

std::string_view name_of(Quality quality) {
  return quality_names[static_cast<std::size_t>(quality)];
}

Result<Quality> parse_quality(std::string_view text) {
  for (std::size_t i = 0; i < quality_names.size(); ++i)
    if (quality_names[i] == text) return static_cast<Quality>(i);
  return error(Code::invalid_argument,
               "\"{}\" is not a data quality: live, delayed, frozen, stale, replayed or simulated.",
               text.substr(0, 40));
}

std::string_view name_of(AccountKind kind) { return account_names[static_cast<std::size_t>(kind)]; }

Result<AccountKind> parse_account_kind(std::string_view text) {
  for (std::size_t i = 0; i < account_names.size(); ++i)
    if (account_names[i] == text) return static_cast<AccountKind>(i);
  return error(Code::invalid_argument,
               "\"{}\" is not a kind of account: none, paper, live or mixed.", text.substr(0, 40));
}

void describe(Origin& origin, Visitor& v) {
  v("source", "Which broker, market or file.", "paper market", origin.source.name, self_evident);
  v("account_kind", "Whose money: none (a price source), paper, live, or mixed.", "paper",
    origin.source.account, self_evident);
  v("as_of", "When it was true at the source.", "2020-12-15T14:30:00Z", origin.as_of, self_evident);
  v("received_at", "When it reached the desk.", "2020-12-15T14:30:00.012Z", origin.received_at,
    self_evident);
  v("quality", "Anything but live is not the market now.", "replayed", origin.quality);
}

Quality worst(Quality a, Quality b) { return std::max(a, b); }

Origin combine(const Origin& a, const Origin& b) {
  Origin both;
  both.source.name = combine_names(a.source.name, b.source.name);
  both.source.account = combine_accounts(a.source.account, b.source.account);
  both.as_of = std::min(a.as_of, b.as_of);
  both.received_at = std::max(a.received_at, b.received_at);
  both.quality = worst(a.quality, b.quality);
  return both;
}

}  // namespace pitwall::market

// Where a figure comes from. The rule: no price, bar, balance or figure made of them leaves the
// desk without its Origin, and no code invents one. An adapter writes it once, where the figure
// enters; whatever is computed from several figures carries `combine` of their origins; and the
// layer that writes answers refuses an origin that is not `stated`. Where data is missing, the
// answer is an error and not a filled-in figure.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/fixed_text.h"
#include "base/result.h"
#include "base/time.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::market {

// In order from best to worst: the farther down, the less a figure says about the market now.
enum class Quality : std::uint8_t {
  live,       // from the exchange as it happens
  delayed,    // from the exchange, some minutes late by contract
  frozen,     // the last figures of a market that is closed
  stale,      // was live; the source has gone quiet for longer than it should
  replayed,   // true once, at another time: recorded figures played again
  simulated,  // never true: made by a model
};
std::string_view name_of(Quality quality);
constexpr int count_of(Quality) { return 6; }
Result<Quality> parse_quality(std::string_view text);

// Whose money stands behind the figures: nobody's (a price file, a public feed), play or real.
// `mixed` comes only from `combine` over paper and live: shown as it is, so that it hides neither.
enum class AccountKind : std::uint8_t { none, paper, live, mixed };
std::string_view name_of(AccountKind kind);
constexpr int count_of(AccountKind) { return 4; }
Result<AccountKind> parse_account_kind(std::string_view text);

struct Source {
  FixedText<47> name;  // "paper market", "Interactive Brokers", "file quotes_intraday.csv"
  AccountKind account = AccountKind::none;
  bool operator==(const Source&) const = default;
};

struct Origin {
  Source source;
  Time as_of;                        // when it was true at its source
  Time received_at;                  // when it reached the desk; on a replay, the replay's clock
  Quality quality = Quality::stale;  // until somebody states better
  bool stated() const { return !source.name.empty(); }
  bool operator==(const Origin&) const = default;
};
void describe(Origin& origin, Visitor& v);  // flat: the source's name and account are fields of it

Quality worst(Quality a, Quality b);

// The origin of a figure made of two: true as of the older, complete since the later arrived, no
// better than the worse; both sources are named ("several sources" where that gets too long).
Origin combine(const Origin& a, const Origin& b);

}  // namespace pitwall::market

// What a user may set about the paper market. A value, read from the configuration by its
// description.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/visitor.h"
#include "market/symbol.h"

namespace pitwall::paper {

enum class TapeKind { synthetic, replay };
std::string_view name_of(TapeKind kind);
constexpr int count_of(TapeKind) { return 2; }

struct StartingCash {
  market::Currency currency;
  Money amount;
};
void describe(StartingCash& cash, Visitor& v);

struct StartingPosition {
  market::Symbol symbol;
  Quantity quantity;  // negative is short
};
void describe(StartingPosition& position, Visitor& v);

struct AccountConfig {
  std::string account;
  std::string title;
  market::Currency base_currency;
  std::vector<StartingCash> cash;
  std::vector<StartingPosition> positions;
};
void describe(AccountConfig& account, Visitor& v);

// DU1000001 "Main" in USD and DU1000002 "Euro" in EUR.
std::vector<AccountConfig> starting_accounts();

struct PaperConfig {
  TapeKind tape = TapeKind::synthetic;
  std::uint64_t seed = 1;         // of the synthetic tape
  std::int64_t speed = 1;         // market seconds in a second
  std::optional<Time> from = {};  // market time to start at
  bool loop = false;              // of a replay: begin again when it ends
  bool always_open = true;        // of the synthetic tape: trade at any hour, on any day
  std::vector<AccountConfig> accounts = starting_accounts();
};
void describe(PaperConfig& config, Visitor& v);

// What the description cannot say: two accounts of one number, an account without one.
Result<void> validate(const PaperConfig& config);

}  // namespace pitwall::paper

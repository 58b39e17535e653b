#include "adapter/paper/config.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

std::string_view name_of(TapeKind kind) {
  return kind == TapeKind::synthetic ? "synthetic" : "replay";
}

void describe(StartingCash& cash, Visitor& v) {
  v("currency", "Currency.", "USD", cash.currency);
  v("amount", "Amount paid in at the opening.", "250000", cash.amount);
}

void describe(StartingPosition& position, Visitor& v) {
  v("symbol", "Instrument.", "SPY", position.symbol);
  v("quantity", "Bought at the first prices; negative is sold short.", "100", position.quantity);
}

void describe(AccountConfig& account, Visitor& v) {
  v("account", "Account number.", "DU1000001", account.account);
  v("title", "Name of the account.", "Main", account.title);
  v("base_currency", "Currency the account is kept in.", "USD", account.base_currency);
  v("cash", "What is paid in when it is opened.", "", account.cash, with_default);
  v("positions", "What it buys or sells short when it is opened.", "", account.positions,
    with_default);
}

std::vector<AccountConfig> starting_accounts() {
  return {{.account = "DU1000001",
           .title = "Main",
           .base_currency = "USD"_ccy,
           .cash = {{"USD"_ccy, 250000_money}, {"EUR"_ccy, 20000_money}},
           .positions = {{"SPY"_sym, 100_qty},
                         {"AAPL"_sym, 50_qty},
                         {"NVDA"_sym, -20_qty},
                         {"ES"_sym, 1_qty}}},
          {.account = "DU1000002",
           .title = "Euro",
           .base_currency = "EUR"_ccy,
           .cash = {{"EUR"_ccy, 100000_money}, {"USD"_ccy, 60000_money}},
           .positions = {{"MSFT"_sym, 30_qty}, {"BTCUSD"_sym, 0.25_qty}}}};
}

void describe(PaperConfig& config, Visitor& v) {
  v("tape",
    "Where ticks come from: synthetic, a seeded model that is always labelled simulated, or "
    "replay, the imported bars played again.",
    "synthetic", config.tape, with_default);
  v("seed", "Seed of the synthetic tape: the same seed is the same market.", "1", config.seed,
    {.has_default = true, .minimum = 0});
  v("speed", "Market seconds that pass in one second.", "1", config.speed,
    {.has_default = true, .minimum = 1, .maximum = 1'000'000});
  v("from",
    "Market time to start at. Left out: a replay starts with the last stored trading day, the "
    "synthetic tape now.",
    "2020-12-18T14:30:00Z", config.from, with_default);
  v("loop", "Whether a replay begins again when it ends; market time then goes back.", "false",
    config.loop, with_default);
  v("always_open",
    "Whether the synthetic tape trades at any hour of any day; if not, it keeps each exchange's "
    "sessions and holidays.",
    "true", config.always_open, with_default);
  v("accounts", "The accounts, opened when the desk has none yet.", "", config.accounts,
    with_default);
}

Result<void> validate(const PaperConfig& config) {
  for (std::size_t i = 0; i < config.accounts.size(); ++i) {
    const AccountConfig& account = config.accounts[i];
    if (account.account.empty() || account.base_currency.empty())
      return error(Code::invalid_argument,
                   "Account {} of the paper market needs a number and a base currency.", i + 1);
    for (std::size_t j = 0; j < i; ++j)
      if (config.accounts[j].account == account.account)
        return error(Code::invalid_argument, "The paper market has account {} twice; rename one.",
                     account.account);
  }
  return {};
}

}  // namespace pitwall::paper

#include "emulator/tws/account_desk.h"

#include <algorithm>

namespace pitwall::emulator::tws {
namespace {

struct Value {
  std::string tag;
  std::string value;
  std::string currency;  // empty for what is no amount
};

constexpr std::size_t max_summaries = 2;  // that a client may follow at a time

std::string ratio_text(Money part, Money whole) {
  return whole.is_zero() ? "0" : fmt::format("{:.4f}", part.to_double() / whole.to_double());
}

// What an account has under each of the broker's tags.
std::vector<Value> values_of(const port::Balances& b) {
  const std::string base = b.currency.text();
  const auto amount = [&](const char* tag, Money money) {
    return Value{tag, money_text(money), base};
  };
  return {
      Value{"AccountType", "INDIVIDUAL", ""},
      Value{"AccountCode", b.account, ""},
      Value{"AccountReady", "true", ""},
      amount("NetLiquidation", b.net_liquidation),
      amount("TotalCashValue", b.cash),
      amount("SettledCash", b.cash),
      amount("AccruedCash", Money()),
      amount("BuyingPower", b.buying_power),
      amount("EquityWithLoanValue", b.net_liquidation),
      amount("PreviousDayEquityWithLoanValue", b.net_liquidation),
      amount("GrossPositionValue", b.gross_position_value),
      amount("RegTEquity", b.net_liquidation),
      amount("RegTMargin", b.initial_margin),
      amount("SMA", b.available_funds),
      amount("InitMarginReq", b.initial_margin),
      amount("MaintMarginReq", b.maintenance_margin),
      amount("AvailableFunds", b.available_funds),
      amount("ExcessLiquidity", b.excess_liquidity),
      amount("FullInitMarginReq", b.initial_margin),
      amount("FullMaintMarginReq", b.maintenance_margin),
      amount("FullAvailableFunds", b.available_funds),
      amount("FullExcessLiquidity", b.excess_liquidity),
      amount("LookAheadInitMarginReq", b.initial_margin),
      amount("LookAheadMaintMarginReq", b.maintenance_margin),
      amount("LookAheadAvailableFunds", b.available_funds),
      amount("LookAheadExcessLiquidity", b.excess_liquidity),
      Value{"LookAheadNextChange", "0", ""},
      Value{"Cushion", ratio_text(b.excess_liquidity, b.net_liquidation), ""},
      Value{"Leverage", ratio_text(b.gross_position_value, b.net_liquidation), ""},
      Value{"HighestSeverity", "0", ""},
      Value{"DayTradesRemaining", "-1", ""},
  };
}

// The ledger: one line for each currency, and the base of all.
std::vector<Value> ledger_of(const port::Balances& balances, const paper::Ledger& ledger,
                             const Profit& profit) {
  std::vector<Value> values;
  for (const auto& [currency, cash] : ledger.cash) {
    values.push_back({"Currency", currency.text(), currency.text()});
    values.push_back({"CashBalance", money_text(cash), currency.text()});
    values.push_back({"TotalCashBalance", money_text(cash), currency.text()});
  }
  values.push_back({"Currency", "BASE", "BASE"});
  values.push_back({"CashBalance", money_text(balances.cash), "BASE"});
  values.push_back({"TotalCashBalance", money_text(balances.cash), "BASE"});
  values.push_back({"NetLiquidationByCurrency", money_text(balances.net_liquidation), "BASE"});
  values.push_back({"RealizedPnL", money_text(profit.realized.value_or(Money())), "BASE"});
  values.push_back({"UnrealizedPnL", money_text(profit.unrealized.value_or(Money())), "BASE"});
  return values;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(at));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

}  // namespace

bool AccountDesk::take(const Request& request) {
  switch (request.ask) {
    case Ask::managed_accounts:
      tell_accounts();
      return true;
    case Ask::account_summary:
      ask_summary(std::get<AccountSummary>(request.body));
      return true;
    case Ask::cancel_account_summary:
      summaries_.erase(std::get<Number>(request.body).id);
      return true;
    case Ask::positions:
      tell_positions();
      positions_followed_ = true;
      return true;
    case Ask::cancel_positions:
      positions_followed_ = false;
      return true;
    case Ask::positions_multi:
      ask_positions_of(std::get<OfAccount>(request.body));
      return true;
    case Ask::cancel_positions_multi:
      multi_.erase(std::get<Number>(request.body).id);
      return true;
    case Ask::account_multi:
      ask_values_of(std::get<OfAccount>(request.body));
      return true;
    case Ask::cancel_account_multi:
      return true;
    case Ask::account_data:
      follow_values(std::get<AccountData>(request.body));
      return true;
    case Ask::pnl:
    case Ask::pnl_single:
      ask_profit(std::get<OfAccount>(request.body), request.ask == Ask::pnl_single);
      return true;
    case Ask::cancel_pnl:
    case Ask::cancel_pnl_single:
      profits_.erase(std::get<Number>(request.body).id);
      return true;
    case Ask::family_codes:
      session_.answer(Message(session_.version(), 78).all(0));
      return true;
    case Ask::user_info:
      session_.answer(Message(session_.version(), 107).all(std::get<Number>(request.body).id, ""));
      return true;
    default:
      return false;
  }
}

void AccountDesk::tell_accounts() {
  std::string joined;
  for (const std::string& account : session_.brokerage().accounts())
    joined += (joined.empty() ? "" : ",") + account;
  session_.answer(Message(session_.version(), 15).all(1, joined));
}

bool AccountDesk::known(std::int64_t id, const std::string& account) {
  if (session_.gateway().has_account(account)) return true;
  session_.error(id, 321,
                 fmt::format("Error validating request.-'bX' : cause - Invalid account code {}",
                             account.substr(0, 20)));
  return false;
}

// ---- Account summary

void AccountDesk::ask_summary(const AccountSummary& asked) {
  if (summaries_.size() >= max_summaries && !summaries_.contains(asked.id)) {
    session_.error(asked.id, 322,
                   "Error processing request.-'bW' : cause - Maximum number of account summary "
                   "requests exceeded");
    return;
  }
  Summary summary{session_.brokerage().accounts(), split(asked.tags, ',')};
  tell_summary(asked.id, summary);
  summaries_[asked.id] = std::move(summary);
  wait_for_values();
}

void AccountDesk::tell_summary(std::int64_t id, const Summary& summary) {
  const int version = session_.version();
  for (const std::string& account : summary.accounts) {
    const std::optional<port::Balances> balances = session_.gateway().balances(account);
    if (!balances) continue;
    for (const Value& value : values_of(*balances))
      if (std::ranges::find(summary.tags, value.tag) != summary.tags.end())
        session_.answer(
            Message(version, 63).all(1, id, account, value.tag, value.value, value.currency));
    const bool ledger = std::ranges::any_of(
        summary.tags, [](const std::string& tag) { return tag.starts_with("$LEDGER"); });
    if (!ledger) continue;
    for (const Value& value : ledger_of(*balances, session_.brokerage().ledger(account),
                                        session_.gateway().profit(account)))
      session_.answer(
          Message(version, 63).all(1, id, account, value.tag, value.value, value.currency));
  }
  session_.answer(Message(version, 64).all(1, id));
}

// ---- Positions

Message AccountDesk::position(int message, std::int64_t id, const std::string& account,
                              market::InstrumentId instrument) {
  const ibkr::Contract& contract = session_.brokerage().contract(instrument);
  const auto& holdings = session_.brokerage().ledger(account).holdings;
  const auto held = holdings.find(instrument);
  const paper::Holding holding = held == holdings.end() ? paper::Holding() : held->second;
  constexpr int multi = 71;
  Message out(session_.version(), message);
  out.add(message == multi ? 1 : 3);
  if (message == multi) out.add(id);
  out.all(account, contract.conid, contract.symbol, contract.sec_type, contract.expiry);
  out.add(contract.strike.value_or(Price()));
  out.all(contract.right, contract.multiplier ? contract.multiplier->text() : "", "",
          contract.currency, contract.local_symbol, contract.trading_class, holding.quantity);
  out.add(holding.quantity.is_zero() ? Price()
                                     : holding.cost.per(holding.quantity, Rounding::half_even));
  if (message == multi) out.add("");  // model
  return out;
}

void AccountDesk::tell_positions() {
  for (const std::string& account : session_.brokerage().accounts())
    for (const auto& [instrument, holding] : session_.brokerage().ledger(account).holdings)
      session_.answer(position(61, 0, account, instrument));
  session_.answer(Message(session_.version(), 62).all(1));
}

void AccountDesk::ask_positions_of(const OfAccount& asked) {
  if (!known(asked.id, asked.account)) return;
  for (const auto& [instrument, holding] : session_.brokerage().ledger(asked.account).holdings)
    session_.answer(position(71, asked.id, asked.account, instrument));
  session_.answer(Message(session_.version(), 72).all(1, asked.id));
  multi_[asked.id] = asked.account;
}

void AccountDesk::on_fill(const Fill& fill) {
  const std::string& account = fill.execution.account;
  const market::Instrument* instrument =
      session_.brokerage().catalogue().find(fill.execution.symbol);
  if (!instrument) return;
  if (positions_followed_) session_.push(position(61, 0, account, instrument->id));
  for (const auto& [id, followed] : multi_)
    if (followed == account) session_.push(position(71, id, account, instrument->id));
  if (followed_ == account) tell_portfolio(account, instrument->id);
}

// ---- Account values and portfolio

void AccountDesk::ask_values_of(const OfAccount& asked) {
  if (!known(asked.id, asked.account)) return;
  const std::optional<port::Balances> balances = session_.gateway().balances(asked.account);
  if (balances)
    for (const Value& value : values_of(*balances))
      session_.answer(
          Message(session_.version(), 73)
              .all(1, asked.id, asked.account, "", value.tag, value.value, value.currency));
  session_.answer(Message(session_.version(), 74).all(1, asked.id));
}

void AccountDesk::follow_values(const AccountData& asked) {
  if (!asked.subscribe) {
    followed_.clear();
    return;
  }
  const std::string account =
      asked.account.empty() ? session_.brokerage().accounts().front() : asked.account;
  if (!known(-1, account)) return;
  followed_ = account;
  tell_values();
  session_.answer(Message(session_.version(), 54).all(1, account));
  wait_for_values();
}

void AccountDesk::tell_values() {
  const int version = session_.version();
  const std::optional<port::Balances> balances = session_.gateway().balances(followed_);
  if (!balances) return;
  for (const Value& value : values_of(*balances))
    session_.answer(Message(version, 6).all(2, value.tag, value.value, value.currency, followed_));
  const paper::Ledger& ledger = session_.brokerage().ledger(followed_);
  for (const Value& value : ledger_of(*balances, ledger, session_.gateway().profit(followed_)))
    session_.answer(Message(version, 6).all(2, value.tag, value.value, value.currency, followed_));
  for (const auto& [instrument, holding] : ledger.holdings) tell_portfolio(followed_, instrument);
  const LocalTime time = Zone::utc().local(session_.gateway().now());
  const std::int64_t minute = time.since_midnight / minutes(1);
  session_.answer(Message(version, 8).all(1, fmt::format("{:02}:{:02}", minute / 60, minute % 60)));
}

void AccountDesk::tell_portfolio(const std::string& account, market::InstrumentId instrument) {
  const ibkr::Contract& contract = session_.brokerage().contract(instrument);
  const market::Instrument& terms = session_.brokerage().catalogue().at(instrument);
  const auto& holdings = session_.brokerage().ledger(account).holdings;
  const auto held = holdings.find(instrument);
  const paper::Holding holding = held == holdings.end() ? paper::Holding() : held->second;
  const std::optional<market::Quote> quoted = session_.gateway().quote(instrument);
  const Price mark = quoted ? quoted->mark().value_or(Price()) : Price();
  const Notional value = (mark * holding.quantity).times(terms.multiplier, Rounding::half_even);
  const Profit profit = session_.gateway().profit(account, instrument);
  Message out(session_.version(), 7);
  out.all(8, contract.conid, contract.symbol, contract.sec_type, contract.expiry,
          contract.strike.value_or(Price()), contract.right,
          contract.multiplier ? contract.multiplier->text() : "", contract.primary_exchange,
          contract.currency, contract.local_symbol, contract.trading_class, holding.quantity, mark,
          money_text(value.to_money(Rounding::half_even)),
          holding.quantity.is_zero() ? Price()
                                     : holding.cost.per(holding.quantity, Rounding::half_even),
          money_text((value - holding.cost).to_money(Rounding::half_even)),
          money_text(profit.realized.value_or(Money())), account);
  session_.push(std::move(out));
}

void AccountDesk::wait_for_values() {
  if (values_timer_.pending()) return;
  values_timer_ = session_.loop().after(values_every, [this] {
    if (session_.connected_upstream()) {
      for (const auto& [id, summary] : summaries_) tell_summary(id, summary);
      if (!followed_.empty()) tell_values();
    }
    if (!summaries_.empty() || !followed_.empty()) wait_for_values();
  });
}

// ---- Profit

void AccountDesk::ask_profit(const OfAccount& asked, bool single) {
  if (!known(asked.id, asked.account)) return;
  FollowedProfit followed{asked.account, {}};
  if (single) followed.conid = asked.conid;
  if (single && !session_.brokerage().instrument(asked.conid)) {
    session_.error(asked.id, 2150, "Invalid position trade derived value");
    return;
  }
  tell_profit(asked.id, followed);
  profits_[asked.id] = std::move(followed);
  wait_for_profit();
}

void AccountDesk::tell_profit(std::int64_t id, const FollowedProfit& followed) {
  const auto text = [](const std::optional<Money>& money) {
    return money ? money_text(*money) : std::string("1.7976931348623157E308");
  };
  if (!followed.conid) {
    const Profit profit = session_.gateway().profit(followed.account);
    session_.push(Message(session_.version(), 94)
                      .all(id, text(profit.daily), text(profit.unrealized), text(profit.realized)));
    return;
  }
  const market::InstrumentId instrument = *session_.brokerage().instrument(*followed.conid);
  const Profit profit = session_.gateway().profit(followed.account, instrument);
  const market::Instrument& terms = session_.brokerage().catalogue().at(instrument);
  const Quantity quantity = session_.brokerage().ledger(followed.account).quantity(instrument);
  const std::optional<market::Quote> quoted = session_.gateway().quote(instrument);
  const Price mark = quoted ? quoted->mark().value_or(Price()) : Price();
  const Money value =
      (mark * quantity).times(terms.multiplier, Rounding::half_even).to_money(Rounding::half_even);
  session_.push(Message(session_.version(), 95)
                    .all(id, quantity, text(profit.daily), text(profit.unrealized),
                         text(profit.realized), money_text(value)));
}

void AccountDesk::wait_for_profit() {
  if (profit_timer_.pending()) return;
  profit_timer_ = session_.loop().after(profit_every, [this] {
    if (session_.connected_upstream())
      for (const auto& [id, followed] : profits_) tell_profit(id, followed);
    if (!profits_.empty()) wait_for_profit();
  });
}

}  // namespace pitwall::emulator::tws

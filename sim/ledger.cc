#include "sim/ledger.h"

namespace pitwall::sim {
namespace {

Money rounded(Notional notional) { return notional.to_money(Rounding::half_even); }

// Cash that an exchange of currencies moves on its first side: EURUSD bought is EUR in.
Money units_of(Quantity quantity) { return rounded(Price::from_integer(1) * quantity); }

}  // namespace

void Ledger::record(const port::BrokerEvent& event) {
  if (const auto* opened = std::get_if<port::AccountOpened>(&event)) {
    accounts_[opened->account] = *opened;
  } else if (const auto* moved = std::get_if<port::CashMoved>(&event)) {
    cash_[{moved->account, moved->currency}] += moved->amount;
  } else if (const auto* reported = std::get_if<port::OrderReported>(&event)) {
    orders_[reported->order.client_id] = *reported;
  } else if (const auto* executed = std::get_if<port::OrderExecuted>(&event)) {
    take_up(*executed);
  }
}

void Ledger::take_up(const port::OrderExecuted& execution) {
  executions_.push_back(execution);
  executed_[execution.client_id] += execution.quantity;
  Money& cash = cash_[{execution.account, execution.currency}];
  cash -= execution.commission;
  const Quantity moved =
      execution.side == port::Side::buy ? execution.quantity : -execution.quantity;
  const Notional value = (execution.price * moved).times(execution.multiplier, Rounding::half_even);
  if (execution.asset_class == market::AssetClass::fx) {
    cash -= rounded(value);
    const market::Currency bought =
        market::Currency::parse(execution.symbol.view().substr(0, 3)).value();
    cash_[{execution.account, bought}] += units_of(moved);
    return;
  }
  const Notional realised = trade(holdings_[{execution.account, execution.symbol}], execution);
  cash += execution.asset_class == market::AssetClass::future ? rounded(realised) : rounded(-value);
}

Notional Ledger::trade(Holding& holding, const port::OrderExecuted& execution) {
  holding.terms = execution;
  const bool buys = execution.side == port::Side::buy;
  Quantity left = execution.quantity;
  Notional realised;
  if (holding.quantity.sign() == (buys ? -1 : 1)) {
    // First what closes: it leaves at average cost.
    const Quantity closed = std::min(holding.quantity.abs(), left);
    const Notional cost = holding.cost.share(closed, holding.quantity.abs(), Rounding::half_even);
    const Notional whole = (execution.price * (buys ? execution.quantity : -execution.quantity))
                               .times(execution.multiplier, Rounding::half_even);
    realised = -(cost + whole.share(closed, execution.quantity, Rounding::half_even));
    holding.cost -= cost;
    holding.quantity += buys ? closed : -closed;
    left -= closed;
    if (holding.quantity.is_zero()) holding.cost = {};
  }
  if (left.is_zero()) return realised;
  // Then what opens: it comes in at its price.
  const Quantity opened = buys ? left : -left;
  holding.quantity += opened;
  holding.cost += (execution.price * opened).times(execution.multiplier, Rounding::half_even);
  return realised;
}

std::vector<port::BrokerEvent> Ledger::reconciliation(std::size_t executions) const {
  std::vector<port::BrokerEvent> events;
  for (const auto& [number, opened] : accounts_) events.emplace_back(opened);
  for (const auto& [id, report] : orders_) events.emplace_back(report);
  const std::size_t first = executions_.size() - std::min(executions, executions_.size());
  for (std::size_t i = first; i < executions_.size(); ++i) events.emplace_back(executions_[i]);
  for (const auto& [key, amount] : cash_)
    events.emplace_back(port::CashReported{key.first, key.second, amount});
  for (const auto& [key, holding] : holdings_) {
    port::PositionReported report;
    report.account = key.first;
    report.symbol = key.second;
    report.asset_class = holding.terms.asset_class;
    report.currency = holding.terms.currency;
    report.multiplier = holding.terms.multiplier;
    report.quantity = holding.quantity;
    report.cost = holding.cost;
    report.trading_day = holding.terms.trading_day;
    events.emplace_back(report);
  }
  return events;
}

std::string Ledger::difference(const desk::State& state) const {
  std::size_t balances = 0;
  std::size_t positions = 0;
  for (const desk::Account& account : state.accounts) {
    balances += account.cash.size();
    positions += account.positions.size();
    for (const desk::CashBalance& balance : account.cash) {
      const auto truth = cash_.find({account.account, balance.currency});
      const Money amount = truth == cash_.end() ? Money() : truth->second;
      if (balance.amount != amount)
        return fmt::format("Account {} has {} {}, but {} at the broker.", account.account,
                           balance.amount.text(), balance.currency.view(), amount.text());
    }
    for (const desk::Position& position : account.positions) {
      const auto truth = holdings_.find({account.account, position.symbol});
      const Holding holding = truth == holdings_.end() ? Holding() : truth->second;
      if (position.quantity != holding.quantity || position.cost != holding.cost)
        return fmt::format("Account {} holds {} {} at {}, but {} at {} at the broker.",
                           account.account, position.quantity.text(), position.symbol.view(),
                           position.cost.text(), holding.quantity.text(), holding.cost.text());
    }
  }
  if (state.accounts.size() != accounts_.size() || balances != cash_.size() ||
      positions != holdings_.size())
    return fmt::format(
        "The desk knows {} accounts, {} balances, {} positions; the broker {}, {}, {}.",
        state.accounts.size(), balances, positions, accounts_.size(), cash_.size(),
        holdings_.size());
  for (const auto& [id, truth] : orders_) {
    const auto known = std::find_if(state.orders.begin(), state.orders.end(),
                                    [&](const auto& o) { return o.order.client_id == id; });
    if (known == state.orders.end()) return fmt::format("The desk does not know order {}.", id);
    if (known->status != truth.status || known->filled != truth.filled)
      return fmt::format("Order {} is {}, {} filled; at the broker {}, {} filled.", id,
                         port::name_of(known->status), known->filled.text(),
                         port::name_of(truth.status), truth.filled.text());
  }
  return overfilled();
}

std::string Ledger::difference(const desk::BlotterEntry& entry, const port::OrderReported* truth) {
  using desk::OrderPhase;
  const std::string& id = entry.order.client_id;
  const bool works = truth && !port::is_final(truth->status);
  if (works && (entry.phase == OrderPhase::working || entry.phase == OrderPhase::partly_filled) &&
      entry.filled == truth->filled)
    return {};
  if (!is_final(entry.phase)) return fmt::format("Order {} is still {}.", id, name_of(entry.phase));
  if (entry.phase != OrderPhase::filled && entry.detail.empty() && !truth)
    return fmt::format("Order {} is {} and does not say why.", id, name_of(entry.phase));
  if (!truth) {
    if (entry.phase == OrderPhase::filled || !entry.filled.is_zero())
      return fmt::format("Order {} is {}, and the broker never had it.", id, name_of(entry.phase));
    return {};
  }
  if (!entry.sent) return fmt::format("Order {} is at the broker and was never sent.", id);
  const bool filled = truth->status == port::OrderStatus::filled;
  if (entry.filled != truth->filled || (entry.phase == OrderPhase::filled) != filled)
    return fmt::format("Order {} is {}, {} filled; at the broker {}, {} filled.", id,
                       name_of(entry.phase), entry.filled.text(), port::name_of(truth->status),
                       truth->filled.text());
  return {};
}

std::string Ledger::difference(const desk::Blotter& blotter) const {
  for (const desk::BlotterEntry& entry : blotter.entries) {
    const auto truth = orders_.find(entry.order.client_id);
    std::string found = difference(entry, truth == orders_.end() ? nullptr : &truth->second);
    if (!found.empty()) return found;
  }
  return {};
}

std::vector<port::LiveOrder> Ledger::live_orders(std::string_view account) const {
  std::vector<port::LiveOrder> live;
  for (const auto& [id, report] : orders_) {
    if (port::is_final(report.status) || report.order.account != account) continue;
    live.push_back(
        {report.order, "broker-" + id, report.status, report.filled, std::nullopt, report.detail});
  }
  return live;
}

std::vector<port::OrderExecuted> Ledger::executions(std::string_view account) const {
  std::vector<port::OrderExecuted> own;
  for (const port::OrderExecuted& execution : executions_)
    if (execution.account == account) own.push_back(execution);
  std::reverse(own.begin(), own.end());
  return own;
}

std::string Ledger::overfilled() const {
  for (const auto& [id, report] : orders_) {
    const auto found = executed_.find(id);
    const Quantity executed = found == executed_.end() ? Quantity() : found->second;
    const bool ended = port::is_final(report.status);
    if (executed > report.order.quantity || (ended && executed != report.filled))
      return fmt::format("Order {} for {} is {} with {} filled, but {} were executed.", id,
                         report.order.quantity.text(), port::name_of(report.status),
                         report.filled.text(), executed.text());
  }
  return {};
}

}  // namespace pitwall::sim

#include "sim/exchange.h"

namespace pitwall::sim {
namespace {
using namespace literals;
using namespace market::literals;

constexpr std::string_view account_numbers[] = {"SIM1", "SIM2"};

}  // namespace

void ScriptedExchange::open() {
  for (const std::string_view number : account_numbers) {
    port::AccountOpened opened;
    opened.account = number;
    opened.title = "Simulated";
    opened.broker = name();
    opened.base_currency = "USD"_ccy;
    tell(opened);
    tell(port::CashMoved{opened.account, "USD"_ccy, 100000_money, "deposit"});
    tell(port::CashMoved{opened.account, "EUR"_ccy, 20000_money, "deposit"});
  }
  live();
}

void ScriptedExchange::close() {
  closed_ = true;
  for (auto& [id, report] : orders_) {
    if (port::is_final(report.status)) continue;
    report.status = port::OrderStatus::cancelled;
    report.detail = "The day is over.";
    report.time = scheduler_.now();
    tell(report);
  }
}

void ScriptedExchange::live() {
  scheduler_.after(random_.between(milliseconds(1), seconds(8)), Scheduler::world, [this] {
    if (closed_) return;
    if (random_.chance(0.2)) {
      const Money amount = Money::from_scaled(random_.between(-500'000'000, 500'000'000));
      tell(port::CashMoved{random_account(), "USD"_ccy, amount, "dividend or fee"});
    } else {
      trade_elsewhere();
    }
    live();
  });
}

std::string ScriptedExchange::random_account() {
  return std::string(account_numbers[random_.below(std::size(account_numbers))]);
}

std::optional<port::Order> ScriptedExchange::random_order() { return order_of(); }

port::Order ScriptedExchange::order_of() {
  const market::Instrument& item =
      market_.catalogue().all()[random_.below(market_.catalogue().size())];
  port::Order order;
  order.account = random_account();
  order.symbol = item.symbol;
  order.side = random_.chance(0.5) ? port::Side::buy : port::Side::sell;
  order.quantity = Quantity::from_scaled(item.lot_size.scaled() * random_.between(1, 300));
  return order;
}

void ScriptedExchange::trade_elsewhere() {
  // Sometimes a burst, for group commits of some size.
  const std::uint64_t trades = random_.chance(0.2) ? 1 + random_.below(12) : 1;
  for (std::uint64_t i = 0; i < trades; ++i) {
    const port::Order order = order_of();
    execute(order, order.quantity);
  }
}

void ScriptedExchange::execute(const port::Order& order, Quantity quantity) {
  const market::Instrument& item = market_.terms_of(order.symbol);
  port::OrderExecuted event;
  event.execution_id = fmt::format("x{}", ++executions_);
  event.client_id = order.client_id;
  event.account = order.account;
  event.symbol = item.symbol;
  event.asset_class = item.asset_class;
  event.currency = item.currency;
  event.multiplier = item.multiplier;
  event.side = order.side;
  event.quantity = quantity;
  event.price = market_.price_of(item.id) +
                Price::from_scaled(item.tick_size.scaled() * random_.between(-400, 400));
  event.commission = Money::from_scaled(random_.between(0, 2'000'000));
  event.time = scheduler_.now();
  event.trading_day = Date::of_utc(event.time);
  tell(event);
}

Result<void> ScriptedExchange::place(port::Permit, const std::vector<port::Order>& orders) {
  for (const port::Order& order : orders) {
    const auto [at, is_new] = orders_.try_emplace(order.client_id);
    if (!is_new) continue;
    port::OrderReported& report = at->second;
    report.order = order;
    report.time = scheduler_.now();
    report.status = port::OrderStatus::submitted;
    if (closed_) {
      report.status = port::OrderStatus::rejected;
      report.detail = "The day is over.";
    }
    tell(report);
    work(order.client_id);
  }
  return {};
}

Result<void> ScriptedExchange::modify(port::Permit, const port::Order& order) {
  const auto at = orders_.find(order.client_id);
  if (at == orders_.end()) return error(Code::not_found, "There is no such order.");
  port::OrderReported& report = at->second;
  if (port::is_final(report.status) || order.quantity <= report.filled)
    return error(Code::invalid_argument, "The order has moved on.");
  report.order = order;
  report.time = scheduler_.now();
  tell(report);
  return {};
}

Result<void> ScriptedExchange::cancel(port::Permit, const std::string& client_id) {
  const auto at = orders_.find(client_id);
  if (at == orders_.end()) return error(Code::not_found, "There is no such order.");
  if (port::is_final(at->second.status)) return error(Code::invalid_argument, "It has ended.");
  end(at->second, port::OrderStatus::cancelled, "Cancelled as asked.");
  return {};
}

void ScriptedExchange::end(port::OrderReported& report, port::OrderStatus status,
                           std::string_view why) {
  report.status = status;
  report.detail = why;
  report.time = scheduler_.now();
  tell(report);
  settle_others(report);
}

bool ScriptedExchange::waits_for_parent(const port::Order& order) const {
  if (!order.parent) return false;
  const auto parent = orders_.find(*order.parent);
  return parent != orders_.end() && parent->second.status != port::OrderStatus::filled;
}

void ScriptedExchange::settle_others(const port::OrderReported& ended) {
  const port::Order order = ended.order;
  const bool was_filled = ended.status == port::OrderStatus::filled;
  for (auto& [id, other] : orders_) {
    if (id == order.client_id || port::is_final(other.status)) continue;
    const bool orphaned = other.order.parent == order.client_id && !was_filled;
    const bool beaten = order.oca_group && other.order.oca_group == order.oca_group && was_filled;
    if (orphaned || beaten)
      end(other, port::OrderStatus::cancelled,
          orphaned ? "Its parent is gone." : "Another of its group was filled.");
  }
}

// One step in an order's life, some seconds from now, until it has ended.
void ScriptedExchange::work(const std::string& client_id) {
  scheduler_.after(
      random_.between(milliseconds(1), seconds(6)), Scheduler::world, [this, client_id] {
        port::OrderReported& report = orders_.at(client_id);
        if (port::is_final(report.status)) return;
        if (waits_for_parent(report.order)) return work(client_id);
        report.time = scheduler_.now();
        if (report.status == port::OrderStatus::submitted) {
          if (random_.chance(0.1))
            return end(report, port::OrderStatus::rejected, "The margin does not suffice.");
          report.status = port::OrderStatus::working;
        } else {
          fill(report);
        }
        tell(report);
        if (report.status == port::OrderStatus::filled) settle_others(report);
        work(client_id);
      });
}

void ScriptedExchange::fill(port::OrderReported& report) {
  const std::int64_t lot = market_.terms_of(report.order.symbol).lot_size.scaled();
  const std::int64_t open = (report.order.quantity - report.filled).scaled() / lot;
  const Quantity quantity =
      Quantity::from_scaled(lot * (random_.chance(0.4) ? open : random_.between(1, open)));
  execute(report.order, quantity);
  report.filled += quantity;
  report.status = report.filled == report.order.quantity ? port::OrderStatus::filled
                                                         : port::OrderStatus::partially_filled;
}

}  // namespace pitwall::sim

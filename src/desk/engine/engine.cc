#include "desk/engine/engine.h"

namespace pitwall::desk {
namespace {

// The element whose key is `key`, made in its sorted place where there is none.
template <class T, class Key, class KeyOf>
T& find_or_insert(std::vector<T>& sorted, const Key& key, KeyOf key_of) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), key,
                                   [&](const T& item, const Key& k) { return key_of(item) < k; });
  if (at != sorted.end() && key_of(*at) == key) return *at;
  return *sorted.insert(at, T{});
}

// A future's profit is settled in cash day by day; what it is "worth" was never paid.
bool is_settled_by_difference(market::AssetClass asset_class) {
  return asset_class == market::AssetClass::future;
}

}  // namespace

void Engine::restore(State state) {
  state_ = std::move(state);
  seen_ = {state_.executions.begin(), state_.executions.end()};
}

bool Engine::remember_execution(const std::string& id) {
  if (!seen_.insert(id).second) return false;
  std::vector<std::string>& ids = state_.executions;
  ids.push_back(id);
  if (ids.size() > State::max_executions) {
    constexpr std::ptrdiff_t forgotten = State::max_executions / 10;  // in one go, to do it rarely
    for (auto old = ids.begin(); old != ids.begin() + forgotten; ++old) seen_.erase(*old);
    ids.erase(ids.begin(), ids.begin() + forgotten);
  }
  return true;
}

std::vector<Effect> Engine::apply(const Event& event) {
  std::vector<Effect> effects;
  ++state_.events;
  std::visit([&](const auto& e) { on(e, effects); }, event);
  take_back_orders(effects);
  return effects;
}

Account& Engine::account(std::string_view number) {
  Account& account = find_or_insert(state_.accounts, number,
                                    [](const Account& a) { return std::string_view(a.account); });
  account.account = number;
  return account;
}

Position& Engine::position(Account& account, const market::Symbol& symbol) {
  Position& position =
      find_or_insert(account.positions, symbol, [](const Position& p) { return p.symbol; });
  position.symbol = symbol;
  return position;
}

CashBalance& Engine::cash(Account& account, market::Currency currency) {
  CashBalance& balance =
      find_or_insert(account.cash, currency, [](const CashBalance& b) { return b.currency; });
  balance.currency = currency;
  return balance;
}

void Engine::on(const DeskStarted&, std::vector<Effect>&) {
  take_restart(state_.blotter);
  for (Approval& approval : state_.gate.approvals) {
    if (approval.state == ApprovalState::approved)
      end(approval, ApprovalStep::lapse,
          "The desk went down between the yes and the sending; ask again.");
    // Half done, done or not begun: it is never done again on the strength of the same yes.
    if (approval.performed == Performed::under_way) {
      approval.performed = Performed::unknown;
      approval.detail = "The desk went down while it was done; look whether it was.";
    }
  }
}

void Engine::on(const BarsImported&, std::vector<Effect>&) {}

void Engine::on(const InstrumentAdded& event, std::vector<Effect>&) {
  find_or_insert(state_.instruments, event.instrument.symbol,
                 [](const market::Instrument& i) { return i.symbol; }) = event.instrument;
}

void Engine::on(const OrderRequested& event, std::vector<Effect>& effects) {
  Result<port::Permit> permit = gate_->rule(event.order, state_);
  if (!permit) {
    ++state_.refused;
    effects.push_back(ReportRefusal{event.order.client_id, permit.error().message});
    return;
  }
  effects.push_back(SubmitOrder{std::move(*permit), event.order});
}

void Engine::on(const port::ConnectionChanged& event, std::vector<Effect>& effects) {
  // What was missed while nobody listened has been told before this.
  if (event.state == port::ConnectionState::connected) {
    ask_about_unknown(effects);
    forget_taken_back();  // a cancellation may have been lost with the session
  }
  find_or_insert(state_.connections, event.broker,
                 [](const port::ConnectionChanged& c) -> const std::string& { return c.broker; }) =
      event;
}

void Engine::on(const port::AccountOpened& event, std::vector<Effect>&) {
  Account& opened = account(event.account);
  opened.title = event.title;
  opened.broker = event.broker;
  opened.kind = event.kind;
  opened.base_currency = event.base_currency;
}

void Engine::on(const port::CashMoved& event, std::vector<Effect>&) {
  cash(account(event.account), event.currency).amount += event.amount;
}

void Engine::on(const port::CashReported& event, std::vector<Effect>&) {
  cash(account(event.account), event.currency).amount = event.amount;
}

void Engine::on(const port::PositionReported& event, std::vector<Effect>&) {
  Position& reported = position(account(event.account), event.symbol);
  reported.asset_class = event.asset_class;
  reported.currency = event.currency;
  reported.multiplier = event.multiplier;
  // A reconnect that only confirms what we hold leaves the day's figures as they are.
  roll_to(reported, event.trading_day);
  if (reported.quantity == event.quantity && reported.cost == event.cost) return;
  // Otherwise what the broker reports is what the day begins with as far as we know.
  reported.quantity = event.quantity;
  reported.cost = event.cost;
  reported.start_quantity = event.quantity;
  reported.day_flow = {};
}

OrderState* Engine::find_order(std::string_view client_id) {
  // From the newest, which are the ones that things still happen to.
  const auto found =
      std::find_if(state_.orders.rbegin(), state_.orders.rend(),
                   [&](const OrderState& o) { return o.order.client_id == client_id; });
  return found == state_.orders.rend() ? nullptr : &*found;
}

void Engine::ask_about(std::string_view client_id, std::vector<Effect>& effects) const {
  const BlotterEntry* entry = state_.blotter.find(client_id);
  if (entry && entry->phase == OrderPhase::unknown)
    effects.push_back(AskBroker{entry->order.account});
}

void Engine::on(const port::OrderReported& event, std::vector<Effect>& effects) {
  take_order_news(state_.charts, event.order.symbol);
  take_report(state_.blotter, event);
  ask_about(event.order.client_id, effects);
  if (OrderState* known = find_order(event.order.client_id)) {
    // A late "working" after "filled" is an old message: what is final stays so.
    if (is_final(known->status)) return;
    known->order = event.order;
    known->status = event.status;
    known->filled = std::max(known->filled, event.filled);
    known->detail = event.detail;
    return;
  }
  if (state_.orders.size() >= State::max_orders) {
    const auto oldest = std::find_if(state_.orders.begin(), state_.orders.end(),
                                     [](const OrderState& o) { return is_final(o.status); });
    if (oldest != state_.orders.end()) state_.orders.erase(oldest);
  }
  state_.orders.push_back({event.order, event.status, event.filled, {}, event.detail});
}

void Engine::on(const port::OrderExecuted& event, std::vector<Effect>& effects) {
  if (!remember_execution(event.execution_id)) return;
  take_fill(state_.charts, event);
  take_execution(state_.blotter, event);
  if (!event.client_id.empty()) ask_about(event.client_id, effects);
  // The report that says so may never come: a crash can fall between the two. Without a client id
  // it was traded elsewhere, by hand.
  OrderState* order = event.client_id.empty() ? nullptr : find_order(event.client_id);
  if (order) {
    order->executed += event.quantity;
    order->filled = std::max(order->filled, order->executed);
  }

  Account& owner = account(event.account);
  const Notional value =
      (event.price * event.quantity).times(event.multiplier, Rounding::half_even);
  const Money paid = (event.side == port::Side::buy ? -value : value).to_money(Rounding::half_even);
  if (event.asset_class == market::AssetClass::fx) {
    // A currency pair is an exchange of cash, not something held: EURUSD bought is EUR in, USD out.
    const Result<market::Currency> bought =
        market::Currency::parse(event.symbol.view().substr(0, 3));
    if (bought) {
      const Money units = (Price::from_integer(1) * event.quantity).to_money(Rounding::half_even);
      cash(owner, *bought).amount += event.side == port::Side::buy ? units : -units;
    }
    cash(owner, event.currency).amount += paid - event.commission;
  } else {
    Position& held = position(owner, event.symbol);
    held.asset_class = event.asset_class;
    held.currency = event.currency;
    held.multiplier = event.multiplier;
    const Notional realized_before = held.realized;
    desk::apply(held, event);
    remember_result(state_.gate, event.account, held.realized - realized_before, event.time);
    const Money moved = is_settled_by_difference(event.asset_class)
                            ? (held.realized - realized_before).to_money(Rounding::half_even)
                            : paid;
    cash(owner, event.currency).amount += moved - event.commission;
  }
}

}  // namespace pitwall::desk

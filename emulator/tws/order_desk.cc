#include "emulator/tws/order_desk.h"

#include <algorithm>

#include "adapter/paper/fees.h"

namespace pitwall::emulator::tws {
namespace {

std::string status_text(const Ticket& ticket) {
  switch (ticket.status) {
    case port::OrderStatus::submitted:
      return "PreSubmitted";
    case port::OrderStatus::working:
    case port::OrderStatus::partially_filled:
      return is_stop(ticket.order.type) && ticket.filled.is_zero() ? "PreSubmitted" : "Submitted";
    case port::OrderStatus::filled:
      return "Filled";
    case port::OrderStatus::cancelled:
    case port::OrderStatus::expired:
      return "Cancelled";
    case port::OrderStatus::rejected:
      return "Inactive";
  }
  return "Submitted";
}

std::optional<port::OrderType> type_of(std::string_view text) {
  if (text == "MKT") return port::OrderType::market;
  if (text == "LMT") return port::OrderType::limit;
  if (text == "STP") return port::OrderType::stop;
  if (text == "STP LMT" || text == "STPLMT") return port::OrderType::stop_limit;
  if (text == "TRAIL") return port::OrderType::trailing_stop;
  if (text == "MOC") return port::OrderType::market_on_close;
  if (text == "LOC") return port::OrderType::limit_on_close;
  if (text == "MIDPRICE") return port::OrderType::midprice;
  return std::nullopt;
}

std::optional<port::TimeInForce> time_in_force_of(std::string_view text) {
  if (text.empty() || text == "DAY") return port::TimeInForce::day;
  if (text == "GTC") return port::TimeInForce::gtc;
  if (text == "IOC") return port::TimeInForce::ioc;
  return std::nullopt;
}

bool by_hand(const Ticket& ticket) { return ticket.client == 0 && ticket.client_order_id == 0; }

bool off_grid(const std::optional<Price>& price, Price tick) {
  return price && price->scaled() % tick.scaled() != 0;
}

std::string rejected(std::string_view reason) {
  return fmt::format("Order rejected - reason:{}", reason);
}

// "20261121 14:00:00", "20261121-14:00:00"; zone left aside: Eastern, or UTC with the dash.
std::optional<Time> time_of(std::string_view text) {
  if (text.size() < 17) return std::nullopt;
  const Result<LocalTime> local = LocalTime::parse(fmt::format(
      "{}-{}-{} {}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2), text.substr(9, 8)));
  const Result<Zone> eastern = Zone::find("America/New_York");
  if (!local || !eastern) return std::nullopt;
  return (text[8] == '-' ? Zone::utc() : *eastern).instant(*local);
}

}  // namespace

bool OrderDesk::take(const Request& request) {
  switch (request.ask) {
    case Ask::place_order:
      place(std::get<PlaceOrder>(request.body));
      return true;
    case Ask::cancel_order:
      cancel(std::get<CancelOrder>(request.body).order_id);
      return true;
    case Ask::global_cancel:
      cancel_all();
      return true;
    case Ask::open_orders:
      tell_open(false);
      return true;
    case Ask::all_open_orders:
      tell_open(true);
      return true;
    case Ask::auto_open_orders:
      if (session_.client() != 0) {
        session_.error(-1, 321,
                       "Error validating request.-'bT' : cause - Only the default client (i.e 0) "
                       "can auto bind orders");
      } else {
        binds_manual_ = std::get<Number>(request.body).id != 0;
        tell_open(false);
      }
      return true;
    case Ask::completed_orders:
      tell_completed();
      return true;
    case Ask::executions:
      tell_executions(std::get<Executions>(request.body));
      return true;
    default:
      return false;
  }
}

bool OrderDesk::is_mine(const Ticket& ticket) const {
  if (by_hand(ticket))
    return session_.client() == 0 &&
           (binds_manual_ || session_.gateway().manual_id(ticket.perm_id) != 0);
  return ticket.client == session_.client();
}

ToldOrder OrderDesk::told(const Ticket& ticket) const {
  ToldOrder told;
  Gateway& gateway = session_.gateway();
  if (by_hand(ticket)) {
    // An order placed by hand has an id where client 0 has bound it, for that client alone.
    if (session_.client() == 0 && binds_manual_) {
      const bool fresh = gateway.manual_id(ticket.perm_id) == 0;
      told.order_id = gateway.bind_manual(ticket);
      if (fresh)
        session_.push(Message(session_.version(), 100).all(ticket.perm_id, 0, told.order_id));
    } else {
      told.order_id = gateway.manual_id(ticket.perm_id);
    }
  } else {
    told.order_id = ticket.client_order_id;
  }
  told.client = ticket.client;
  told.perm_id = ticket.perm_id;
  told.contract = session_.brokerage().contract(ticket.instrument);
  told.order = ticket.order;
  told.reference = ticket.reference;
  told.parent_id = gateway.held().parent_of(ticket);
  told.oca_group = gateway.held().group_of(ticket);
  told.status = status_text(ticket);
  told.filled = ticket.filled;
  told.average_price = ticket.average_price;
  told.last_price = ticket.last_price;
  return told;
}

bool OrderDesk::read_only(std::int64_t id) {
  if (!session_.brokerage().options().read_only) return false;
  session_.error(id, 321,
                 "Error validating request.-'bX' : cause - The API interface is currently in "
                 "Read-Only mode.");
  return true;
}

// ---- Placing and changing

std::variant<port::Order, OrderDesk::Refusal> OrderDesk::understood(
    const PlaceOrder& asked, market::InstrumentId instrument) {
  const market::Instrument& terms = session_.brokerage().catalogue().at(instrument);
  port::Order order;
  const std::vector<std::string> accounts = session_.brokerage().accounts();
  order.account = asked.account.empty() && accounts.size() == 1 ? accounts[0] : asked.account;
  if (order.account.empty()) return Refusal{435, "You must specify an account."};
  if (!session_.gateway().has_account(order.account))
    return Refusal{321, "Error validating request.-'bW' : cause - Invalid account code " +
                            order.account.substr(0, 20)};
  if (asked.action != "BUY" && asked.action != "SELL")
    return Refusal{321, "Error validating request.-'bW' : cause - Invalid action"};
  order.side = asked.action == "BUY" ? port::Side::buy : port::Side::sell;
  const std::optional<port::OrderType> type = type_of(asked.type);
  const bool trails = type == port::OrderType::trailing_stop;
  if (!type || (asked.trailing_percent && !trails) || asked.conditions > 0 ||
      !asked.algorithm.empty())
    return Refusal{387, "Unsupported order type for this exchange and security type."};
  order.type = *type;
  const std::optional<port::TimeInForce> time_in_force = time_in_force_of(asked.time_in_force);
  if (!time_in_force) return Refusal{201, rejected("Time in force is not supported here")};
  order.time_in_force = *time_in_force;
  if (!asked.quantity || asked.quantity->sign() <= 0)
    return Refusal{434, "The order size cannot be zero."};
  order.quantity = *asked.quantity;
  const bool limit = takes_limit(*type);
  const bool stop = *type == port::OrderType::stop || *type == port::OrderType::stop_limit;
  if (limit) order.limit_price = asked.limit_price;
  if (stop) order.stop_price = asked.aux_price;
  if (trails) {
    order.trail.emplace();
    if (asked.trailing_percent)
      order.trail->percent = Ratio::parse(asked.trailing_percent->text()).value();
    if (!asked.trailing_percent || (asked.aux_price && asked.aux_price->sign() > 0))
      order.trail->amount = asked.aux_price;
  }
  if (off_grid(order.limit_price, terms.tick_size) || off_grid(order.stop_price, terms.tick_size))
    return Refusal{110,
                   "The price does not conform to the minimum price variation for this contract."};
  order.symbol = terms.symbol;
  const Result<void> valid = port::validate([&] {
    port::Order named = order;
    named.client_id = "any";  // the brokerage gives it
    return named;
  }());
  if (!valid) return Refusal{321, "Error validating request. " + valid.error().message};
  return order;
}

void OrderDesk::place(const PlaceOrder& asked) {
  const std::int64_t id = asked.order_id;
  if (read_only(id)) return;
  const bool option = asked.contract.sec_type == "OPT" || asked.contract.sec_type == "BAG" ||
                      session_.brokerage().option(asked.contract.conid) != nullptr;
  if (option)
    return session_.error(id, 201,
                          rejected("Options and combinations are not traded "
                                   "here."));
  const std::vector<market::InstrumentId> found = session_.gateway().find(asked.contract);
  if (found.size() != 1)
    return session_.error(id, 200, "No security definition has been found for the request");
  std::variant<port::Order, Refusal> read = understood(asked, found[0]);
  if (const auto* refusal = std::get_if<Refusal>(&read))
    return session_.error(id, refusal->code, refusal->text);
  const port::Order& order = std::get<port::Order>(read);
  if (asked.what_if) return tell_what_if(asked, order, found[0]);
  if (const Ticket* known = session_.gateway().find_ticket(session_.client(), id)) {
    if (known->status == port::OrderStatus::filled)
      return session_.error(id, 104, "Cannot modify a filled order.");
    if (is_final(known->status)) return session_.error(id, 103, "Duplicate order id");
    if (known->instrument != found[0] || known->order.side != order.side ||
        known->order.account != order.account)
      return session_.error(id, 105, "Order being modified does not match original order");
    return modify(*known, asked, order);
  }
  HeldOrder held;
  held.client = session_.client();
  held.id = id;
  held.parent_id = asked.parent_id;
  held.oca_group = asked.oca_group;
  held.reference = asked.reference;
  held.transmit = asked.transmit;
  held.order = order;
  held.instrument = found[0];
  bool& lose = session_.brokerage().faults().lose_order_answer;
  if (std::exchange(lose, false)) unanswered_.insert(id);
  session_.gateway().held().take(std::move(held));
}

void OrderDesk::on_held(const HeldOrder& order, HeldOrders::Fate fate, const std::string& reason) {
  if (unanswered_.contains(order.id)) return;
  switch (fate) {
    case HeldOrders::Fate::held:
      session_.send(open_order(session_.version(), told(order, "PreSubmitted")));
      session_.send(order_status(session_.version(), told(order, "PreSubmitted")));
      return;
    case HeldOrders::Fate::refused:
      session_.error(order.id, 201, rejected(reason));
      return;
    case HeldOrders::Fate::called_off:
      session_.send(order_status(session_.version(), told(order, "Cancelled")));
      session_.error(order.id, 202, fmt::format("Order Canceled - reason:{}", reason));
      return;
  }
}

ToldOrder OrderDesk::told(const HeldOrder& held, std::string status) const {
  ToldOrder told;
  told.order_id = held.id;
  told.client = held.client;
  told.parent_id = held.parent_id;
  told.oca_group = held.oca_group;
  told.contract = session_.brokerage().contract(held.instrument);
  told.order = held.order;
  told.reference = held.reference;
  told.status = std::move(status);
  return told;
}

void OrderDesk::modify(const Ticket& ticket, const PlaceOrder& asked, const port::Order& order) {
  const Result<void> changed = session_.brokerage().modify(ticket.order_id, order);
  if (changed) return;
  if (changed.error().code == Code::invalid_argument)
    session_.error(
        asked.order_id, 105,
        "Order being modified does not match original order: " + changed.error().message);
  else
    session_.error(asked.order_id, 201, rejected(changed.error().message));
}

void OrderDesk::tell_what_if(const PlaceOrder& asked, const port::Order& order,
                             market::InstrumentId instrument) {
  Gateway& gateway = session_.gateway();
  const market::Instrument& terms = session_.brokerage().catalogue().at(instrument);
  const std::optional<port::Balances> balances = gateway.balances(order.account);
  const std::optional<market::Quote> quoted = gateway.quote(instrument);
  const std::optional<Price> mark = quoted ? quoted->mark() : std::nullopt;
  const std::optional<Price> price = order.limit_price ? order.limit_price : mark;
  if (!balances || !price)
    return session_.error(asked.order_id, 201, rejected("There is no price to value it at."));
  const Quantity held = session_.brokerage().ledger(order.account).quantity(instrument);
  const Quantity after =
      order.side == port::Side::buy ? held + order.quantity : held - order.quantity;
  const paper::Margin margin_before = paper::margin(terms, held, *price);
  const paper::Margin margin_after = paper::margin(terms, after, *price);
  const Notional value = (*price * order.quantity).times(terms.multiplier, Rounding::half_even);
  const auto base = [&](Money amount) {
    return gateway.in_base(amount, terms.currency, order.account).value_or(amount);
  };
  ToldOrder told;
  told.order_id = asked.order_id;
  told.client = session_.client();
  told.contract = session_.brokerage().contract(instrument);
  told.order = order;
  told.reference = asked.reference;
  told.status = "PreSubmitted";
  WhatIf what_if;
  what_if.initial_before = balances->initial_margin;
  what_if.initial_change = base(margin_after.initial - margin_before.initial);
  what_if.maintenance_before = balances->maintenance_margin;
  what_if.maintenance_change = base(margin_after.maintenance - margin_before.maintenance);
  what_if.equity_before = balances->net_liquidation;
  what_if.commission = base(paper::commission(terms.asset_class, order.quantity, value));
  what_if.equity_change = -what_if.commission;
  what_if.currency = balances->currency.text();
  told.what_if = what_if;
  session_.send(open_order(session_.version(), told));
}

void OrderDesk::cancel(std::int64_t order_id) {
  if (read_only(order_id)) return;
  if (session_.gateway().held().cancel(session_.client(), order_id)) return;
  const Ticket* ticket = session_.gateway().find_ticket(session_.client(), order_id);
  if (!ticket)
    return session_.error(
        order_id, 10147,
        fmt::format("OrderId {} that needs to be cancelled is not found.", order_id));
  if (is_final(ticket->status))
    return session_.error(
        order_id, 10148,
        fmt::format("OrderId {} that needs to be cancelled can not be cancelled, state: {}.",
                    order_id, status_text(*ticket)));
  const Result<void> cancelled = session_.brokerage().cancel(ticket->order_id);
  if (!cancelled)
    session_.error(
        order_id, 161,
        "Cancel attempted when order is not in a cancellable state.  " + cancelled.error().message);
}

void OrderDesk::cancel_all() {
  if (read_only(-1)) return;
  for (const HeldOrder& order : session_.gateway().held().all())
    session_.gateway().held().cancel(order.client, order.id);
  std::vector<std::int64_t> open;
  for (const auto& [id, ticket] : session_.brokerage().tickets())
    if (!is_final(ticket.status)) open.push_back(id);
  for (const std::int64_t id : open) {
    const Result<void> cancelled = session_.brokerage().cancel(id);
    if (!cancelled && cancelled.error().code != Code::conflict)
      session_.error(-1, 161, cancelled.error().message);
  }
}

// ---- Telling

void OrderDesk::on_order(const Ticket& ticket) {
  if (!is_mine(ticket) || unanswered_.contains(ticket.client_order_id)) return;
  const ToldOrder order = told(ticket);
  const auto push = [&](const std::string& payload) {
    session_.send(payload);
    if (session_.brokerage().faults().duplicate_frames) session_.send(payload);
  };
  const bool cancelled =
      ticket.status == port::OrderStatus::cancelled || ticket.status == port::OrderStatus::expired;
  if (!cancelled) push(open_order(session_.version(), order));
  push(order_status(session_.version(), order));
  if (cancelled)
    session_.error(order.order_id, 202, fmt::format("Order Canceled - reason:{}", ticket.detail));
  if (ticket.status == port::OrderStatus::rejected)
    session_.error(order.order_id, 201, rejected(ticket.detail));
}

void OrderDesk::on_fill(const Fill& fill) {
  const Ticket* ticket = session_.brokerage().ticket(fill.order_id);
  if (!ticket || !is_mine(*ticket) || unanswered_.contains(ticket->client_order_id)) return;
  const ToldOrder order = told(*ticket);
  const market::Instrument& terms = session_.brokerage().catalogue().at(ticket->instrument);
  const Result<Zone> eastern = Zone::find("America/New_York");
  const std::string when = time_text(fill.execution.time, eastern ? *eastern : Zone::utc());
  const int copies = session_.brokerage().faults().duplicate_frames ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    session_.send(execution(session_.version(), -1, order, fill, terms.exchange, when));
    session_.send(commission_report(session_.version(), fill));
  }
}

void OrderDesk::tell_open(bool of_all) {
  for (const auto& [id, ticket] : session_.brokerage().tickets()) {
    if (is_final(ticket.status) || (!of_all && !is_mine(ticket))) continue;
    const ToldOrder order = told(ticket);
    session_.send(open_order(session_.version(), order));
    session_.send(order_status(session_.version(), order));
  }
  for (const HeldOrder& held : session_.gateway().held().all()) {
    if (!of_all && held.client != session_.client()) continue;
    session_.send(open_order(session_.version(), told(held, "PreSubmitted")));
    session_.send(order_status(session_.version(), told(held, "PreSubmitted")));
  }
  session_.send(open_orders_end(session_.version()));
}

void OrderDesk::tell_completed() {
  const Result<Zone> eastern = Zone::find("America/New_York");
  for (const auto& [id, ticket] : session_.brokerage().tickets()) {
    if (!is_final(ticket.status)) continue;
    ToldOrder order = told(ticket);
    order.completed_time = time_text(ticket.changed, eastern ? *eastern : Zone::utc());
    order.completed_status = ticket.status == port::OrderStatus::filled
                                 ? "Filled Size: " + ticket.filled.text()
                                 : "Cancelled: " + ticket.detail;
    session_.send(completed_order(session_.version(), order));
  }
  session_.answer(Message(session_.version(), 102));
}

void OrderDesk::tell_executions(const Executions& asked) {
  const std::optional<Time> from = time_of(asked.time);
  const Result<Zone> eastern = Zone::find("America/New_York");
  for (const Fill& fill : session_.brokerage().fills()) {
    const Ticket* ticket = session_.brokerage().ticket(fill.order_id);
    if (!ticket) continue;
    const port::OrderExecuted& e = fill.execution;
    const ibkr::Contract& contract = session_.brokerage().contract(ticket->instrument);
    const market::Instrument& terms = session_.brokerage().catalogue().at(ticket->instrument);
    const std::string_view side = e.side == port::Side::buy ? "BUY" : "SELL";
    const bool wanted =
        (asked.client == 0 || asked.client == ticket->client) &&
        (asked.account.empty() || asked.account == e.account) && (!from || e.time >= *from) &&
        (asked.symbol.empty() || asked.symbol == contract.symbol) &&
        (asked.sec_type.empty() || asked.sec_type == contract.sec_type) &&
        (asked.exchange.empty() || asked.exchange == "SMART" || asked.exchange == terms.exchange) &&
        (asked.side.empty() || asked.side == side);
    if (!wanted) continue;
    const std::string when = time_text(e.time, eastern ? *eastern : Zone::utc());
    session_.send(
        execution(session_.version(), asked.id, told(*ticket), fill, terms.exchange, when));
    session_.send(commission_report(session_.version(), fill));
  }
  session_.send(executions_end(session_.version(), asked.id));
}

}  // namespace pitwall::emulator::tws

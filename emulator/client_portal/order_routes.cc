// Orders: placing with its chains of questions, changing, cancelling, and what became of them.
#include <algorithm>

#include "adapter/paper/fees.h"
#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/order_request.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

constexpr Duration answer_within = seconds(60);  // a question
constexpr Duration warms_in = seconds(1);        // orders and trades, from the first request
constexpr std::size_t max_suppressed = 51;
constexpr std::size_t max_live_orders = 1000;

Answer taken(Gateway& gateway, const std::vector<std::int64_t>& order_ids) {
  Faults& faults = gateway.broker.faults();
  if (faults.lose_order_answer) {
    faults.lose_order_answer = false;
    gateway.hold_answer = true;
  }
  return answer(array([&](JsonWriter& w) {
    for (const std::int64_t order_id : order_ids) {
      const Ticket* ticket = gateway.broker.ticket(order_id);
      w.begin_object();
      put(w, "order_id", fmt::format("{}", order_id));
      if (ticket && !ticket->reference.empty()) put(w, "local_order_id", ticket->reference);
      if (ticket && ticket->parent != 0)
        put(w, "parent_order_id", fmt::format("{}", ticket->parent));
      put(w, "order_status", ticket ? wire_status(gateway, *ticket) : "Submitted");
      put(w, "encrypt_message", "1");
      w.end_object();
    }
  }));
}

Answer ask(const PendingOrder& pending) {
  const Question& question = pending.questions.front();
  return answer(array([&](JsonWriter& w) {
    w.begin_object();
    put(w, "id", pending.reply_id);
    put_array(w, "message", [&](JsonWriter& list) { list.string(question.text); });
    put(w, "isSuppressed", false);
    put_array(w, "messageIds", [&](JsonWriter& list) { list.string(question.message_id); });
    put_array(w, "messageOptions", [](JsonWriter& list) { list.string("Yes").string("No"); });
    w.end_object();
  }));
}

// Asks the next question of the chain, or does what was asked for.
Answer go_on(Gateway& gateway, PendingOrder pending) {
  if (!pending.questions.empty()) {
    pending.reply_id = gateway.new_id();
    pending.asked = gateway.now();
    const std::string account = pending.tickets.front().order.account;
    const auto kept = gateway.pending.insert_or_assign(account, std::move(pending)).first;
    return ask(kept->second);
  }
  if (pending.modifies != 0) {
    const Result<void> changed =
        gateway.broker.modify(pending.modifies, pending.tickets.front().order);
    return changed ? taken(gateway, {pending.modifies}) : sorry(changed.error().message);
  }
  const Result<std::vector<std::int64_t>> placed =
      gateway.broker.submit_group(std::move(pending.tickets));
  return placed ? taken(gateway, *placed) : sorry(placed.error().message);
}

Answer refused_order(const Error& failure) {
  if (failure.code == Code::unsupported) return sorry(failure.message);
  return refuse(400, failure.message);
}

Answer place(Gateway& gateway, const Call& call) {
  const std::string& account = call.captured[0];
  if (!gateway.session.accounts_asked) return refuse(400, "Please query /accounts first");
  if (!gateway.known_account(account)) return refuse(400, "Bad Request: unknown account");
  if (gateway.broker.options().read_only)
    return refuse(500, "Trading is not allowed for this login");
  Result<std::vector<Ticket>> tickets = read_orders(gateway, account, call.body);
  if (!tickets) return refused_order(tickets.error());
  PendingOrder pending;
  for (const Ticket& ticket : *tickets) {
    if (!ticket.reference.empty() && gateway.broker.reference_used(account, ticket.reference))
      return sorry(
          fmt::format("Order couldn't be submitted: Local order ID={} is already registered.",
                      ticket.reference));
    std::ranges::move(questions_for(gateway, ticket), std::back_inserter(pending.questions));
  }
  pending.tickets = std::move(*tickets);
  return go_on(gateway, std::move(pending));
}

Answer reply(Gateway& gateway, const Call& call) {
  const std::string& id = call.captured[0];
  const auto found = std::ranges::find_if(gateway.pending, [&](const auto& each) {
    return each.second.reply_id == id && gateway.now() - each.second.asked < answer_within;
  });
  if (found == gateway.pending.end())
    return net::Response::json(400, object([&](JsonWriter& w) {
                                 put(w, "error", fmt::format("reply id not found: '{}'", id));
                               }));
  PendingOrder pending = std::move(found->second);
  gateway.pending.erase(found);
  const Json* confirmed = call.body.find("confirmed");
  if (!confirmed || !confirmed->as_boolean()) return sorry("Order was not confirmed");
  pending.questions.erase(pending.questions.begin());
  return go_on(gateway, std::move(pending));
}

Answer suppress(Gateway& gateway, const Call& call) {
  const Json* ids = call.body.find("messageIds");
  if (!ids || !ids->is_array() || ids->items().size() > max_suppressed)
    return refuse(400, "Bad Request: messageIds is a list of at most 51");
  for (const Json& id : ids->items())
    if (id.is_string()) gateway.session.suppressed.insert(id.text());
  return answer(R"({"status":"submitted"})");
}

Answer stop_suppressing(Gateway& gateway, const Call&) {
  gateway.session.suppressed.clear();
  return answer(R"({"status":"submitted"})");
}

// ---- What it would do

void put_change(JsonWriter& w, std::string_view name, std::optional<Money> before,
                std::optional<Money> change, std::optional<Money> after) {
  const auto text = [](std::optional<Money> amount) {
    return amount ? std::optional(amount_text(*amount)) : std::nullopt;
  };
  put_object(w, name, [&](JsonWriter& each) {
    put(each, "current", text(before));
    put(each, "change", text(change));
    put(each, "after", text(after));
  });
}

Answer what_if(Gateway& gateway, const Call& call) {
  const std::string& account = call.captured[0];
  if (!gateway.session.accounts_asked) return refuse(400, "Please query /accounts first");
  if (!gateway.known_account(account)) return refuse(400, "Bad Request: unknown account");
  const Result<std::vector<Ticket>> tickets = read_orders(gateway, account, call.body);
  if (!tickets) return refused_order(tickets.error());
  // What is attached changes nothing before it works.
  const Ticket* ticket = &tickets->front();
  const ibkr::Contract& contract = gateway.broker.contract(ticket->instrument);
  if (!gateway.session.snapshots.contains(contract.conid))
    return sorry("Market data is not available for this contract; ask for a snapshot first");
  port::Order order = ticket->order;
  order.client_id = "what-if";
  const auto preview = now_from<port::OrderPreview>([&](port::Reply<port::OrderPreview> answered) {
    gateway.broker.market().preview(order, std::move(answered));
  });
  if (!preview) return sorry(preview.error().message);
  const std::string currency = preview->currency.text();
  const std::vector<Question> questions = questions_for(gateway, *ticket);
  const auto with_currency = [&](std::optional<Money> amount) {
    return amount ? std::optional(amount_text(*amount) + " " + currency) : std::nullopt;
  };
  const Money position = Money::from_scaled(
      gateway.broker.ledger(account).quantity(ticket->instrument).scaled() / 100);
  const Money ordered = Money::from_scaled(order.quantity.scaled() / 100);
  const Money moved = order.side == port::Side::buy ? ordered : -ordered;
  return answer(object([&](JsonWriter& w) {
    put_object(w, "amount", [&](JsonWriter& amount) {
      std::optional<std::string> text = with_currency(preview->amount);
      if (text) *text += fmt::format(" ({} Shares)", order.quantity.text());
      put(amount, "amount", text);
      put(amount, "commission", with_currency(preview->commission));
      std::optional<Money> total;
      if (preview->amount && preview->commission) total = *preview->amount + *preview->commission;
      put(amount, "total", with_currency(total));
    });
    const auto change = [&](std::string_view name, const port::MarginChange& of) {
      put_change(w, name, of.before, of.change, of.after);
    };
    change("equity", preview->equity);
    change("initial", preview->initial_margin);
    change("maintenance", preview->maintenance_margin);
    put_change(w, "position", position, moved, position + moved);
    put(w, "warn",
        questions.empty() ? std::optional<std::string>()
                          : std::optional("21/" + questions.front().text));
    put_null(w, "error");
  }));
}

// ---- Changing and cancelling

std::int64_t order_id_of(const std::string& text) {
  return text == "-1" ? -1 : conid_of(std::string_view(text));
}

Answer no_such_order(const std::string& id) {
  return sorry(fmt::format("OrderID {} doesn't exist", id.substr(0, 30)));
}

bool is_future(const Gateway& gateway, const Ticket& ticket) {
  return gateway.broker.contract(ticket.instrument).sec_type == "FUT";
}

Answer modify(Gateway& gateway, const Call& call) {
  const std::string& account = call.captured[0];
  if (!gateway.session.accounts_asked) return refuse(400, "Please query /accounts first");
  const std::int64_t id = order_id_of(call.captured[1]);
  const Ticket* ticket = gateway.broker.ticket(id);
  if (!ticket || ticket->order.account != account) return no_such_order(call.captured[1]);
  Result<Ticket> wanted = read_order(gateway, account, call.body);
  if (!wanted) return refused_order(wanted.error());
  if (wanted->instrument != ticket->instrument)
    return sorry("The contract of an order cannot be modified");
  const Ticket* parent = gateway.broker.ticket(ticket->parent);
  if (call.body.string_or("parentId", "") != (parent ? parent->reference : std::string_view()))
    return refuse(400, "Bad Request: a modification mirrors the whole order, its parentId too");
  PendingOrder pending;
  pending.modifies = id;
  pending.questions = questions_for(gateway, *wanted);
  pending.tickets.push_back(std::move(*wanted));
  return go_on(gateway, std::move(pending));
}

Answer cancel(Gateway& gateway, const Call& call) {
  const std::string& account = call.captured[0];
  if (!gateway.session.accounts_asked) return refuse(400, "Please query /accounts first");
  const std::int64_t id = order_id_of(call.captured[1]);
  std::vector<std::int64_t> ids{id};
  if (id == -1) {
    ids.clear();
    for (const auto& [number, ticket] : gateway.broker.tickets())
      if (ticket.order.account == account && !is_final(ticket.status)) ids.push_back(number);
  } else {
    const Ticket* ticket = gateway.broker.ticket(id);
    if (!ticket || ticket->order.account != account) return no_such_order(call.captured[1]);
    if (is_final(ticket->status)) return no_such_order(call.captured[1]);
    if (is_future(gateway, *ticket) &&
        (call.parameter("manualIndicator").empty() || call.parameter("extOperator").empty()))
      return refuse(400, "Bad Request: manualIndicator and extOperator are needed for futures");
  }
  for (const std::int64_t each : ids)
    if (const Result<void> done = gateway.broker.cancel(each); !done)
      return sorry(done.error().message);
  return answer(object([&](JsonWriter& w) {
    put(w, "msg", "Request was submitted");
    put(w, "order_id", id);
    put(w, "conid", -1);
    put_null(w, "account");
  }));
}

// ---- What became of them

bool of_today(const Gateway& gateway, const Ticket& ticket) {
  return !is_final(ticket.status) || Date::of_utc(ticket.changed) == Date::of_utc(gateway.time());
}

std::string selected(const Gateway& gateway, const Call& call) {
  const std::string account = call.parameter("accountId");
  return account.empty() ? gateway.session.account : account;
}

// Whether what was asked for at first is there by now; the first asking begins it.
bool is_warm(std::optional<Duration>& asked, Duration now) {
  if (asked && now - *asked >= warms_in) return true;
  if (!asked) asked = now;
  return false;
}

bool passes(const Gateway& gateway, std::string_view filters, const Ticket& ticket) {
  if (filters.empty()) return true;
  std::string status(wire_status(gateway, ticket));
  for (char& letter : status)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  while (!filters.empty()) {
    const std::size_t comma = std::min(filters.find(','), filters.size());
    std::string filter(filters.substr(0, comma));
    std::erase(filter, '_');
    for (char& letter : filter)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (filter == status) return true;
    filters.remove_prefix(std::min(comma + 1, filters.size()));
  }
  return false;
}

Answer live_orders(Gateway& gateway, const Call& call) {
  const bool force = call.flag("force");
  const std::string filters = call.parameter("filters");
  if (force) gateway.session.orders_asked.reset();
  if (!filters.empty()) gateway.session.orders_filtered = !force;
  if (!is_warm(gateway.session.orders_asked, gateway.now()))
    return answer(R"({"orders":[],"snapshot":false})");
  const std::string account = selected(gateway, call);
  return answer(object([&](JsonWriter& w) {
    put_array(w, "orders", [&](JsonWriter& list) {
      std::size_t written = 0;
      const auto& tickets = gateway.broker.tickets();
      for (auto each = tickets.rbegin(); each != tickets.rend(); ++each) {
        const Ticket& ticket = each->second;
        if (ticket.order.account != account || !of_today(gateway, ticket)) continue;
        if (!passes(gateway, filters, ticket) || ++written > max_live_orders) continue;
        list.raw(order_json(gateway, ticket));
      }
    });
    put(w, "snapshot", true);
  }));
}

Answer status(Gateway& gateway, const Call& call) {
  const std::int64_t id = order_id_of(call.captured[0]);
  const Ticket* ticket = gateway.broker.ticket(id);
  if (!ticket || ticket->order.account != gateway.session.account || !of_today(gateway, *ticket))
    return refuse(503, "Order not found");
  const ibkr::Contract& contract = gateway.broker.contract(ticket->instrument);
  const Quantity rest = ticket->order.quantity - ticket->filled;
  const bool done = is_final(ticket->status);
  return answer(object([&](JsonWriter& w) {
    put_null(w, "sub_type");
    put(w, "request_id", "1");
    put(w, "server_id", "0");
    put(w, "order_id", fmt::format("{}", id));
    put(w, "conidex", fmt::format("{}", contract.conid));
    put(w, "conid", fmt::format("{}", contract.conid));
    put(w, "symbol", contract.symbol);
    put(w, "side", ticket->order.side == port::Side::buy ? "B" : "S");
    put(w, "contract_description_1", contract.local_symbol);
    put(w, "listing_exchange", listing_text(contract));
    put(w, "company_name", contract.long_name);
    put(w, "size", rest.text());
    put(w, "total_size", ticket->order.quantity.text());
    put(w, "currency", contract.currency);
    put(w, "account", ticket->order.account);
    put(w, "order_type", wire_type(ticket->order.type));
    if (ticket->order.limit_price) put(w, "limit_price", ticket->order.limit_price->text());
    if (ticket->order.stop_price) put(w, "stop_price", ticket->order.stop_price->text());
    put(w, "cum_fill", ticket->filled.text());
    put(w, "order_status", wire_status(gateway, *ticket));
    put(w, "order_ccp_status", done ? "2" : "0");
    put(w, "order_status_description", ticket->detail.empty() ? "Order" : ticket->detail);
    std::string tif(name_of(ticket->order.time_in_force));
    for (char& letter : tif) letter = static_cast<char>(letter - 'a' + 'A');
    put(w, "tif", tif);
    put(w, "order_not_editable", done ? "true" : "false");
    put(w, "cannot_cancel_order", done ? "true" : "false");
    put(w, "sec_type", contract.sec_type);
    put(w, "order_description", order_words(gateway, *ticket));
    put(w, "size_and_fills",
        fmt::format("{}/{}", ticket->filled.text(), ticket->order.quantity.text()));
    if (!ticket->filled.is_zero()) put(w, "average_price", ticket->average_price.text());
    put(w, "order_time", compact_time(ticket->placed));
    put(w, "order_ref", ticket->reference);
  }));
}

Answer trades(Gateway& gateway, const Call& call) {
  const std::int64_t back = call.number("days", 1);
  if (back < 1 || back > 7) return refuse(400, "Bad Request: days is 1 to 7");
  if (!is_warm(gateway.session.trades_asked, gateway.now())) return answer("[]");
  const std::string account = selected(gateway, call);
  const Date from = Date::of_utc(gateway.time()) - static_cast<int>(back - 1);
  return answer(array([&](JsonWriter& w) {
    const auto& fills = gateway.broker.fills();
    for (auto each = fills.rbegin(); each != fills.rend(); ++each)
      if (each->execution.account == account && Date::of_utc(each->execution.time) >= from)
        w.raw(trade_json(gateway, *each));
  }));
}

constexpr Route routes[] = {
    {"POST", "iserver/account/{}/orders", place, Tier::brokerage},
    {"POST", "iserver/account/{}/orders/whatif", what_if, Tier::brokerage},
    {"POST", "iserver/reply/{}", reply, Tier::brokerage},
    {"POST", "iserver/questions/suppress", suppress, Tier::brokerage},
    {"POST", "iserver/questions/suppress/reset", stop_suppressing, Tier::brokerage},
    {"POST", "iserver/account/{}/order/{}", modify, Tier::brokerage},
    {"DELETE", "iserver/account/{}/order/{}", cancel, Tier::brokerage},
    {"GET", "iserver/account/orders", live_orders, Tier::brokerage, Limit::orders},
    {"GET", "iserver/account/order/status/{}", status, Tier::brokerage},
    {"GET", "iserver/account/trades", trades, Tier::brokerage, Limit::trades},
};

}  // namespace

std::span<const Route> order_routes() { return routes; }

std::string order_json(Gateway& gateway, const Ticket& ticket) {
  const ibkr::Contract& contract = gateway.broker.contract(ticket.instrument);
  const port::Order& order = ticket.order;
  const bool buys = order.side == port::Side::buy;
  const Price tick = gateway.broker.catalogue().at(ticket.instrument).tick_size;
  static constexpr std::string_view types[] = {"Market",         "Limit",         "Stop",
                                               "Stop Limit",     "Trailing Stop", "Market On Close",
                                               "Limit On Close", "MidPrice"};
  static_assert(std::size(types) == count_of(port::OrderType{}));
  static constexpr std::string_view tifs[] = {"CLOSE", "GTC", "IOC"};
  return object([&](JsonWriter& w) {
    put(w, "acct", order.account);
    put(w, "account", order.account);
    put(w, "conidex", fmt::format("{}", contract.conid));
    put(w, "conid", contract.conid);
    put(w, "orderId", ticket.order_id);
    if (ticket.parent != 0) put(w, "parentId", ticket.parent);
    put(w, "cashCcy", contract.currency);
    put(w, "sizeAndFills", fmt::format("{}/{}", ticket.filled.text(), order.quantity.text()));
    put(w, "orderDesc", order_words(gateway, ticket));
    put(w, "description1", contract.local_symbol);
    put(w, "ticker", contract.symbol);
    put(w, "secType", contract.sec_type);
    put(w, "listingExchange", listing_text(contract));
    put(w, "remainingQuantity", order.quantity - ticket.filled);
    put(w, "filledQuantity", ticket.filled);
    put(w, "totalSize", order.quantity);
    put(w, "companyName", contract.long_name);
    put(w, "status", wire_status(gateway, ticket));
    put(w, "order_ccp_status", wire_status(gateway, ticket));
    put(w, "origOrderType", types[static_cast<std::size_t>(order.type)]);
    put(w, "orderType", types[static_cast<std::size_t>(order.type)]);
    put(w, "supportsTaxOpt", "1");
    put(w, "lastExecutionTime", compact_time(ticket.changed));
    put(w, "lastExecutionTime_r", milliseconds_of(ticket.changed));
    if (!ticket.reference.empty()) put(w, "order_ref", ticket.reference);
    put(w, "timeInForce", tifs[static_cast<std::size_t>(order.time_in_force)]);
    put(w, "side", buys ? "BUY" : "SELL");
    if (order.limit_price) put(w, "price", price_text(*order.limit_price, tick));
    if (order.stop_price)
      put(w, order.limit_price ? "auxPrice" : "price", price_text(*order.stop_price, tick));
    if (!ticket.filled.is_zero()) put(w, "avgPrice", ticket.average_price.text());
    put(w, "isEventTrading", "0");
  });
}

std::string trade_json(Gateway& gateway, const Fill& fill) {
  const port::OrderExecuted& execution = fill.execution;
  const market::Instrument* instrument = gateway.broker.catalogue().find(execution.symbol);
  PITWALL_CHECK(instrument, "an execution of nothing");
  const ibkr::Contract& contract = gateway.broker.contract(instrument->id);
  const bool buys = execution.side == port::Side::buy;
  const Money net = (execution.price * execution.quantity)
                        .times(execution.multiplier, Rounding::half_even)
                        .to_money(Rounding::half_even);
  return object([&](JsonWriter& w) {
    put(w, "execution_id", execution.execution_id);
    put(w, "symbol", contract.symbol);
    put(w, "supports_tax_opt", "1");
    put(w, "side", buys ? "B" : "S");
    put(w, "order_description",
        fmt::format("{} {} @ {} on {}", buys ? "Bot" : "Sold", execution.quantity.text(),
                    execution.price.text(), contract.exchange));
    put(w, "trade_time", compact_time(execution.time));
    put(w, "trade_time_r", milliseconds_of(execution.time));
    put(w, "size", execution.quantity);
    put(w, "price", execution.price.text());
    if (!execution.client_id.empty()) put(w, "order_ref", execution.client_id);
    put(w, "order_id", fill.order_id);
    put(w, "submitter", gateway.broker.options().username);
    put(w, "exchange", contract.exchange);
    put(w, "commission", execution.commission.text());
    put(w, "net_amount", net);
    put(w, "account", execution.account);
    put(w, "accountCode", execution.account);
    put(w, "account_allocation_name", execution.account);
    put(w, "company_name", contract.long_name);
    put(w, "contract_description_1", contract.local_symbol);
    put(w, "sec_type", contract.sec_type);
    put(w, "listing_exchange", listing_text(contract));
    put(w, "conid", contract.conid);
    put(w, "conidEx", fmt::format("{}", contract.conid));
    put(w, "clearing_id", "IB");
    put(w, "clearing_name", "IB");
    put(w, "liquidation_trade", "0");
  });
}

}  // namespace pitwall::emulator::cp

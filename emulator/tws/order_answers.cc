#include "emulator/tws/order_answers.h"

#include "emulator/tws/protobuf.h"
#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {
namespace {

void add_contract(Message& out, const ibkr::Contract& c) {
  out.all(c.conid, c.symbol, c.sec_type, c.expiry, c.strike.value_or(Price()),
          c.right.empty() ? "?" : c.right, c.multiplier ? c.multiplier->text() : "", c.exchange,
          c.currency, c.local_symbol, c.trading_class);
}

std::string aux_text(const port::Order& order) {
  if (order.trail) return order.trail->amount ? order.trail->amount->text() : "0.0";
  return order.stop_price ? order.stop_price->text() : "0.0";
}

void add_main(Message& out, const ToldOrder& told) {
  const port::Order& order = told.order;
  out.all(order.side == port::Side::buy ? "BUY" : "SELL", order.quantity, type_text(order.type),
          order.limit_price ? order.limit_price->text() : "0.0", aux_text(order),
          time_in_force_text(order.time_in_force), told.oca_group, order.account, "", 0,
          told.reference);
}

// From the advisor's fields to the reference prices; what stands between is not in both messages.
void add_advisor(Message& out, int version) {
  out.empty(version < since::fa_profile_gone ? 4 : 3);  // group, method, percentage
  out.empty(5);        // model, good till date, rule 80A, percent offset, settling firm
  out.all(0, "", -1);  // short sale slot, its place, exempt code
}

void add_delta_neutral(Message& out, bool open) {
  out.all("", 0, "None", "", 0);  // volatility, its type, delta neutral: order, price, contract
  if (open) out.all("", "", "", "?");
  out.all(0, 0, "", 0, 0);
}

void add_margins(Message& out, int version, const ToldOrder& told) {
  out.all(told.what_if.has_value(), told.status);
  if (!told.what_if) {
    for (int i = 0; i < 12; ++i) out.unset_double();
    out.add("");
  } else {
    const WhatIf& w = *told.what_if;
    out.all(money_text(w.initial_before), money_text(w.maintenance_before),
            money_text(w.equity_before), money_text(w.initial_change),
            money_text(w.maintenance_change), money_text(w.equity_change),
            money_text(w.initial_before + w.initial_change),
            money_text(w.maintenance_before + w.maintenance_change),
            money_text(w.equity_before + w.equity_change), money_text(w.commission));
    out.unset_double().unset_double().add(w.currency);
  }
  if (version >= since::full_preview) {
    out.add(told.what_if ? told.what_if->currency : "");
    for (int i = 0; i < 9; ++i) out.unset_double();  // outside regular hours
    out.all("", "", 0);                              // suggested size, reject reason, allocations
  }
  out.add(told.what_if ? told.what_if->warning : "");
}

void add_newest_of_open(Message& out, int version) {
  if (version >= since::customer_account) out.add("");
  if (version >= since::professional_customer) out.add(0);
  if (version >= since::accrued_interest) out.add("");
  if (version >= since::include_overnight) out.add(0);
  if (version >= since::cme_tags_in_open_order) out.add("").unset_integer();
  if (version >= since::submitter) out.add("");
  if (version >= since::imbalance_only) out.add(0);
}

ProtoWriter proto_contract(const ibkr::Contract& c) {
  ProtoWriter out;
  out.integer(1, c.conid).text(2, c.symbol).text(3, c.sec_type).text_if(4, c.expiry);
  if (c.strike) out.real(5, c.strike->to_double());
  out.text_if(6, c.right);
  if (c.multiplier) out.real(7, c.multiplier->to_double());
  out.text_if(8, c.exchange).text_if(10, c.currency);
  out.text_if(11, c.local_symbol).text_if(12, c.trading_class);
  return out;
}

ProtoWriter proto_order(const ToldOrder& told) {
  const port::Order& order = told.order;
  ProtoWriter out;
  out.integer(1, told.client).integer(2, told.order_id).integer(3, told.perm_id);
  out.integer_if(4, told.parent_id);
  out.text(5, order.side == port::Side::buy ? "BUY" : "SELL").text(6, order.quantity.text());
  out.text(8, type_text(order.type));
  if (order.limit_price) out.real(9, order.limit_price->to_double());
  if (order.trail) {
    if (order.trail->amount) out.real(10, order.trail->amount->to_double());
    if (order.trail->percent) out.real(22, order.trail->percent->to_double());
    if (order.stop_price) out.real(23, order.stop_price->to_double());
  } else if (order.stop_price) {
    out.real(10, order.stop_price->to_double());
  }
  out.text(11, time_in_force_text(order.time_in_force)).text(12, order.account);
  out.text_if(27, told.oca_group).text_if(28, told.reference);
  if (told.what_if) out.flag(65, true);
  out.flag(66, true);
  return out;
}

ProtoWriter proto_state(const ToldOrder& told) {
  ProtoWriter out;
  out.text(1, told.status);
  if (!told.what_if) return out;
  const WhatIf& w = *told.what_if;
  const Money figures[] = {w.initial_before,
                           w.maintenance_before,
                           w.equity_before,
                           w.initial_change,
                           w.maintenance_change,
                           w.equity_change,
                           w.initial_before + w.initial_change,
                           w.maintenance_before + w.maintenance_change,
                           w.equity_before + w.equity_change,
                           w.commission};
  int number = 2;
  for (const Money figure : figures) out.real(number++, figure.to_double());
  return out.text(14, w.currency).text(15, w.currency).text_if(28, w.warning);
}

std::string proto_message(int id, const ProtoWriter& body) {
  return Message(since::raw_ids, proto_base + id).take() + body.bytes();
}

std::string_view side_text(port::Side side) { return side == port::Side::buy ? "BOT" : "SLD"; }

}  // namespace

std::string_view type_text(port::OrderType type) {
  switch (type) {
    case port::OrderType::market:
      return "MKT";
    case port::OrderType::limit:
      return "LMT";
    case port::OrderType::stop:
      return "STP";
    case port::OrderType::stop_limit:
      return "STP LMT";
    case port::OrderType::trailing_stop:
      return "TRAIL";
    case port::OrderType::market_on_close:
      return "MOC";
    case port::OrderType::limit_on_close:
      return "LOC";
    case port::OrderType::midprice:
      return "MIDPRICE";
  }
  return "LMT";
}

std::string_view time_in_force_text(port::TimeInForce time_in_force) {
  switch (time_in_force) {
    case port::TimeInForce::day:
      return "DAY";
    case port::TimeInForce::gtc:
      return "GTC";
    case port::TimeInForce::ioc:
      return "IOC";
  }
  return "DAY";
}

std::string open_order(int version, const ToldOrder& told) {
  if (version >= since::proto_orders) {
    ProtoWriter body;
    body.integer(1, told.order_id).message(2, proto_contract(told.contract));
    body.message(3, proto_order(told)).message(4, proto_state(told));
    return proto_message(5, body);
  }
  Message out(version, 5);
  out.add(told.order_id);
  add_contract(out, told.contract);
  add_main(out, told);
  out.all(told.client, told.perm_id, 0, 0, 0, "", "");  // … hidden, discretion, good after, shares
  add_advisor(out, version);
  out.add(0).empty(6);  // auction strategy, box and peg prices, display size
  out.all(0, 0, 0, "", told.oca_group.empty() ? 0 : 1, 0, 0, "", told.parent_id, 0);
  add_delta_neutral(out, true);
  const port::Order& order = told.order;
  const bool percent = order.trail && order.trail->percent;
  out.add(order.trail && order.stop_price ? order.stop_price->text() : "");
  out.add(percent ? order.trail->percent->text() : "");
  out.empty(2).all("", 0, 0, 0);               // basis points, combination
  out.empty(4).all(0, "", "IB", 0, 0, "", 0);  // scale, hedge, clearing, algorithm
  add_margins(out, version, told);
  out.all(0, 0, 0, "None");  // randomize, conditions, adjusted order
  for (int i = 0; i < 6; ++i) out.unset_double();
  out.all(0, "", "", "", "", 0, 0, 0, 0, "", "", 0).empty(5);
  add_newest_of_open(out, version);
  return out.take();
}

std::string order_status(int version, const ToldOrder& told) {
  const Quantity remaining = told.order.quantity - told.filled;
  if (version >= since::proto_orders) {
    ProtoWriter body;
    body.integer(1, told.order_id).text(2, told.status).text(3, told.filled.text());
    body.text(4, remaining.text()).real(5, told.average_price.to_double());
    body.integer(6, told.perm_id).integer(7, told.parent_id);
    body.real(8, told.last_price.to_double()).integer(9, told.client).real(11, 0);
    return proto_message(3, body);
  }
  return Message(version, 3)
      .all(told.order_id, told.status, told.filled, remaining, told.average_price, told.perm_id,
           told.parent_id, told.last_price, told.client, "", "0.0")
      .take();
}

std::string open_orders_end(int version) {
  if (version >= since::proto_orders) return proto_message(53, ProtoWriter());
  return Message(version, 53).all(1).take();
}

std::string completed_order(int version, const ToldOrder& told) {
  Message out(version, 101);
  add_contract(out, told.contract);
  add_main(out, told);
  out.all(told.perm_id, 0, 0, 0, "");
  add_advisor(out, version);
  out.empty(6).all(0, 0, "", told.oca_group.empty() ? 0 : 1, 0);
  add_delta_neutral(out, false);
  out.empty(2).all("", 0, 0, 0);
  out.empty(4).all("", "IB", 0, 0, "", 0);
  out.all(told.status, 0, 0, 0);
  out.unset_double().unset_double();
  out.all("", 0, 0, "", told.filled, 0, 0, "", 0, 0, 0, told.completed_time, told.completed_status);
  out.empty(5);
  if (version >= since::customer_account) out.add("");
  if (version >= since::professional_customer) out.add(0);
  if (version >= since::submitter) out.add("");
  return out.take();
}

std::string execution(int version, std::int64_t id, const ToldOrder& told, const Fill& fill,
                      const std::string& exchange, const std::string& when) {
  const port::OrderExecuted& e = fill.execution;
  if (version >= since::proto_executions) {
    ProtoWriter inner;
    inner.integer(1, told.order_id).text(2, fill.execution_id).text(3, when).text(4, e.account);
    inner.text(5, exchange).text(6, side_text(e.side)).text(7, e.quantity.text());
    inner.real(8, e.price.to_double()).integer(9, fill.perm_id).integer(10, told.client);
    inner.text(12, fill.cumulative.text()).real(13, fill.average_price.to_double());
    inner.text_if(14, told.reference).integer(18, 2);
    ProtoWriter body;
    body.integer(1, id).message(2, proto_contract(told.contract)).message(3, inner);
    return proto_message(11, body);
  }
  Message out(version, 11);
  out.all(id, told.order_id);
  add_contract(out, told.contract);
  out.all(fill.execution_id, when, e.account, exchange, side_text(e.side), e.quantity, e.price,
          fill.perm_id, told.client, 0, fill.cumulative, fill.average_price, told.reference, "", "",
          "", 2);
  if (version >= since::pending_price_revision) out.add(0);
  if (version >= since::submitter) out.add("");
  return out.take();
}

std::string executions_end(int version, std::int64_t id) {
  if (version >= since::proto_executions) {
    ProtoWriter body;
    body.integer(1, id);
    return proto_message(55, body);
  }
  return Message(version, 55).all(1, id).take();
}

std::string commission_report(int version, const Fill& fill) {
  Message out(version, 59);
  out.all(1, fill.execution_id, fill.execution.commission, fill.execution.currency.text());
  if (fill.realized.is_zero()) {
    out.unset_double();
  } else {
    out.add(fill.realized - fill.execution.commission);
  }
  return out.unset_double().add("").take();
}

std::string proto_error(std::int64_t id, int code, std::string_view text, Time now) {
  ProtoWriter body;
  body.integer(1, id).integer(2, now.nanoseconds / milliseconds(1).nanoseconds);
  body.integer(3, code).text(4, text);
  return proto_message(4, body);
}

}  // namespace pitwall::emulator::tws

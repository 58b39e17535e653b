// For the tests of orders and the gate only: an engine whose events pass through the journal's text
// form on their way, and a world in which an order may go out.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "desk/engine/engine.h"

namespace pitwall::desk::testing {
using namespace pitwall::literals;
using namespace market::literals;

inline constexpr std::string_view number = "DU1000001";
inline constexpr Time morning = Time::from_unix_seconds(1'608'044'400);  // 2020-12-15T15:00:00Z

class TestEngine {
 public:
  TestEngine() {
    port::AccountOpened opened;
    opened.account = number;
    opened.base_currency = "USD"_ccy;
    apply(opened);
  }

  // Applies what the journal would hold of it; the effects.
  std::vector<Effect> apply(const Event& event) {
    const Result<Event> read = decode(event_name(event), encode(event));
    REQUIRE_MESSAGE(read.ok(), event_name(event));
    REQUIRE(encode(*read) == encode(event));
    log.push_back(*read);
    return engine.apply(*read);
  }
  // The one effect of an event that has one.
  template <class E>
  E only(const Event& event) {
    std::vector<Effect> effects = apply(event);
    REQUIRE(effects.size() == 1);
    if (const auto* refusal = std::get_if<ReportRefusal>(&effects[0])) INFO(refusal->reason);
    REQUIRE(std::holds_alternative<E>(effects[0]));
    return std::get<E>(std::move(effects[0]));
  }

  // How things stand: SPY trades at 370, and the account can pay for much.
  Circumstances circumstances() const {
    Circumstances c;
    c.now = c.market_time = now;
    c.asset_class = market::AssetClass::etf;
    c.currency = c.base_currency = "USD"_ccy;
    c.underlying = "SPY"_sym;
    c.multiplier = 1_ratio;
    c.rate = 1_ratio;
    c.tick_size = 0.01_px;
    c.lot_size = 1_qty;
    c.bid = 369.99_px;
    c.ask = 370.01_px;
    c.mark = 370_px;
    c.quality = market::Quality::simulated;
    c.quoted = now;
    c.open = true;
    c.equity = 100000_money;
    c.available = 40000_money;
    c.holdings_known = true;
    return c;
  }
  ActionProposed purchase(Id approval, Quantity quantity = 10_qty) const {
    ActionProposed event;
    event.approval = approval;
    event.action.tool = "place_order";
    event.action.arguments = R"({"symbol":"SPY"})";
    event.action.order.account = number;
    event.action.order.symbol = "SPY"_sym;
    event.action.order.quantity = quantity;
    event.action.asset_class = market::AssetClass::etf;
    event.action.currency = "USD"_ccy;
    event.action.multiplier = 1_ratio;
    event.action.actor = "test";
    event.action.policy = state().gate.version;
    event.circumstances = circumstances();
    return event;
  }
  ActionProposed cancellation(Id approval, std::string client_id) const {
    ActionProposed event = purchase(approval);
    event.action.kind = ActionKind::cancel_order;
    event.action.tool = "cancel_order";
    event.action.order.client_id = std::move(client_id);
    return event;
  }
  ApprovalAnswered answer(Id approval, bool yes = true) const {
    return {approval, yes, "terminal", circumstances()};
  }
  SendingPrepared prepared(Id approval) const { return {approval, circumstances()}; }
  port::OrderReported report(const std::string& client_id, port::OrderStatus status,
                             Quantity filled = {}) const {
    port::OrderReported event;
    event.order = state().blotter.find(client_id)->order;
    event.status = status;
    event.filled = filled;
    event.time = now;
    return event;
  }

  // An order as far as being sent; its client id.
  std::string send(Id approval) {
    only<AskPerson>(purchase(approval));
    only<PrepareSending>(answer(approval));
    return only<SubmitOrder>(prepared(approval)).order.client_id;
  }

  const State& state() const { return engine.state(); }
  const Approval& approval(Id id) const {
    REQUIRE(state().gate.find(id) != nullptr);
    return *state().gate.find(id);
  }
  const BlotterEntry& entry(Id id) const {
    REQUIRE(state().blotter.find(id) != nullptr);
    return *state().blotter.find(id);
  }

  Gate gate;
  Engine engine{gate};
  std::vector<Event> log;
  Time now = morning;
};

}  // namespace pitwall::desk::testing

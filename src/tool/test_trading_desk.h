// For the tests of orders only: a desk whose effects are carried out at a broker that keeps what it
// is given, and whose time passes when a test says so.
#pragma once

#include "tool/dispatch.h"
#include "tool/test_desk.h"

namespace pitwall::tool::testing {

// Timers that go off when a test says so.
class HeldTimers final : public port::Timers {
 public:
  explicit HeldTimers(FakeClock& clock) : clock_(clock) {}
  void after(Duration delay, std::function<void()> callback) override {
    waiting.push_back({clock_.time + delay, std::move(callback)});
  }
  // Lets so much time pass, and everything that is due then.
  void pass(Duration time) {
    clock_.time += time;
    std::vector<Timer> due;
    for (Timer& timer : std::exchange(waiting, {}))
      (timer.at <= clock_.time ? due : waiting).push_back(std::move(timer));
    for (const Timer& timer : due) timer.callback();
  }

  struct Timer {
    Time at;
    std::function<void()> callback;
  };
  std::vector<Timer> waiting;

 private:
  FakeClock& clock_;
};

// A desk that trades: its effects are carried out at a broker that keeps what it is given.
struct TradingDesk : TestDesk {
  TradingDesk() {
    open_account("DU1", "USD"_ccy, 100000_money, 100000_money);
    broker.balance["DU1"].available_funds = 40000_money;
    market.set_quote("SPY", 370_px, 369_px);
    broker.hold = true;
    broker.executed =
        port::Executions{{}, origin_of("test broker", market::AccountKind::paper, market.now)};
    desk.on_effect([this](desk::Effect effect) { dispatch.carry_out(std::move(effect)); });
  }
  // Asks for 10 SPY; the approval's id.
  Id place() {
    const Json placed = get("place_order", R"({"symbol":"SPY","side":"buy","quantity":10})");
    return Id::parse(placed.string_or("approval", "")).value();
  }
  desk::Approval answer(Id approval, bool yes = true) {
    std::optional<desk::Approval> answered;
    dispatch.answer(approval, yes, "terminal", [&](Result<desk::Approval> now) {
      REQUIRE(now.ok());
      answered = *now;
    });
    REQUIRE(answered.has_value());
    return *answered;
  }
  const desk::BlotterEntry& entry(Id approval) const {
    REQUIRE(desk.state().blotter.find(approval) != nullptr);
    return *desk.state().blotter.find(approval);
  }

  HeldTimers timers_of_orders{clock};
  Context trading{clock,     desk,   market, broker,           bars,     painter,
                  calendars, daemon, random, timers_of_orders, &registry};
  Dispatch dispatch{trading};
};

}  // namespace pitwall::tool::testing

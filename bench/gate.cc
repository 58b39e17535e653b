// How long the gate takes from a preview to the permit, where a grant covers the order and nobody
// is asked: every rule looked at three times, both events written as the journal keeps them. The
// account holds 30 positions, has 100 orders of the day behind it, and every limit is set. Prints
// one line of JSON.
//   bench_gate SECONDS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "desk/engine/engine.h"

namespace {

using namespace pitwall;
using namespace pitwall::literals;
using namespace pitwall::market::literals;

constexpr Time start = Time::from_unix_seconds(1'608'044'400);  // 2020-12-15T15:00:00Z
constexpr int positions = 30;
constexpr int orders_before = 100;
constexpr int orders_measured = 100;  // before the desk is put back to where it was

desk::Policy every_limit() {
  desk::Policy policy;
  policy.paper = desk::Mode::automatic;
  policy.instruments = {"SPY"_sym};
  policy.asset_classes = {market::AssetClass::etf};
  policy.max_order_value = 10000_money;
  policy.max_position_quantity = 1000000_qty;
  policy.max_position_value = 90000000_money;
  policy.max_position_share = 0.9_ratio;
  policy.max_gross_exposure = 2_ratio;
  policy.max_net_exposure = 1_ratio;
  policy.max_concentration = 0.9_ratio;
  policy.max_orders_per_minute = policy.max_orders_per_hour = policy.max_orders_per_day =
      desk::Policy::most_orders;
  policy.daily_loss_stop = 1000_money;
  policy.cooling_off = minutes(5);
  policy.min_free_cash = 1000_money;
  return policy;
}

desk::Circumstances circumstances() {
  desk::Circumstances now;
  now.now = now.market_time = start;
  now.quoted = start;
  now.asset_class = market::AssetClass::etf;
  now.currency = now.base_currency = "USD"_ccy;
  now.underlying = "SPY"_sym;
  now.multiplier = now.rate.emplace(1_ratio);
  now.tick_size = 0.01_px;
  now.lot_size = 1_qty;
  now.bid = 369.99_px;
  now.ask = 370.01_px;
  now.mark = 370_px;
  now.quality = market::Quality::live;
  now.open = true;
  now.equity = 100000000_money;
  now.available = 90000000_money;
  now.day_profit = 12_money;
  now.holdings_known = true;
  for (int i = 0; i < positions; ++i) {
    const market::Symbol symbol = market::Symbol::parse(fmt::format("S{}", i)).value();
    now.holdings.push_back({symbol, symbol, 10000_money});
  }
  return now;
}

desk::ActionProposed purchase(Id approval, const desk::State& state) {
  desk::ActionProposed event;
  event.approval = approval;
  event.action.tool = "place_order";
  event.action.arguments = R"({"symbol":"SPY","side":"buy","quantity":10,"limit_price":370})";
  event.action.order.account = "DU1000001";
  event.action.order.symbol = "SPY"_sym;
  event.action.order.type = port::OrderType::limit;
  event.action.order.limit_price = 370_px;
  event.action.order.quantity = 10_qty;
  event.action.asset_class = market::AssetClass::etf;
  event.action.currency = "USD"_ccy;
  event.action.multiplier = 1_ratio;
  event.action.actor = "bench";
  event.action.policy = state.gate.version;
  event.circumstances = circumstances();
  return event;
}

class Bench {
 public:
  Bench() {
    port::AccountOpened opened;
    opened.account = "DU1000001";
    opened.base_currency = "USD"_ccy;
    engine_.apply(opened);
    engine_.apply(desk::PolicySet{every_limit(), "bench"});
    desk::Grant grant;
    grant.id = Id{1, 1};
    grant.account = "DU1000001";
    grant.instruments = {"SPY"_sym};
    grant.max_quantity = 100_qty;
    grant.max_value = 10000_money;
    grant.uses = desk::Grant::most_uses;
    grant.expires = start + days(1);
    engine_.apply(desk::GrantGiven{grant, "bench"});
    for (int i = 0; i < orders_before; ++i) one();
    before_ = engine_.state();
  }

  // Nanoseconds from the preview to the permit; negative where there was none.
  std::int64_t one() {
    const desk::ActionProposed proposed = purchase(Id{2, ++last_}, engine_.state());
    const desk::SendingPrepared prepared{proposed.approval, proposed.circumstances};
    const auto began = std::chrono::steady_clock::now();
    const auto findings =
        desk::findings(proposed.action, engine_.state(), proposed.circumstances, Id{});
    std::size_t bytes = desk::encode(proposed).size();
    engine_.apply(proposed);
    bytes += desk::encode(prepared).size();
    std::vector<desk::Effect> effects = engine_.apply(prepared);
    const auto ended = std::chrono::steady_clock::now();
    auto* submit = effects.empty() ? nullptr : std::get_if<desk::SubmitOrder>(&effects.front());
    const bool all_hold = std::ranges::all_of(findings, [](const auto& one) { return one.holds; });
    if (!submit || submit->permit.spent() || !all_hold || bytes == 0) return -1;
    port::OrderReported filled;
    filled.order = submit->order;
    filled.status = port::OrderStatus::filled;
    filled.filled = filled.order.quantity;
    filled.time = start;
    engine_.apply(filled);
    rules_ = findings.size();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(ended - began).count();
  }

  void put_back() { engine_.restore(before_); }
  std::size_t rules() const { return rules_; }

 private:
  desk::Gate gate_;
  desk::Engine engine_{gate_};
  desk::State before_;
  std::uint64_t last_ = 0;
  std::size_t rules_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> length(argc > 1 ? std::atof(argv[1]) : 2.0);
  Bench bench;
  std::vector<std::int64_t> took;
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(length);
  while (Clock::now() < end) {
    bench.put_back();
    for (int i = 0; i < orders_measured; ++i) {
      took.push_back(bench.one());
      if (took.back() < 0) return 1;
    }
  }
  std::ranges::sort(took);
  const auto at = [&](double share) {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(took.size() - 1));
    return static_cast<double>(took[index]) / 1000;
  };
  std::printf("{\"orders\":%zu,\"rules\":%zu,\"p50_us\":%.1f,\"p99_us\":%.1f}\n", took.size(),
              bench.rules(), at(0.5), at(0.99));
  return 0;
}

#include "desk/engine/desk.h"

#include <doctest/doctest.h>

#include "base/thorough.h"
#include "desk/portfolio/valuation.h"

namespace pitwall::desk {
namespace {
using namespace literals;
using namespace market::literals;

class FixedClock final : public port::Clock {
 public:
  Time now() const override { return *Time::parse("2020-12-15T14:30:00Z"); }
};

// Holds what was appended; replies only when told to, as a store beside the loop does.
class MemoryJournal final : public port::JournalStore {
 public:
  void append(std::vector<port::JournalRecord> batch, port::Reply<void> done) override {
    batches.push_back(batch.size());
    if (!at_once) {
      held.push_back([this, batch = std::move(batch), done] {
        records.insert(records.end(), batch.begin(), batch.end());
        done({});
      });
      return;
    }
    if (fail) return done(error(Code::unavailable, "The disk is full."));
    records.insert(records.end(), batch.begin(), batch.end());
    done({});
  }
  Result<void> read(std::uint64_t from, const Each& each) override {
    for (const port::JournalRecord& record : records)
      if (record.sequence >= from) PITWALL_TRY_VOID(each(record));
    return {};
  }
  Result<std::optional<port::Snapshot>> latest_snapshot() override { return snapshot; }
  void save_snapshot(port::Snapshot taken, port::Reply<void> done) override {
    snapshot = std::move(taken);
    done({});
  }

  bool at_once = true;
  bool fail = false;
  std::vector<std::size_t> batches;
  std::vector<std::function<void()>> held;
  std::vector<port::JournalRecord> records;
  std::optional<port::Snapshot> snapshot;
};

port::OrderExecuted execution(const char* id, port::Side side, Quantity quantity, Price price) {
  port::OrderExecuted event;
  event.execution_id = id;
  event.client_id = "order-1";
  event.account = "DU1";
  event.symbol = "AAPL"_sym;
  event.currency = "USD"_ccy;
  event.multiplier = 1_ratio;
  event.side = side;
  event.quantity = quantity;
  event.price = price;
  event.commission = 1_money;
  event.trading_day = *Date::parse("2020-12-15");
  return event;
}

void open_account(Desk& desk) {
  port::AccountOpened opened;
  opened.account = "DU1";
  opened.base_currency = "USD"_ccy;
  desk.submit(opened);
  desk.submit(port::CashMoved{"DU1", "USD"_ccy, 100000_money, "deposit"});
}

TEST_CASE("a desk recovers to the same state by replay and by snapshot") {
  FixedClock clock;
  MemoryJournal journal;
  Gate gate;
  Desk desk(clock, journal, gate);
  REQUIRE(desk.recover().ok());
  open_account(desk);
  desk.submit(execution("e1", port::Side::buy, 100_qty, 200.5_px));
  desk.submit(execution("e1", port::Side::buy, 100_qty, 200.5_px));  // the broker says it twice
  desk.submit(execution("e2", port::Side::sell, 40_qty, 210_px));
  CHECK(desk.state().accounts.at(0).cash.at(0).amount.text() == "88348");
  CHECK(desk.state().find_position("DU1", "AAPL"_sym)->realized.text() == "380");

  Desk replayed(clock, journal, gate);
  CHECK(replayed.recover()->replayed == 5);
  CHECK(hash_of(replayed.state()) == hash_of(desk.state()));

  desk.save_snapshot({});
  desk.submit(execution("e3", port::Side::sell, 100_qty, 220_px));
  Desk restored(clock, journal, gate);
  const Result<Recovery> recovery = restored.recover();
  CHECK(recovery->snapshot == 5);
  CHECK(recovery->replayed == 1);
  CHECK(hash_of(restored.state()) == hash_of(desk.state()));
  restored.submit(execution("e3", port::Side::sell, 100_qty, 220_px));
  CHECK(restored.state().find_position("DU1", "AAPL"_sym)->quantity.text() == "-40");

  const auto passes_over = [&](auto change) {
    const port::Snapshot good = *journal.snapshot;
    change(*journal.snapshot);
    Desk without(clock, journal, gate);
    const Result<Recovery> plain = without.recover();
    REQUIRE(plain.ok());
    CHECK(plain->snapshot == 0);
    CHECK(hash_of(without.state()) == hash_of(restored.state()));
    journal.snapshot = good;
  };
  passes_over([](port::Snapshot& s) { s.state[20] ^= 1; });
  passes_over([](port::Snapshot& s) { s.record_hash.bytes[0] ^= 1; });  // of another journal
  passes_over([](port::Snapshot& s) { s.sequence = 1000; });            // of a longer one
}

TEST_CASE("nothing is applied before it is durable, and waiting events share a commit") {
  FixedClock clock;
  MemoryJournal journal;
  journal.at_once = false;
  Gate gate;
  Desk desk(clock, journal, gate);
  REQUIRE(desk.recover().ok());
  open_account(desk);
  int applied = 0;
  for (int i = 0; i < 10; ++i)
    desk.submit(port::CashMoved{"DU1", "USD"_ccy, 1_money, "drip"}, [&](Result<void> r) {
      CHECK(r.ok());
      ++applied;
    });
  CHECK(desk.state().accounts.empty());
  while (!journal.held.empty()) {
    auto held = std::move(journal.held);
    journal.held.clear();
    for (auto& write : held) write();
  }
  CHECK(applied == 10);
  CHECK(journal.batches == std::vector<std::size_t>{1, 11});
  CHECK(verify(journal).value() == 12);
}

TEST_CASE("a store that fails stops the desk, and says so to everyone") {
  FixedClock clock;
  MemoryJournal journal;
  Gate gate;
  Desk desk(clock, journal, gate);
  open_account(desk);
  journal.fail = true;
  std::string told;
  desk.submit(port::CashMoved{"DU1", "USD"_ccy, 1_money, "lost"},
              [&](Result<void> r) { told = r.error().message; });
  CHECK(told == "The desk has stopped: The disk is full.");
  desk.submit(DeskStarted{}, [&](Result<void> r) { CHECK_FALSE(r.ok()); });
  CHECK(desk.halted() == "The disk is full.");
  CHECK(desk.state().accounts.at(0).cash.at(0).amount == 100000_money);
}

TEST_CASE("too many waiting events stop the desk, but not what is on its way to the disk" *
          doctest::skip(!thorough)) {
  FixedClock clock;
  MemoryJournal journal;
  journal.at_once = false;
  Gate gate;
  Desk desk(clock, journal, gate);
  const auto release = [&] {
    auto held = std::move(journal.held);
    journal.held.clear();
    for (auto& write : held) write();
  };
  int told = 0;
  const auto count = [&](Result<void> r) { told += r.ok() ? 1 : 0; };
  desk.submit(DeskStarted{}, count);
  // Its callback floods the desk while the rest of its own batch is still being applied.
  desk.submit(DeskStarted{}, [&](Result<void> r) {
    count(std::move(r));
    for (std::size_t i = 0; i < Desk::max_waiting; ++i) desk.submit(DeskStarted{});
  });
  desk.submit(DeskStarted{}, count);
  release();
  release();
  CHECK(desk.halted().starts_with("More than 1000000 events"));
  CHECK(told == 3);
  CHECK(desk.sequence() == 3);
  CHECK(desk.waiting() == 0);
}

TEST_CASE("an event that could not be read back is refused, and the desk goes on") {
  FixedClock clock;
  MemoryJournal journal;
  Gate gate;
  Desk desk(clock, journal, gate);
  std::string told;
  desk.submit(port::PositionReported{}, [&](Result<void> r) { told = r.error().message; });
  CHECK(told.starts_with("The event was refused: "));
  open_account(desk);
  CHECK(journal.records.size() == 2);
  Desk again(clock, journal, gate);
  CHECK(again.recover().ok());
}

TEST_CASE("a store may reply after the desk is gone") {
  FixedClock clock;
  MemoryJournal journal;
  journal.at_once = false;
  Gate gate;
  int told = 0;
  {
    Desk desk(clock, journal, gate);
    desk.submit(DeskStarted{}, [&](Result<void>) { ++told; });
  }
  REQUIRE(journal.held.size() == 1);
  journal.held.front()();
  CHECK(told == 0);
  CHECK(journal.records.size() == 1);
}

TEST_CASE(
    "the broker's word on cash and positions replaces ours, and confirms it without a trace") {
  Gate gate;
  Engine engine(gate);
  engine.apply(port::CashMoved{"DU1", "USD"_ccy, 500_money, "deposit"});
  engine.apply(port::CashReported{"DU1", "USD"_ccy, 100000_money});
  CHECK(engine.state().accounts.at(0).cash.at(0).amount == 100000_money);

  engine.apply(execution("e1", port::Side::buy, 100_qty, 200_px));
  port::PositionReported report;
  report.account = "DU1";
  report.symbol = "AAPL"_sym;
  report.currency = "USD"_ccy;
  report.multiplier = 1_ratio;
  report.quantity = 100_qty;
  report.cost = 200_px * 100_qty;
  report.trading_day = *Date::parse("2020-12-15");
  engine.apply(report);
  const Position& held = *engine.state().find_position("DU1", "AAPL"_sym);
  CHECK(held.start_quantity.is_zero());  // bought today, reconnect or not
  CHECK(held.day_flow == -(200_px * 100_qty));
  report.quantity = 60_qty;
  engine.apply(report);
  CHECK(held.start_quantity == 60_qty);
  CHECK(held.day_flow.is_zero());
}

TEST_CASE("an order is filled as far as reports and executions say, in any order and repeated") {
  Gate gate;
  Engine engine(gate);
  port::OrderReported report;
  report.order.client_id = "order-1";
  report.order.account = "DU1";
  report.order.symbol = "AAPL"_sym;
  report.order.quantity = 100_qty;
  report.status = port::OrderStatus::working;
  engine.apply(report);
  const OrderState& order = engine.state().orders.at(0);
  engine.apply(execution("e1", port::Side::buy, 30_qty, 200_px));
  engine.apply(execution("e1", port::Side::buy, 30_qty, 200_px));
  CHECK(order.filled == 30_qty);  // though no report has said so
  report.filled = 70_qty;
  engine.apply(report);
  CHECK(order.filled == 70_qty);
  engine.apply(execution("e2", port::Side::buy, 40_qty, 200_px));
  CHECK(order.filled == 70_qty);
  CHECK(order.executed == 70_qty);
}

TEST_CASE("any change to the journal shows at its record") {
  FixedClock clock;
  MemoryJournal journal;
  Gate gate;
  Desk desk(clock, journal, gate);
  open_account(desk);
  desk.submit(execution("e1", port::Side::buy, 100_qty, 200.5_px));
  const std::vector<port::JournalRecord> good = journal.records;
  const auto broken = [&](auto change) {
    journal.records = good;
    change(journal.records);
    const Result<std::uint64_t> result = verify(journal);
    return result.ok() ? std::string() : result.error().message;
  };
  CHECK(broken([](auto&) {}).empty());
  CHECK_FALSE(broken([](auto& r) { r[1].payload[5] ^= 1; }).empty());
  CHECK_FALSE(broken([](auto& r) { r[1].type[0] ^= 1; }).empty());
  CHECK_FALSE(broken([](auto& r) { r[1].time += nanoseconds(1); }).empty());
  CHECK_FALSE(broken([](auto& r) { r.erase(r.begin() + 1); }).empty());
  CHECK_FALSE(broken([](auto& r) { std::swap(r[0], r[1]); }).empty());
  CHECK_FALSE(broken([](auto& r) { r[0].hash.bytes[0] ^= 1; }).empty());
}

TEST_CASE("the gate refuses every order") {
  FixedClock clock;
  MemoryJournal journal;
  Gate gate;
  Desk desk(clock, journal, gate);
  std::vector<std::string> reasons;
  desk.on_effect([&](Effect effect) {
    REQUIRE(std::holds_alternative<ReportRefusal>(effect));
    reasons.push_back(std::get<ReportRefusal>(effect).reason);
  });
  OrderRequested request;
  request.order.account = "DU1";
  request.order.symbol = "AAPL"_sym;
  request.order.quantity = 1_qty;
  desk.submit(request);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].starts_with("Rule approval.approved"));
  CHECK(desk.state().refused == 1);
}

TEST_CASE("average cost through partial closes and through zero") {
  Position position;
  position.multiplier = 1_ratio;
  apply(position, execution("1", port::Side::buy, 3_qty, 10_px));
  apply(position, execution("2", port::Side::buy, 1_qty, 14_px));
  CHECK(position.average_price() == 11_px);
  apply(position, execution("3", port::Side::sell, 2_qty, 15_px));
  CHECK(position.realized.text() == "8");
  CHECK(position.average_price() == 11_px);
  apply(position, execution("4", port::Side::sell, 5_qty, 9_px));
  CHECK(position.quantity.text() == "-3");
  CHECK(position.realized.text() == "4");
  CHECK(position.average_price() == 9_px);
  apply(position, execution("5", port::Side::buy, 3_qty, 8_px));
  CHECK(position.quantity.is_zero());
  CHECK(position.cost.is_zero());
  CHECK(position.realized.text() == "7");
  CHECK(position.commissions == 5_money);
}

TEST_CASE("profit of the day counts what was held and what was traded") {
  Position position;
  position.multiplier = 50_ratio;
  position.quantity = 2_qty;
  position.cost = (4000_px * 2_qty).times(50_ratio, Rounding::half_even);
  market::Quote quote;
  quote.last = 4010_px;
  quote.previous_close = 4005_px;
  const Date today = *Date::parse("2020-12-15");
  CHECK(value(position, quote, today)->daily_pnl == 500_money);
  CHECK(value(position, quote, today)->unrealized_pnl == 1000_money);
  port::OrderExecuted sold = execution("1", port::Side::sell, 1_qty, 4007_px);
  sold.multiplier = 50_ratio;
  apply(position, sold);
  const Valuation after = *value(position, quote, today);
  CHECK(after.daily_pnl == 350_money);  // 2 points on one, 5 on the other, times 50
  CHECK(after.realized_pnl == 350_money);
  quote.last.reset();
  CHECK(value(position, quote, today).error().code == Code::no_data);
}

TEST_CASE("every event survives encoding") {
  const std::vector<Event> events{DeskStarted{"1", "paper"},
                                  execution("e", port::Side::buy, 1_qty, 1_px),
                                  port::CashMoved{"DU1", "USD"_ccy, 1_money, "x \"y\""}};
  for (const Event& event : events) {
    const Result<Event> again = decode(event_name(event), encode(event));
    REQUIRE(again.ok());
    CHECK(encode(*again) == encode(event));
  }
  CHECK(decode("nonsense", "{}").error().code == Code::corrupt);
  CHECK(decode("cash_moved", "{").error().code == Code::corrupt);
}

}  // namespace
}  // namespace pitwall::desk

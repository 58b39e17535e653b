#include "desk/order/blotter.h"

#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::desk {
namespace {
using namespace pitwall::literals;
using namespace market::literals;

port::Order order(std::string client_id, Quantity quantity = 10_qty) {
  port::Order order;
  order.client_id = std::move(client_id);
  order.account = "DU1";
  order.symbol = "SPY"_sym;
  order.quantity = quantity;
  return order;
}

BlotterEntry entry(std::string client_id) {
  BlotterEntry made;
  made.order = order(std::move(client_id));
  made.approval = Id{1, made.order.client_id.size()};
  return made;
}

// One that has left for the broker.
BlotterEntry& sent(Blotter& blotter, std::string client_id) {
  BlotterEntry& made = **draft(blotter, entry(std::move(client_id)));
  REQUIRE(advance(made, OrderStep::approved));
  REQUIRE(advance(made, OrderStep::sent));
  return made;
}

port::OrderReported report_of(port::OrderStatus status) {
  port::OrderReported made;
  made.order = order("a");
  made.status = status;
  return made;
}

BrokerRecord empty_record(std::string account) {
  BrokerRecord made;
  made.account = std::move(account);
  made.unknown = {"a"};
  return made;
}

port::OrderExecuted execution(std::string client_id, Quantity quantity) {
  port::OrderExecuted made;
  made.client_id = std::move(client_id);
  made.account = "DU1";
  made.symbol = "SPY"_sym;
  made.quantity = quantity;
  return made;
}

TEST_CASE("a client id is the same for the same approval and action, and for no other") {
  const Digest action = sha256("one");
  const std::string id = client_id_of(Id{1, 2}, action);
  CHECK(id.size() == 26);
  CHECK(id == client_id_of(Id{1, 2}, action));
  CHECK(id != client_id_of(Id{1, 3}, action));
  CHECK(id != client_id_of(Id{1, 2}, sha256("two")));
  CHECK(id != Id{1, 2}.text());
}

TEST_CASE("a second order of one client id is refused and changes nothing") {
  Blotter blotter;
  REQUIRE(draft(blotter, entry("a")).ok());
  const std::string before = to_json(blotter);
  const Result<BlotterEntry*> again = draft(blotter, entry("a"));
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == Code::already_exists);
  CHECK(to_json(blotter) == before);
}

TEST_CASE("a full blotter forgets what has ended, never what is open") {
  Blotter blotter;
  for (std::size_t i = 0; i < Blotter::max_entries; ++i)
    blotter.entries.push_back(entry(fmt::format("{}", i)));
  CHECK(draft(blotter, entry("new")).error().code == Code::too_large);
  REQUIRE(advance(blotter.entries[7], OrderStep::denied));
  REQUIRE(draft(blotter, entry("new")).ok());
  CHECK(blotter.entries.size() == Blotter::max_entries);
  CHECK(blotter.find("7") == nullptr);
  CHECK(blotter.find("8") != nullptr);
}

TEST_CASE("reports and executions move an order whichever comes first, and old ones do not") {
  Blotter blotter;
  BlotterEntry& one = sent(blotter, "a");
  take_execution(blotter, execution("a", 4_qty));
  CHECK(one.phase == OrderPhase::partly_filled);
  port::OrderReported report = report_of(port::OrderStatus::working);
  take_report(blotter, report);
  CHECK(one.phase == OrderPhase::partly_filled);
  CHECK(one.filled == 4_qty);
  report.status = port::OrderStatus::partially_filled;
  report.filled = 9_qty;
  take_report(blotter, report);
  CHECK(one.remaining() == 1_qty);
  take_execution(blotter, execution("a", 6_qty));
  CHECK(one.phase == OrderPhase::filled);
  report.status = port::OrderStatus::cancelled;
  take_report(blotter, report);
  CHECK(one.phase == OrderPhase::filled);
  // Of orders that are not the desk's own nothing is kept.
  take_execution(blotter, execution("b", 6_qty));
  take_execution(blotter, execution("", 6_qty));
  CHECK(blotter.entries.size() == 1);
}

TEST_CASE("what was on its way is unknown after a restart, and a yes of before does not hold") {
  Blotter blotter;
  sent(blotter, "on its way");
  REQUIRE(advance(**draft(blotter, entry("approved")), OrderStep::approved));
  REQUIRE(advance(**draft(blotter, entry("waiting")), OrderStep::asked));
  CHECK_FALSE(blotter.has_unknown("DU1"));
  take_restart(blotter);
  CHECK(blotter.find("on its way")->phase == OrderPhase::unknown);
  CHECK(blotter.find("approved")->phase == OrderPhase::expired);
  CHECK(blotter.find("waiting")->phase == OrderPhase::waiting);
  CHECK(blotter.has_unknown("DU1"));
  CHECK_FALSE(blotter.has_unknown("DU2"));
  const Result<Json> json = parse_json(to_json(blotter));
  REQUIRE(json.ok());
  CHECK(to_json(*from_json<Blotter>(*json)) == to_json(blotter));
}

// Every combination of what the broker's lists can say of an unknown order.
TEST_CASE("an unknown order is settled by the broker's record alone") {
  for (const bool asked : {false, true})
    for (const int live : {-1, 0, 4, 10})  // filled as its live order says; -1: not listed
      for (const int traded : {0, 4, 10}) {
        CAPTURE(asked);
        CAPTURE(live);
        CAPTURE(traded);
        Blotter blotter;
        BlotterEntry& one = sent(blotter, "a");
        REQUIRE(advance(one, OrderStep::unanswered));
        BrokerRecord record;
        record.account = "DU1";
        if (asked) record.unknown.push_back("a");
        if (live >= 0) {
          port::LiveOrder& listed = record.live.emplace_back();
          listed.order = order("a");
          listed.status = port::OrderStatus::working;
          listed.filled = Quantity::from_integer(live);
        }
        if (traded > 0) record.executions.push_back(execution("a", Quantity::from_integer(traded)));
        record.executions.push_back(execution("other", 10_qty));
        reconcile(blotter, record);
        OrderPhase expected = OrderPhase::unknown;
        if (asked && live >= 0)
          expected = live == 10  ? OrderPhase::filled
                     : live == 4 ? OrderPhase::partly_filled
                                 : OrderPhase::working;
        else if (asked)
          expected = traded == 10  ? OrderPhase::filled
                     : traded == 4 ? OrderPhase::cancelled
                                   : OrderPhase::expired;
        CHECK(one.phase == expected);
        CHECK(one.filled == (expected == OrderPhase::unknown ? 0_qty
                             : live >= 0                     ? Quantity::from_integer(live)
                                                             : Quantity::from_integer(traded)));
      }
}

TEST_CASE("a record of another account settles nothing") {
  Blotter blotter;
  BlotterEntry& one = sent(blotter, "a");
  REQUIRE(advance(one, OrderStep::unanswered));
  reconcile(blotter, empty_record("DU2"));
  CHECK(one.phase == OrderPhase::unknown);
}

TEST_CASE("an order that was taken for absent and shows up after all is unknown again") {
  Blotter blotter;
  BlotterEntry& one = sent(blotter, "a");
  REQUIRE(advance(one, OrderStep::unanswered));
  reconcile(blotter, empty_record("DU1"));
  CHECK(one.phase == OrderPhase::expired);
  take_report(blotter, report_of(port::OrderStatus::working));
  CHECK(one.phase == OrderPhase::unknown);
}

}  // namespace
}  // namespace pitwall::desk

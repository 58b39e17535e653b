#include "desk/order/phase.h"

#include <doctest/doctest.h>

#include <array>
#include <set>

namespace pitwall::desk {
namespace {

constexpr std::size_t phases = count_of(OrderPhase{});
constexpr std::size_t steps = count_of(OrderStep{});

// The table written out a second time, by hand: a row for each phase, a column for each step, the
// letter of the phase that follows, and a dot where nothing does.
//   d drafted  p previewed  w waiting  a approved  s sending  u unknown
//   o working  h partly filled  F filled  C cancelled  R rejected  X expired
constexpr std::string_view letters = "dpwasuohFCRX";
constexpr std::array<std::string_view, phases> written{
    // previewed asked approved denied lapsed withdrawn sent taken questioned refused unanswered
    // restarted absent | working part filled cancelled rejected expired
    "pwaRXC.......ohFCRX",  // drafted
    "pwaRXC.......ohFCRX",  // previewed
    "..aRXC.......ohFCRX",  // waiting
    "...RXCs....X.ohFCRX",  // approved
    ".......oRRuu.ohFCRX",  // sending
    ".......oRR..XohFCRX",  // unknown
    "............CohFCRX",  // working
    "............ChhFCRX",  // partly filled
    "...................",  // filled
    "...............F...",  // cancelled
    "..............uF...",  // rejected
    ".............uuF...",  // expired
};

OrderPhase phase(std::size_t i) { return static_cast<OrderPhase>(i); }
OrderStep step(std::size_t i) { return static_cast<OrderStep>(i); }

TEST_CASE("every phase and every step does what the written table says") {
  for (std::size_t p = 0; p < phases; ++p) {
    REQUIRE(written[p].size() == steps);
    for (std::size_t s = 0; s < steps; ++s) {
      INFO(name_of(phase(p)), " + ", name_of(step(s)));
      const std::optional<OrderPhase> next = phase_after(phase(p), step(s));
      CHECK((next ? letters[static_cast<std::size_t>(*next)] : '.') == written[p][s]);
    }
  }
}

// Whether `to` can be reached from `from`, by any steps but those left out.
bool reaches(OrderPhase from, OrderPhase to, const std::set<OrderStep>& without = {}) {
  std::set<OrderPhase> seen{from};
  for (std::size_t before = 0; before != seen.size();) {
    before = seen.size();
    for (const OrderPhase at : std::set<OrderPhase>(seen))
      for (std::size_t s = 0; s < steps; ++s)
        if (!without.contains(step(s)))
          if (const auto next = phase_after(at, step(s))) seen.insert(*next);
  }
  return seen.contains(to);
}

TEST_CASE("an order is sent only once, and only when it was approved") {
  for (std::size_t p = 0; p < phases; ++p)
    for (std::size_t s = 0; s < steps; ++s)
      if (phase_after(phase(p), step(s)) == OrderPhase::sending) {
        CHECK(phase(p) == OrderPhase::approved);
        CHECK(step(s) == OrderStep::sent);
      }
  for (auto p = static_cast<std::size_t>(OrderPhase::sending); p < phases; ++p) {
    if (phase(p) == OrderPhase::sending) continue;
    CHECK_FALSE(reaches(phase(p), OrderPhase::sending));
    CHECK_FALSE(reaches(phase(p), OrderPhase::approved));
  }
  // Without a yes nothing is sent, whatever else happens.
  CHECK_FALSE(reaches(OrderPhase::drafted, OrderPhase::sending, {OrderStep::approved}));
  CHECK(reaches(OrderPhase::drafted, OrderPhase::sending));
}

TEST_CASE("what left the desk always comes to an end, and what is filled stays filled") {
  for (std::size_t p = 0; p < phases; ++p) {
    bool ends = false;
    for (auto last = static_cast<std::size_t>(OrderPhase::filled); last < phases; ++last)
      ends = ends || reaches(phase(p), phase(last));
    CHECK(ends);
  }
  for (std::size_t s = 0; s < steps; ++s) CHECK_FALSE(phase_after(OrderPhase::filled, step(s)));
  // After a restart nothing is in between any more.
  CHECK(phase_after(OrderPhase::sending, OrderStep::restarted) == OrderPhase::unknown);
  CHECK(phase_after(OrderPhase::approved, OrderStep::restarted) == OrderPhase::expired);
}

TEST_CASE("a report's status yields to its quantities") {
  using namespace pitwall::literals;
  using port::OrderStatus;
  for (int i = 0; i < count_of(OrderStatus{}); ++i) {
    const auto status = static_cast<OrderStatus>(i);
    CHECK(step_of(status, 5_qty, 5_qty) == OrderStep::now_filled);
    CHECK(step_of(status, 4_qty, 5_qty) != OrderStep::now_filled);
  }
  CHECK(step_of(OrderStatus::working, 1_qty, 5_qty) == OrderStep::now_partly_filled);
  CHECK(step_of(OrderStatus::submitted, 0_qty, 5_qty) == OrderStep::now_working);
  CHECK(step_of(OrderStatus::cancelled, 1_qty, 5_qty) == OrderStep::now_cancelled);
  CHECK(step_of(OrderStatus::expired, 0_qty, 5_qty) == OrderStep::now_expired);
  CHECK(step_of(OrderStatus::rejected, 0_qty, 5_qty) == OrderStep::now_rejected);
}

}  // namespace
}  // namespace pitwall::desk

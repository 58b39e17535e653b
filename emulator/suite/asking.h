// What the tests of the common suite ask of a market, and how: questions of the broker are answered
// as the person would. For this folder's tests alone.
#pragma once

#include <doctest/doctest.h>

#include "emulator/permits.h"
#include "emulator/suite/world.h"

namespace pitwall::emulator {

using namespace pitwall::literals;
using namespace market::literals;

#define EVERY_MARKET \
  PaperWorld, PortalWorld, TwsWorldAt<178>, TwsWorldAt<193>, TwsWorldAt<200>, TwsWorldAt<203>
#define BOTH_CLIENTS PortalWorld, TwsWorldAt<178>, TwsWorldAt<193>, TwsWorldAt<200>, TwsWorldAt<203>

template <class T>
  requires(!std::is_void_v<T>)
T good(Result<T> result) {
  const std::string why = result.ok() ? std::string() : result.error().message;
  INFO(why);
  REQUIRE(result.ok());
  return std::move(*result);
}

inline void good(const Result<void>& result) {
  const std::string why = result.ok() ? std::string() : result.error().message;
  INFO(why);
  REQUIRE(result.ok());
}

inline market::Quote quote_of(World& world, std::string_view symbol) {
  const market::InstrumentId id = world.instrument(symbol).id;
  using Quotes = std::vector<Result<market::Quote>>;
  return good(good(world.ask<Quotes>([&](port::Reply<Quotes> reply) {
                world.market().quotes({id}, std::move(reply));
              })).at(0));
}

inline port::Order order_of(World& world, std::string client_id, std::string_view symbol,
                            port::Side side, Quantity quantity) {
  port::Order order;
  order.client_id = std::move(client_id);
  order.account = world.accounts().front();
  order.symbol = world.instrument(symbol).symbol;
  order.side = side;
  order.quantity = quantity;
  return order;
}

// On the grid of cents: `part` of the price.
inline Price part_of(Price price, double part) {
  const auto cents = static_cast<std::int64_t>(price.to_double() * part * 100);
  return Price::from_scaled(cents * (Price::unit / 100));
}

inline Result<port::Placed> place(World& world, const port::Order& order) {
  return world.ask<port::Placed>([&](port::Reply<port::Placed> reply) {
    world.broker().place(Permits::make(order), order, std::move(reply));
  });
}

// As the person does: says yes to what the broker asks, until it asks no more.
inline port::Order place_with_consent(World& world, port::Order order) {
  const std::string id = order.client_id;
  for (int round = 0; round < 5; ++round) {
    const port::Placed placed = good(place(world, order));
    if (placed.questions.empty()) return order;
    for (const port::BrokerQuestion& question : placed.questions) {
      CHECK_FALSE(question.text.empty());
      order.accepted_questions.push_back(question.text);
    }
    // A new approval is a new order.
    order.client_id = fmt::format("{}-{}", id, round + 2);
  }
  FAIL("the broker asks without end");
  return order;
}

inline const port::OrderReported* last_report(const World& world, std::string_view client_id) {
  const port::OrderReported* last = nullptr;
  for (const port::BrokerEvent& event : world.events)
    if (const auto* report = std::get_if<port::OrderReported>(&event))
      if (report->order.client_id == client_id) last = report;
  return last;
}

inline bool has_status(const World& world, std::string_view client_id, port::OrderStatus status) {
  const port::OrderReported* report = last_report(world, client_id);
  return report && report->status == status;
}

inline Quantity executed(const World& world, std::string_view client_id) {
  Quantity sum;
  std::set<std::string> seen;
  for (const port::BrokerEvent& event : world.events)
    if (const auto* execution = std::get_if<port::OrderExecuted>(&event))
      if (execution->client_id == client_id && seen.insert(execution->execution_id).second)
        sum = sum + execution->quantity;
  return sum;
}

}  // namespace pitwall::emulator

#include "adapter/paper/rules.h"

#include <fmt/ranges.h>

#include <vector>

#include "port/order.h"

namespace pitwall::paper {

using market::Calendar;
using market::Session;

namespace {

std::string clock_text(const Calendar& calendar, Time time) {
  return calendar.zone().local(time).text().substr(11, 5);  // of "2020-12-15 09:30:00"
}

// The regular hours of the trading day that is, or comes next.
std::string hours_in_words(const Calendar& calendar, Time now) {
  if (calendar.name() == "ALWAYS") return "At any hour, on any day.";
  const Result<Date> day = calendar.trading_day(now);
  if (!day) return "";
  std::vector<std::string> stretches;
  for (const Session& session : calendar.sessions(*day, *day))
    if (session.kind == Session::Kind::regular)
      stretches.push_back(fmt::format("{} to {}", clock_text(calendar, session.open),
                                      clock_text(calendar, session.close)));
  if (stretches.empty()) return "";
  const std::string_view special = calendar.special_day(*day);
  return fmt::format("{} on {}{}, {} time ({}).", fmt::join(stretches, " and "), day->text(),
                     special.empty() ? "" : fmt::format(" ({})", special), calendar.zone().name(),
                     calendar.title());
}

template <class Enum>
std::vector<std::string> names() {
  std::vector<std::string> all;
  for (int i = 0; i < count_of(Enum{}); ++i) all.emplace_back(name_of(static_cast<Enum>(i)));
  return all;
}

}  // namespace

port::TradingRules trading_rules(const Listing& listing, bool tradable, Time now) {
  const market::Instrument& instrument = *listing.instrument;
  port::TradingRules rules;
  rules.price_steps = {{Price(), instrument.tick_size}};
  rules.smallest_size = rules.size_increment = instrument.lot_size;
  if (tradable) {
    rules.order_types = names<port::OrderType>();
    if (instrument.asset_class == market::AssetClass::fx || listing.calendar->name() == "ALWAYS")
      std::erase_if(rules.order_types,
                    [](const std::string& type) { return type.ends_with("on_close"); });
    rules.times_in_force = names<port::TimeInForce>();
  }
  rules.can_trade = tradable;
  rules.hours = hours_in_words(*listing.calendar, now);
  // The exchange's own rules: true of it, and of no other.
  rules.origin = {own_source(), now, now, market::Quality::simulated};
  return rules;
}

}  // namespace pitwall::paper

#include "desk/journal/event.h"

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::desk {

void describe(DeskStarted& event, Visitor& v) {
  v("version", "Version of the daemon.", "0.1.0", event.version);
  v("market", "Tape or broker.", "paper market", event.market);
}

void describe(BarsImported& event, Visitor& v) {
  v("symbol", "Instrument.", "SPY", event.symbol);
  v("bar", "Length of a bar.", "1m", event.bar);
  v("count", "How many bars.", "1564", event.count);
  v("source", "File name.", "spy.csv", event.source);
  v("sha256", "Hash of the file.", "", event.sha256);
}

void describe(InstrumentAdded& event, Visitor& v) {
  v("instrument", "The instrument.", "", event.instrument);
}

void describe(OrderRequested& event, Visitor& v) {
  v("order", "The order.", "", event.order);
  v("actor", "Who asked.", "", event.actor);
}

std::string_view event_name(const Event& event) {
  return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::event_name; },
                    event);
}

std::string encode(const Event& event) {
  return std::visit([](const auto& e) { return to_json(e); }, event);
}

namespace {

template <class E>
Result<Event> decode_as(const Json& json) {
  PITWALL_TRY(E event, from_json<E>(json));
  return Event(std::move(event));
}

// Tries each alternative's name in turn.
template <std::size_t I = 0>
Result<Event> decode_named(std::string_view name, const Json& json) {
  if constexpr (I == std::variant_size_v<Event>) {
    return error(Code::corrupt,
                 "The journal holds an event \"{}\" that this version does not know.",
                 name.substr(0, 60));
  } else {
    using E = std::variant_alternative_t<I, Event>;
    return name == E::event_name ? decode_as<E>(json) : decode_named<I + 1>(name, json);
  }
}

}  // namespace

Result<Event> decode(std::string_view name, std::string_view payload) {
  Result<Json> json = parse_json(payload);
  if (!json)
    return error(Code::corrupt, "The journal's \"{}\" is damaged: {}", name.substr(0, 60),
                 json.error().message);
  Result<Event> event = decode_named(name, *json);
  if (!event && event.error().code != Code::corrupt)
    return error(Code::corrupt, "The journal's \"{}\" is not readable by this version: {}",
                 name.substr(0, 60), event.error().message);
  return event;
}

Event from_broker(port::BrokerEvent event) {
  return std::visit([](auto&& e) { return Event(std::move(e)); }, std::move(event));
}

}  // namespace pitwall::desk

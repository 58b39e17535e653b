#include "adapter/client_portal/snapshot.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

template <class T>
bool take(std::optional<T>& known, std::optional<T> said) {
  if (!said || known == said) return false;
  known = said;
  return true;
}

bool take_last(Snapshot& snapshot, std::string_view text) {
  const std::optional<MarkedPrice> price = marked_price_of(text);
  if (!price) return false;
  snapshot.halted = price->halted;
  if (!price->prior_close) return take(snapshot.quote.last, std::optional(price->price));
  // Nothing has been traded today: a close of the day before is no trade.
  snapshot.quote.last.reset();
  if (!snapshot.quote.previous_close) snapshot.quote.previous_close = price->price;
  return false;
}

void take_greek(Snapshot& snapshot, std::optional<double>& known, std::string_view text,
                double scale) {
  const std::optional<double> value = double_of(text);
  if (!value) return;
  known = *value * scale;
  snapshot.greeks.by = market::GreeksBy::broker;
}

// One numbered field; what is not known here is passed over.
void take_field(Snapshot& snapshot, Changed& changed, int code, std::string_view text) {
  market::Quote& quote = snapshot.quote;
  switch (code) {
    case 31:
      changed.trade = take_last(snapshot, text) || changed.trade;
      return;
    case 7059:
      changed.trade = take(quote.last_size, quantity_of(text)) || changed.trade;
      return;
    case 84:
      changed.market = take(quote.bid, price_of(text)) || changed.market;
      return;
    case 86:
      changed.market = take(quote.ask, price_of(text)) || changed.market;
      return;
    case 85:
      changed.market = take(quote.ask_size, quantity_of(text)) || changed.market;
      return;
    case 88:
      changed.market = take(quote.bid_size, quantity_of(text)) || changed.market;
      return;
    case 70:
      take(quote.high, price_of(text));
      return;
    case 71:
      take(quote.low, price_of(text));
      return;
    case 87:  // with K or M: 7762 is exact
      if (!snapshot.exact_volume) take(quote.volume, quantity_of(text));
      return;
    case 7762:
      snapshot.exact_volume = take(quote.volume, quantity_of(text)) || snapshot.exact_volume;
      return;
    case 7295:
      take(quote.open, price_of(text));
      return;
    case 7741:
      take(quote.previous_close, price_of(text));
      return;
    case 7296:
      if (!quote.previous_close) quote.previous_close = price_of(text);
      return;
    case 6509:
      snapshot.availability = text.substr(0, 8);
      return;
    case 7633:  // in per cent
      return take_greek(snapshot, snapshot.greeks.implied_volatility, text, 0.01);
    case 7308:
      return take_greek(snapshot, snapshot.greeks.delta, text, 1);
    case 7309:
      return take_greek(snapshot, snapshot.greeks.gamma, text, 1);
    case 7310:
      return take_greek(snapshot, snapshot.greeks.theta, text, 1);
    case 7311:
      return take_greek(snapshot, snapshot.greeks.vega, text, 1);
    case 7638:
      take(snapshot.open_interest, quantity_of(text));
      return;
    default:
      return;
  }
}

// A numbered field's number; they have four digits at most.
std::optional<int> code_of(std::string_view name) {
  constexpr std::size_t most_digits = 6;
  if (name.empty() || name.size() > most_digits) return std::nullopt;
  int code = 0;
  for (const char digit : name) {
    if (digit < '0' || digit > '9') return std::nullopt;
    code = code * 10 + (digit - '0');
  }
  return code;
}

void merge_field(Snapshot& snapshot, Changed& changed, std::string_view name, std::string_view text,
                 Time now) {
  if (name == "_updated") {
    if (const std::optional<Time> time = milliseconds_of(text))
      snapshot.quote.time = std::min(std::max(snapshot.quote.time, *time), now);
    return;
  }
  const std::optional<int> code = code_of(name);
  if (!code || text.empty()) return;
  snapshot.arrived = true;
  take_field(snapshot, changed, *code, text);
}

}  // namespace

Changed merge(Snapshot& snapshot, const Json& row, Time now) {
  Changed changed;
  for (const auto& [name, value] : row.members())
    merge_field(snapshot, changed, name, text_of(&value), now);
  return changed;
}

Changed merge(Snapshot& snapshot, JsonRow row, Time now) {
  Changed changed;
  for (const JsonField& field : row) merge_field(snapshot, changed, field.name, field.text, now);
  return changed;
}

std::int64_t conid_of_row(const Json& row) { return integer_of(text_of(row, "conid")).value_or(0); }

std::int64_t conid_of_row(JsonRow row) {
  for (const JsonField& field : row)
    if (field.name == "conid") return integer_of(field.text).value_or(0);
  return 0;
}

Result<market::Quality> quality_of(std::string_view availability, std::string_view name) {
  switch (availability.empty() ? ' ' : availability.front()) {
    case 'R':
      return market::Quality::live;
    case 'D':
      return market::Quality::delayed;
    case 'Z':
    case 'Y':
      return market::Quality::frozen;
    case 'N':
      return error(Code::no_data,
                   "This account has no market data subscription for {}. Subscribe to its exchange "
                   "in Client Portal, under Settings, Market Data Subscriptions.",
                   name);
    case 'O':
      return error(Code::no_data,
                   "Interactive Brokers gives no market data for {} until the Market Data API "
                   "Acknowledgement is signed in Client Portal, under Settings.",
                   name);
    default:
      return market::Quality::stale;  // it does not say how good it is
  }
}

Result<market::Quote> quote_of(const Snapshot& snapshot, const market::Source& source, Time now,
                               std::string_view name) {
  PITWALL_TRY(const market::Quality quality, quality_of(snapshot.availability, name));
  market::Quote quote = snapshot.quote;
  if (!quote.bid && !quote.ask && !quote.last && !quote.previous_close)
    return error(Code::no_data, "Interactive Brokers gives no price of {} just now.", name);
  if (quote.time == Time{}) quote.time = now;
  quote.origin = {source, quote.time, now, quality};
  return quote;
}

}  // namespace pitwall::client_portal

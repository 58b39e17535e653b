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
void take_field(Snapshot& snapshot, Changed& changed, std::int64_t code, std::string_view text) {
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

}  // namespace

Changed merge(Snapshot& snapshot, const Json& row, Time now) {
  Changed changed;
  for (const auto& [name, value] : row.members()) {
    if (name == "_updated") {
      if (const std::optional<Time> time = milliseconds_of(text_of(&value)))
        snapshot.quote.time = std::min(std::max(snapshot.quote.time, *time), now);
      continue;
    }
    if (name.empty() || name.front() < '0' || name.front() > '9') continue;
    const std::optional<std::int64_t> code = integer_of(name);
    const std::string_view text = text_of(&value);
    if (!code || text.empty()) continue;
    snapshot.arrived = true;
    take_field(snapshot, changed, *code, text);
  }
  return changed;
}

std::int64_t conid_of_row(const Json& row) { return integer_of(text_of(row, "conid")).value_or(0); }

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

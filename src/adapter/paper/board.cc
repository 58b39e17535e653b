#include "adapter/paper/board.h"

#include <algorithm>

namespace pitwall::paper {

using market::InstrumentId;
using market::Quote;
using market::Session;
using market::Tick;

void Board::add(InstrumentId instrument, const market::Calendar& calendar, market::Source source,
                market::Quality quality) {
  if (lanes_.size() <= instrument.index) lanes_.resize(instrument.index + 1);
  Lane& added = lanes_[instrument.index].emplace(calendar);
  added.quote.origin.source = source;
  added.quote.origin.quality = quality;
  added.ring.reserve(max_recent);
}

Board::Lane& Board::lane(InstrumentId instrument) {
  PITWALL_CHECK(knows(instrument), "a tick of instrument {}, which is not on the board",
                instrument.index);
  return *lanes_[instrument.index];
}

bool Board::knows(InstrumentId instrument) const { return find_lane(instrument) != nullptr; }

const Board::Lane* Board::find_lane(InstrumentId instrument) const {
  if (instrument.index >= lanes_.size() || !lanes_[instrument.index]) return nullptr;
  return &*lanes_[instrument.index];
}

const Quote* Board::find(InstrumentId instrument) const {
  const Lane* found = find_lane(instrument);
  return found && found->ticked ? &found->quote : nullptr;
}

void Board::begin_day(InstrumentId instrument, const DaySoFar& so_far) {
  Lane& l = lane(instrument);
  l.day = so_far.day;
  l.quote.previous_close = so_far.previous_close;
  l.quote.open = l.quote.high = l.quote.low = l.regular_close = std::nullopt;
  l.quote.volume = Quantity{};
  if (!so_far.regular) return;
  l.quote.open = so_far.regular->open;
  l.quote.high = so_far.regular->high;
  l.quote.low = so_far.regular->low;
  l.quote.volume = so_far.regular->volume;
  l.regular_close = so_far.regular->close;
}

const Quote& Board::apply(const Tick& tick) {
  Lane& l = lane(tick.instrument);
  Quote& quote = l.quote;
  const Session* session = l.cursor.at(tick.time);
  if (session && session->trading_day != l.day)
    begin_day(tick.instrument,
              {session->trading_day, l.regular_close ? l.regular_close : quote.previous_close, {}});
  if (tick.kind == Tick::Kind::quote) {
    quote.bid = tick.bid;
    quote.ask = tick.ask;
    quote.bid_size = tick.bid_size;
    quote.ask_size = tick.ask_size;
  } else {
    quote.last = tick.price;
    quote.last_size = tick.size;
    if (session && session->kind == Session::Kind::regular) {
      if (!quote.open) quote.open = quote.high = quote.low = tick.price;
      quote.high = std::max(*quote.high, tick.price);
      quote.low = std::min(*quote.low, tick.price);
      quote.volume = quote.volume.value_or(Quantity{}) + tick.size;
      l.regular_close = tick.price;
    }
  }
  quote.time = quote.origin.as_of = quote.origin.received_at = tick.time;
  l.ticked = true;
  if (l.ring.size() < max_recent) {
    l.ring.push_back(tick);
  } else {
    l.ring[l.oldest] = tick;
    l.oldest = (l.oldest + 1) % max_recent;
  }
  return quote;
}

std::vector<Tick> Board::recent(InstrumentId instrument, std::size_t limit) const {
  const Lane* found = find_lane(instrument);
  if (!found) return {};
  const std::vector<Tick>& ring = found->ring;
  const std::size_t count = std::min(limit, ring.size());
  std::vector<Tick> ticks;
  ticks.reserve(count);
  for (std::size_t i = ring.size() - count; i < ring.size(); ++i)
    ticks.push_back(ring[(found->oldest + i) % ring.size()]);
  return ticks;
}

}  // namespace pitwall::paper

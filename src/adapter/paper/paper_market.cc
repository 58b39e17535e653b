#include "adapter/paper/paper_market.h"

#include <algorithm>

#include "adapter/paper/replay.h"
#include "adapter/paper/synthetic.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::BarSize;
using market::InstrumentId;
using market::Quote;
using market::Tick;

namespace {

constexpr std::string_view always = "ALWAYS";

// What a stored symbol is taken for that no catalogue describes.
market::Instrument unknown_instrument(market::Symbol symbol) {
  market::Instrument instrument;
  instrument.symbol = symbol;
  instrument.name = symbol.text() + " (imported)";
  instrument.exchange = "FILE";
  instrument.currency = "USD"_ccy;
  instrument.tick_size = 0.01_px;
  instrument.calendar = "NYSE";
  return instrument;
}

}  // namespace

PaperMarket::PaperMarket(PaperConfig config, const market::CalendarSet& calendars,
                         port::BarStore* store, Time now)
    : config_(std::move(config)),
      calendars_(calendars),
      store_(store),
      history_(store, config_.tape == TapeKind::replay, config_.seed),
      start_(now),
      playback_(now, now, config_.speed),
      wall_(now),
      market_time_(now) {}

Result<std::unique_ptr<PaperMarket>> PaperMarket::create(PaperConfig config,
                                                         market::Catalogue catalogue,
                                                         const market::CalendarSet& calendars,
                                                         port::BarStore* store, Time now) {
  PITWALL_TRY_VOID(validate(config));
  if (config.tape == TapeKind::replay && !store)
    return error(Code::invalid_argument, "A replay needs a store of bars.");
  std::unique_ptr<PaperMarket> market(new PaperMarket(std::move(config), calendars, store, now));
  PITWALL_TRY_VOID(market->history_.refresh());
  PITWALL_TRY_VOID(market->add_instruments(std::move(catalogue)));
  PITWALL_TRY_VOID(market->set_start(now));
  market->playback_ = Playback(now, market->start_, market->config_.speed);
  PITWALL_TRY_VOID(market->begin_tape());
  return market;
}

bool PaperMarket::plays(const market::Instrument& instrument) const {
  if (config_.tape == TapeKind::synthetic)
    return SyntheticSeries::find(config_.seed, instrument).has_value();
  const auto& stored = history_.stored(instrument.symbol);
  return !stored.empty() && stored.front().size <= BarSize::d1;
}

Result<void> PaperMarket::list(const market::Instrument& instrument,
                               std::string_view own_calendar) {
  PITWALL_TRY(const market::Calendar* calendar, calendars_.find(instrument.calendar));
  PITWALL_TRY(const market::Calendar* own, calendars_.find(own_calendar));
  listings_.push_back({&instrument, calendar, own});
  return {};
}

Result<void> PaperMarket::add_instrument(market::Instrument instrument) {
  if (catalogue_.find(instrument.symbol)) return {};
  const std::string own_calendar = instrument.calendar;
  if (config_.tape == TapeKind::synthetic && config_.always_open && plays(instrument))
    instrument.calendar = always;
  PITWALL_TRY(const InstrumentId id, catalogue_.add(std::move(instrument)));
  return list(catalogue_.at(id), own_calendar);
}

Result<void> PaperMarket::add_instruments(market::Catalogue given) {
  for (const market::Instrument& instrument : given.all())
    PITWALL_TRY_VOID(add_instrument(instrument));
  return refresh_stored();
}

Result<void> PaperMarket::refresh_stored() {
  PITWALL_TRY_VOID(history_.refresh());
  for (const market::Symbol& symbol : history_.stored_symbols()) {
    if (catalogue_.find(symbol)) continue;
    PITWALL_TRY(const InstrumentId id, catalogue_.add(unknown_instrument(symbol)));
    PITWALL_TRY_VOID(list(catalogue_.at(id), catalogue_.at(id).calendar));
  }
  return {};
}

// Without a `from`, a replay starts with the trading day of the newest bar: of those of the
// shortest length stored, since they are what makes a replay worth watching.
Result<void> PaperMarket::set_start(Time now) {
  start_ = config_.from.value_or(now);
  if (config_.tape == TapeKind::synthetic || config_.from) return {};
  const port::BarCoverage* newest = nullptr;
  for (const market::Symbol& symbol : history_.stored_symbols()) {
    const port::BarCoverage& finest = history_.stored(symbol).front();
    if (finest.size > BarSize::d1) continue;
    const auto rank = [](const port::BarCoverage& c) {
      return std::pair(c.size.is_intraday(), c.last);
    };
    if (!newest || rank(finest) > rank(*newest)) newest = &finest;
  }
  if (!newest)
    return error(Code::no_data,
                 "There are no stored bars to replay; import some first (pitwall import bars), or "
                 "choose the synthetic tape.");
  const Listing& listing = listings_[catalogue_.find(newest->symbol)->id.index];
  start_ = newest->last;
  const Result<Date> day = listing.stored_calendar->trading_day(newest->last);
  if (!day) return {};
  const Result<Time> open = listing.stored_calendar->day_open(*day);
  if (open && *open < start_) start_ = *open;
  return {};
}

Result<void> PaperMarket::begin_tape() {
  board_ = Board();
  tape_ = Tape();
  market_time_ = start_;
  ended_ = false;
  for (const Listing& listing : listings_)
    if (plays(*listing.instrument)) PITWALL_TRY_VOID(begin_lane(listing));
  // What came before the start makes the first quotes, and nobody hears of it.
  for (; tape_.peek() && tape_.peek()->time < start_; tape_.pop()) board_.apply(*tape_.peek());
  for (const Listing& listing : listings_) {
    const Result<Date> day = listing.calendar->trading_day(start_);
    if (!board_.knows(listing.instrument->id) || !day) continue;
    const Result<Date> day_before = listing.calendar->previous_trading_day(*day);
    const Result<Time> from = listing.calendar->day_open(day_before ? *day_before : *day);
    if (!from) continue;
    const Result<std::vector<market::Bar>> bars = history_.read_tape(
        {listing.instrument->id, BarSize::d1, std::min(*from, start_), start_, false, 0}, listing,
        start_ - nanoseconds(1));
    Board::DaySoFar so_far{*day, {}, {}};
    for (const market::Bar& bar : bars ? *bars : std::vector<market::Bar>()) {
      const Result<Date> bar_day = listing.calendar->trading_day(bar.time);
      if (bar_day && *bar_day < *day) so_far.previous_close = bar.close;
      if (bar_day && *bar_day == *day) so_far.regular = bar;
    }
    board_.begin_day(listing.instrument->id, so_far);
  }
  return {};
}

Result<void> PaperMarket::begin_lane(const Listing& listing) {
  const market::Instrument& instrument = *listing.instrument;
  const bool replayed = config_.tape == TapeKind::replay;
  const auto& stored = history_.stored(instrument.symbol);
  if (replayed) {
    market::Bar last;
    last.time = stored.front().last;
    if (end_of(last, stored.front().size, *listing.stored_calendar) <= start_) return {};  // over
  }
  board_.add(instrument.id, *listing.calendar,
             replayed ? stored_source(stored.front().source) : own_source(),
             replayed ? market::Quality::replayed : market::Quality::simulated);
  if (!replayed) {
    Time from = start_;
    if (!listing.calendar->is_open(start_, market::Hours::extended)) {
      const Result<Time> close = listing.calendar->previous_close(start_, market::Hours::extended);
      if (close) from = *close - minutes(1);
    }
    tape_.add(instrument,
              std::make_unique<SyntheticFeed>(*SyntheticSeries::find(config_.seed, instrument),
                                              *listing.calendar, from));
    return {};
  }
  const port::BarCoverage& finest = stored.front();
  PITWALL_TRY(const std::vector<market::Bar> before,
              store_->read({instrument.symbol, finest.size, Time::min(), start_, 1}));
  tape_.add(instrument, std::make_unique<ReplayFeed>(*store_, listing, finest,
                                                     before.empty() ? start_ : before[0].time));
  return {};
}

Time PaperMarket::next_event() const {
  if (!tape_.peek()) return Time::max();
  return playback_.wall_at(std::min(tape_.peek()->time, exchange_.next_expiry()));
}

bool PaperMarket::advance_to(Time wall) {
  wall_ = std::max(wall_, wall);
  for (std::size_t played = 0; !ended_; ++played) {
    const Tick* next = tape_.peek();
    if (!next) {
      end_of_tape();
      continue;
    }
    if (next->time > playback_.market_at(wall_)) break;
    if (played == max_ticks_at_once) return false;
    const Tick tick = *next;
    tape_.pop();
    market_time_ = tick.time;
    play(tick);
    pass_over_quiet(tick.time);
  }
  if (ended_) return true;
  market_time_ = std::max(market_time_, playback_.market_at(wall_));
  exchange_.note_time(market_time_);
  exchange_.advance(market_time_);
  return true;
}

void PaperMarket::play(const Tick& tick) {
  ++ticks_played_;
  exchange_.note_time(tick.time);
  const Quote& quote = board_.apply(tick);
  exchange_.on_tick(tick);
  if (listener_) listener_(tick, quote);
}

void PaperMarket::pass_over_quiet(Time played) {
  const Tick* next = tape_.peek();
  if (config_.tape != TapeKind::replay || !next || next->time - played <= max_quiet) return;
  playback_.jump(playback_.wall_at(played), next->time - seconds(1));
}

void PaperMarket::end_of_tape() {
  const Time wall = playback_.wall_at(market_time_);
  const Time end = market_time_;
  ended_ = true;
  std::string why = fmt::format("The {} ended at {}.", name_of(config_.tape), end.text());
  if (config_.loop) {
    exchange_.forget_quotes();
    const Result<void> begun = begin_tape();
    if (begun.ok() && tape_.peek()) {
      exchange_.begin_records(market_time_);
      return playback_.jump(wall + seconds(1), start_);
    }
    if (!begun.ok()) why += " " + begun.error().message;
    ended_ = true;
  }
  exchange_.halt(why);
  if (sink_)
    sink_(port::ConnectionChanged{"paper market", port::ConnectionState::connected,
                                  why + " Quotes stay as they are."});
}

void PaperMarket::start(Sink sink) {
  sink_ = std::move(sink);
  exchange_.on_event(sink_);
  sink_(port::ConnectionChanged{"paper market", port::ConnectionState::connected, description()});
  for (const AccountConfig& account : config_.accounts) exchange_.open(account, market_time_);
  exchange_.begin_records(market_time_);
}

void PaperMarket::balances(std::string account, port::Reply<port::Balances> reply) {
  reply(exchange_.balances(account, market_time_));
}

void PaperMarket::place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) {
  PITWALL_CHECK(!permit.spent(), "order {} came with a spent permit", order.client_id);
  if (Result<void> taken = exchange_.submit(order, market_time_); !taken)
    return reply(std::move(taken).error());
  reply(port::Placed{});
}

void PaperMarket::place_group(port::Permit permit, std::vector<port::Order> orders,
                              port::Reply<port::Placed> reply) {
  PITWALL_CHECK(!permit.spent(), "{} orders came with a spent permit", orders.size());
  if (Result<void> taken = exchange_.submit_group(orders, market_time_); !taken)
    return reply(std::move(taken).error());
  reply(port::Placed{});
}

Result<void> PaperMarket::can_take(const std::vector<port::Order>& orders) const {
  for (const port::Order& order : orders)
    if (order.spread) return error(Code::unsupported, "The paper market takes no spreads.");
  return {};
}

void PaperMarket::cancel(port::Permit permit, std::string client_id, port::Reply<void> reply) {
  PITWALL_CHECK(!permit.spent(), "cancelling {} came with a spent permit", client_id);
  reply(exchange_.cancel(client_id, market_time_));
}

std::string PaperMarket::description() const {
  if (config_.tape == TapeKind::synthetic)
    return fmt::format("synthetic tape, seed {}", config_.seed);
  return fmt::format("replay from {}{}", start_.text(), config_.loop ? ", looping" : "");
}

Result<Quote> PaperMarket::quote_of(InstrumentId instrument) const {
  if (instrument.index >= listings_.size())
    return error(Code::not_found, "The paper market has no such instrument; search for it first.");
  if (const Quote* quote = board_.find(instrument)) return *quote;
  const std::string_view symbol = catalogue_.at(instrument).symbol.view();
  if (config_.tape == TapeKind::synthetic)
    return error(Code::no_data,
                 "{} has no quote: the synthetic tape does not play it; its stored history can "
                 "still be asked for.",
                 symbol);
  return error(
      Code::no_data,
      "{} has no quote: the replay has no bars of it at {}; import some that reach so far.", symbol,
      market_time_.text());
}

void PaperMarket::quotes(std::vector<InstrumentId> instruments,
                         port::Reply<std::vector<Result<Quote>>> reply) {
  std::vector<Result<Quote>> quotes;
  quotes.reserve(instruments.size());
  for (const InstrumentId instrument : instruments) quotes.push_back(quote_of(instrument));
  reply(std::move(quotes));
}

void PaperMarket::history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) {
  if (query.instrument.index >= listings_.size())
    return reply(
        error(Code::not_found, "The paper market has no such instrument; search for it first."));
  // Another process may have imported something since.
  const Result<void> refreshed = history_.refresh();
  if (!refreshed) return reply(refreshed.error());
  reply(history_.read(query, listings_[query.instrument.index], market_time_));
}

void PaperMarket::ticks(InstrumentId instrument, std::size_t limit,
                        port::Reply<port::TickSeries> reply) {
  const Result<Quote> quote = quote_of(instrument);
  if (!quote) return reply(quote.error());
  reply(port::TickSeries{board_.recent(instrument, limit), quote->origin});
}

}  // namespace pitwall::paper

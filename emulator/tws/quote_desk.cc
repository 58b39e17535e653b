#include "emulator/tws/quote_desk.h"

namespace pitwall::emulator::tws {
namespace {

// Tick types of a live line; those of a delayed one are numbered apart.
enum TickType {
  bid_size = 0,
  bid = 1,
  ask = 2,
  ask_size = 3,
  last = 4,
  last_size = 5,
  high = 6,
  low = 7,
  volume = 8,
  close = 9,
  bid_option = 10,
  ask_option = 11,
  last_option = 12,
  model_option = 13,
  open = 14,
  last_time = 45,
  shortable = 46,
};

int delayed_type(int type) {
  switch (type) {
    case bid:
      return 66;
    case ask:
      return 67;
    case last:
      return 68;
    case bid_size:
      return 69;
    case ask_size:
      return 70;
    case last_size:
      return 71;
    case high:
      return 72;
    case low:
      return 73;
    case volume:
      return 74;
    case close:
      return 75;
    case open:
      return 76;
    case bid_option:
      return 80;
    case ask_option:
      return 81;
    case last_option:
      return 82;
    case model_option:
      return 83;
    case last_time:
      return 88;
    default:
      return type;
  }
}

constexpr std::string_view no_definition = "No security definition has been found for the request";

}  // namespace

bool QuoteDesk::take(const Request& request) {
  switch (request.ask) {
    case Ask::market_data:
      ask_data(std::get<MarketData>(request.body));
      return true;
    case Ask::cancel_market_data: {
      const std::int64_t id = std::get<Number>(request.body).id;
      if (lines_.erase(id) == 0)
        session_.error(id, 300, fmt::format("Can't find EId with tickerId:{}", id));
      return true;
    }
    case Ask::market_data_type:
      data_type_ = std::get<Number>(request.body).id;
      return true;
    case Ask::depth:
      ask_depth(std::get<Depth>(request.body));
      return true;
    case Ask::cancel_depth: {
      const std::int64_t id = std::get<Number>(request.body).id;
      if (ladders_.erase(id) == 0)
        session_.error(id, 310,
                       fmt::format("Can't find the subscribed market depth with "
                                   "tickerId:{}",
                                   id));
      return true;
    }
    case Ask::tick_by_tick:
      ask_by_tick(std::get<History>(request.body));
      return true;
    case Ask::cancel_tick_by_tick:
      by_tick_.erase(std::get<Number>(request.body).id);
      return true;
    default:
      return false;
  }
}

// ---- Lines

// The kind of data that a line will have: the broker's number of it; none where there is none.
std::optional<int> QuoteDesk::kind_for(std::int64_t id) {
  constexpr int live = 1, frozen = 2, delayed = 3;
  if (session_.brokerage().condition().competing) {
    session_.error(id, 10197, "No market data during competing live session");
    return std::nullopt;
  }
  switch (session_.brokerage().faults().market_data) {
    case DataKind::live:
      return live;
    case DataKind::frozen:
      return frozen;
    case DataKind::none:
      session_.error(id, 354, "Requested market data is not subscribed.");
      return std::nullopt;
    case DataKind::delayed:
      break;
  }
  if (data_type_ < delayed) {
    session_.error(id, 354,
                   "Requested market data is not subscribed. Delayed market data is available.");
    return std::nullopt;
  }
  session_.error(id, 10167,
                 "Requested market data is not subscribed. Displaying delayed market data.");
  return delayed;
}

void QuoteDesk::ask_data(const MarketData& asked) {
  if (lines_.contains(asked.id)) return session_.error(asked.id, 102, "Duplicate ticker ID.");
  if (lines_.size() >= session_.gateway().options().lines)
    return session_.error(asked.id, 101, "Max number of tickers has been reached.");
  const ibkr::Contract& contract = asked.contract;
  const bool option =
      contract.sec_type == "OPT" ||
      (contract.conid != 0 && session_.brokerage().option(contract.conid) != nullptr);
  if (option) {
    const Result<FoundOption> found = session_.gateway().find_option(contract);
    if (!found) return session_.error(asked.id, 200, no_definition);
    const std::optional<int> kind = kind_for(asked.id);
    if (!kind) return;
    Line line;
    line.instrument = found->underlying;
    line.option = contract;
    line.option->conid = found->conid;
    line.kind = *kind;
    begin_line(asked.id, std::move(line), asked);
    return;
  }
  const std::vector<market::InstrumentId> found = session_.gateway().find(contract);
  if (found.empty()) return session_.error(asked.id, 200, no_definition);
  if (found.size() > 1)
    return session_.error(
        asked.id, 200,
        fmt::format("The contract description specified for {} is ambiguous.", contract.symbol));
  const std::optional<int> kind = kind_for(asked.id);
  if (!kind) return;
  Line line;
  line.instrument = found[0];
  line.kind = *kind;
  begin_line(asked.id, std::move(line), asked);
}

void QuoteDesk::begin_line(std::int64_t id, Line line, const MarketData& asked) {
  const market::Instrument& terms = session_.brokerage().catalogue().at(line.instrument);
  const int version = session_.version();
  session_.answer(Message(version, 81).all(id, terms.tick_size, "9c0001", 3));
  session_.answer(Message(version, 58).all(1, id, line.kind));
  tell_line(id, line);
  if (asked.snapshot) {
    snapshots_[id] = session_.loop().after(
        snapshot_wait, [this, id] { session_.answer(Message(session_.version(), 57).all(1, id)); });
    return;
  }
  if (asked.generic_ticks.find("236") != std::string::npos)
    session_.answer(Message(version, 45).all(6, id, int{shortable}, "3.0"));
  lines_[id] = std::move(line);
  wait();
  if (option_followed()) wait_for_options();
}

void QuoteDesk::tell_price(std::int64_t id, const Line& line, int type,
                           const std::optional<Price>& price, const std::optional<Quantity>& size) {
  if (!price) return;
  session_.push(Message(session_.version(), 1)
                    .all(6, id, line.kind == 3 ? delayed_type(type) : type, *price,
                         size.value_or(Quantity()), type == bid || type == ask ? 1 : 0));
}

void QuoteDesk::tell_size(std::int64_t id, const Line& line, int type,
                          const std::optional<Quantity>& size) {
  if (!size) return;
  session_.push(
      Message(session_.version(), 2).all(6, id, line.kind == 3 ? delayed_type(type) : type, *size));
}

void QuoteDesk::tell_line(std::int64_t id, Line& line) {
  line.changed = false;
  if (line.option) return tell_option(id, line);
  const std::optional<market::Quote> quote = session_.gateway().quote(line.instrument);
  if (!quote) return;
  tell_sides(id, line, *quote);
  tell_day(id, line, *quote);
  line.told = *quote;
  line.told_anything = true;
  line.traded = false;
}

void QuoteDesk::tell_sides(std::int64_t id, const Line& line, const market::Quote& quote) {
  const bool all = !line.told_anything;
  const market::Quote& told = line.told;
  const auto side = [&](int price_type, int size_type, const auto& price, const auto& size,
                        const auto& old_price, const auto& old_size) {
    if (all || price != old_price) tell_price(id, line, price_type, price, size);
    // As on the real wire, where the size also comes by itself.
    if (all || price != old_price || size != old_size) tell_size(id, line, size_type, size);
  };
  side(bid, bid_size, quote.bid, quote.bid_size, told.bid, told.bid_size);
  side(ask, ask_size, quote.ask, quote.ask_size, told.ask, told.ask_size);
  side(last, last_size, quote.last, quote.last_size, told.last, told.last_size);
  if ((all || line.traded) && quote.last)
    session_.push(Message(session_.version(), 46)
                      .all(6, id, line.kind == 3 ? delayed_type(last_time) : int{last_time},
                           quote.time.nanoseconds / seconds(1).nanoseconds));
}

void QuoteDesk::tell_day(std::int64_t id, const Line& line, const market::Quote& quote) {
  const bool all = !line.told_anything;
  const market::Quote& told = line.told;
  if (all || quote.volume != told.volume) tell_size(id, line, volume, quote.volume);
  const auto price = [&](int type, const auto& now, const auto& before) {
    if (all || now != before) tell_price(id, line, type, now, std::nullopt);
  };
  price(high, quote.high, told.high);
  price(low, quote.low, told.low);
  price(close, quote.previous_close, told.previous_close);
  price(open, quote.open, told.open);
}

void QuoteDesk::tell_option(std::int64_t id, Line& line) {
  const Result<FoundOption> found = session_.gateway().find_option(*line.option);
  if (!found) return;
  const market::Quote& quote = found->option.quote;
  tell_sides(id, line, quote);
  tell_day(id, line, quote);
  line.told = quote;
  line.told_anything = true;
  const market::Greeks& greeks = found->option.greeks;
  if (greeks.by == market::GreeksBy::none) return;
  // -1 and -2 stand for what is not known.
  const auto text = [](const std::optional<double>& figure, const char* none) {
    return figure ? fmt::format("{}", *figure) : std::string(none);
  };
  const auto price_text = [](const std::optional<Price>& price) {
    return price ? price->text() : std::string("-1");
  };
  const std::pair<int, std::optional<Price>> kinds[] = {{bid_option, quote.bid},
                                                        {ask_option, quote.ask},
                                                        {last_option, quote.last},
                                                        {model_option, quote.mark()}};
  for (const auto& [type, price] : kinds) {
    if (!price) continue;
    session_.push(Message(session_.version(), 21)
                      .all(id, line.kind == 3 ? delayed_type(type) : type, 0,
                           text(greeks.implied_volatility, "-1"), text(greeks.delta, "-2"),
                           price->text(), "0", text(greeks.gamma, "-2"), text(greeks.vega, "-2"),
                           text(greeks.theta, "-2"), price_text(found->underlying_price)));
  }
}

void QuoteDesk::on_tick(const market::Tick& tick, const market::Quote&) {
  for (auto& [id, line] : lines_) {
    if (line.instrument != tick.instrument || line.option) continue;
    line.changed = true;
    line.traded |= tick.kind == market::Tick::Kind::trade;
  }
  if (session_.brokerage().condition().competing) return;
  for (const auto& [id, by_tick] : by_tick_)
    if (by_tick.instrument == tick.instrument) tell_by_tick(id, by_tick, tick);
}

void QuoteDesk::wait() {
  if (timer_.pending()) return;
  timer_ = session_.loop().after(tell_every, [this] {
    const Brokerage::Condition& condition = session_.brokerage().condition();
    if (condition.upstream && !condition.competing) {
      for (auto& [id, line] : lines_)
        if (line.changed && !line.option) tell_line(id, line);
      for (auto& [id, ladder] : ladders_) tell_depth(id, ladder);
    }
    if (!lines_.empty() || !ladders_.empty()) wait();
  });
}

bool QuoteDesk::option_followed() const {
  for (const auto& [id, line] : lines_)
    if (line.option) return true;
  return false;
}

void QuoteDesk::wait_for_options() {
  if (option_timer_.pending()) return;
  option_timer_ = session_.loop().after(option_every, [this] {
    const Brokerage::Condition& condition = session_.brokerage().condition();
    if (condition.upstream && !condition.competing)
      for (auto& [id, line] : lines_)
        if (line.option) tell_option(id, line);
    if (option_followed()) wait_for_options();
  });
}

void QuoteDesk::on_competing(bool competing) {
  if (!competing) {
    for (auto& [id, line] : lines_) line.changed = true;
    return;
  }
  for (const auto& [id, line] : lines_)
    session_.error(id, 10197, "No market data during competing live session");
}

void QuoteDesk::lose_everything() {
  lines_.clear();
  ladders_.clear();
  by_tick_.clear();
}

// ---- Depth

void QuoteDesk::ask_depth(const Depth& asked) {
  if (ladders_.contains(asked.id)) return session_.error(asked.id, 102, "Duplicate ticker ID.");
  if (ladders_.size() >= session_.gateway().options().depth_lines)
    return session_.error(asked.id, 309,
                          "Max number (3) of market depth requests has been reached.");
  const std::vector<market::InstrumentId> found = session_.gateway().find(asked.contract);
  if (found.size() != 1) return session_.error(asked.id, 200, no_definition);
  if (session_.brokerage().faults().market_data != DataKind::live)
    return session_.error(asked.id, 354, "Requested market data is not subscribed.");
  Ladder ladder;
  ladder.instrument = found[0];
  ladder.rows = static_cast<std::size_t>(std::clamp<std::int64_t>(asked.rows, 1, max_rows));
  ladder.smart = asked.smart;
  const auto book = at_once<market::OrderBook>([&](auto reply) {
    session_.brokerage().market().order_book(ladder.instrument, ladder.rows, reply);
  });
  if (!book || !*book)
    return session_.error(asked.id, 10092,
                          "Deep market data is not supported for this combination of security "
                          "type/exchange");
  tell_depth(asked.id, ladder);
  ladders_[asked.id] = std::move(ladder);
  wait();
}

void QuoteDesk::tell_depth(std::int64_t id, Ladder& ladder) {
  const auto book = at_once<market::OrderBook>([&](auto reply) {
    session_.brokerage().market().order_book(ladder.instrument, ladder.rows, reply);
  });
  if (!book || !*book) return;
  constexpr int ask_side = 0;
  constexpr int bid_side = 1;
  tell_side(id, ladder, ask_side, ladder.asks, (**book).asks);
  tell_side(id, ladder, bid_side, ladder.bids, (**book).bids);
  ladder.asks = (**book).asks;
  ladder.bids = (**book).bids;
}

void QuoteDesk::tell_side(std::int64_t id, const Ladder& ladder, int side,
                          const std::vector<market::BookLevel>& before,
                          const std::vector<market::BookLevel>& now) {
  enum Operation { insert = 0, update = 1, remove = 2 };
  const auto tell = [&](std::size_t row, Operation operation, const market::BookLevel& level) {
    Message out(session_.version(), ladder.smart ? 13 : 12);
    out.all(1, id, row);
    if (ladder.smart) out.add(level.venue.empty() ? "SMART" : level.venue.view());
    out.all(static_cast<int>(operation), side, level.price, level.size);
    if (ladder.smart) out.add(1);
    session_.push(std::move(out));
  };
  for (std::size_t row = 0; row < now.size(); ++row) {
    if (row >= before.size()) {
      tell(row, insert, now[row]);
    } else if (before[row] != now[row]) {
      tell(row, update, now[row]);
    }
  }
  for (std::size_t row = before.size(); row > now.size(); --row)
    tell(row - 1, remove, market::BookLevel());
}

// ---- Tick by tick

void QuoteDesk::ask_by_tick(const History& asked) {
  const std::vector<market::InstrumentId> found = session_.gateway().find(asked.contract);
  if (found.size() != 1) return session_.error(asked.id, 200, no_definition);
  const bool known = asked.what == "Last" || asked.what == "AllLast" || asked.what == "BidAsk" ||
                     asked.what == "MidPoint";
  if (!known)
    return session_.error(asked.id, 10189, "Failed to request tick-by-tick data:Invalid tick type");
  if (!kind_for(asked.id)) return;
  const ByTick by_tick{found[0], asked.what};
  const auto past = at_once<port::TickSeries>([&](auto reply) {
    session_.brokerage().market().ticks(
        found[0], static_cast<std::size_t>(std::clamp<std::int64_t>(asked.count, 0, 1000)), reply);
  });
  if (asked.count > 0 && past && *past)
    for (const market::Tick& tick : (**past).ticks) tell_by_tick(asked.id, by_tick, tick);
  by_tick_[asked.id] = by_tick;
}

void QuoteDesk::tell_by_tick(std::int64_t id, const ByTick& by_tick, const market::Tick& tick) {
  const std::int64_t time = tick.time.nanoseconds / seconds(1).nanoseconds;
  const bool trade = tick.kind == market::Tick::Kind::trade;
  Message out(session_.version(), 99);
  out.add(id);
  if (by_tick.kind == "Last" || by_tick.kind == "AllLast") {
    if (!trade) return;
    const market::Instrument& terms = session_.brokerage().catalogue().at(tick.instrument);
    out.all(by_tick.kind == "Last" ? 1 : 2, time, tick.price, tick.size, 0, terms.exchange, "");
  } else if (by_tick.kind == "BidAsk") {
    if (trade) return;
    out.all(3, time, tick.bid, tick.ask, tick.bid_size, tick.ask_size, 0);
  } else {
    if (trade) return;
    const Price sum = tick.bid + tick.ask;
    out.all(4, time,
            Price::from_scaled(
                static_cast<std::int64_t>(decimal::divide(sum.scaled(), 2, Rounding::half_even))));
  }
  session_.push(std::move(out));
}

}  // namespace pitwall::emulator::tws

#include "adapter/tape/codec.h"

#include <algorithm>
#include <limits>

namespace pitwall::tape {
namespace {

// The lowest bits stand for the figures of a quote, those that change most often first: with seven
// of them a change is told in one byte.
constexpr std::uint64_t tick_apart = std::uint64_t{1} << figure_count;
constexpr std::uint64_t origin_changed = tick_apart << 1;
constexpr std::uint64_t quote_times_apart = tick_apart << 2;
constexpr std::uint64_t presence_changed = tick_apart << 3;
constexpr std::uint64_t all_changes = (presence_changed << 1) - 1;

constexpr std::uint64_t kind_bit = 1;
constexpr std::uint64_t time_apart = 2;
constexpr std::uint64_t received_apart = 4;
constexpr unsigned lane_shift = 3;

constexpr std::size_t sources_at_once = 16;
// Everything apart: counts, numbers and both names.
constexpr std::size_t max_entry = 32 * max_number_size + 96;
static_assert(max_entry < max_body);

template <class AQuote, class Each>
void each_figure(AQuote& quote, Each each) {
  each(0, quote.bid);
  each(1, quote.ask);
  each(2, quote.last);
  each(3, quote.bid_size);
  each(4, quote.ask_size);
  each(5, quote.last_size);
  each(6, quote.volume);
  each(7, quote.high);
  each(8, quote.low);
  each(9, quote.open);
  each(10, quote.previous_close);
}

// Calls `each` with the same figure of both.
template <class ATick, class Each>
void each_figure(ATick& tick, const market::Tick& expected, Each each) {
  each(tick.price, expected.price);
  each(tick.size, expected.size);
  each(tick.bid, expected.bid);
  each(tick.ask, expected.ask);
  each(tick.bid_size, expected.bid_size);
  each(tick.ask_size, expected.ask_size);
}

// What a tick says if it is what made the quote as it is.
market::Tick expected_tick(const market::Tick& tick, const market::Quote& quote) {
  market::Tick expected;
  expected.instrument = tick.instrument;
  expected.time = tick.time;
  expected.kind = tick.kind;
  if (tick.kind == market::Tick::Kind::trade) {
    expected.price = quote.last.value_or(Price());
    expected.size = quote.last_size.value_or(Quantity());
  } else {
    expected.bid = quote.bid.value_or(Price());
    expected.ask = quote.ask.value_or(Price());
    expected.bid_size = quote.bid_size.value_or(Quantity());
    expected.ask_size = quote.ask_size.value_or(Quantity());
  }
  return expected;
}

// Both wrap around: any two 64-bit numbers have a difference.
std::int64_t difference(std::int64_t value, std::int64_t before) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) -
                                   static_cast<std::uint64_t>(before));
}
std::int64_t sum(std::int64_t before, std::int64_t change) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(before) +
                                   static_cast<std::uint64_t>(change));
}
std::int64_t difference(Time value, Time before) {
  return difference(value.nanoseconds, before.nanoseconds);
}
Time sum(Time before, std::int64_t change) { return {sum(before.nanoseconds, change)}; }

}  // namespace

Encoder::Encoder() {
  block_.reserve(header_size + max_body);
  sources_.reserve(sources_at_once);
  restart();
}

bool Encoder::has_room() const { return block_.size() + max_entry <= header_size + max_body; }

Encoder::Known& Encoder::lane_of(const market::Symbol& symbol, bool& fresh) {
  Known& known = known_[symbol];
  fresh = known.run != run_;
  if (fresh) known = {run_, lanes_++, Lane()};
  return known;
}

void Encoder::add(Time at, const market::Symbol& symbol, const market::Tick& tick,
                  const market::Quote& quote) {
  PITWALL_CHECK(has_room(), "an entry too many");
  PITWALL_CHECK(!symbol.empty(), "a tick of no symbol");
  bool fresh = false;
  Known& known = lane_of(symbol, fresh);
  const Time received = quote.origin.received_at;
  std::uint64_t head = known.index << lane_shift;
  if (received != at) head |= received_apart;
  if (tick.time != received) head |= time_apart;
  if (tick.kind == market::Tick::Kind::quote) head |= kind_bit;
  put_count(block_, head);
  if (fresh) put_text(block_, symbol.view());
  put_number(block_, difference(at, at_));
  if (received != at) put_number(block_, difference(received, at));
  if (tick.time != received) put_number(block_, difference(tick.time, known.lane.tick_time));
  put_quote(known.lane, tick, quote);
  known.lane.tick_time = tick.time;
  at_ = at;
  ++entries_;
}

void Encoder::put_quote(Lane& lane, const market::Tick& tick, const market::Quote& quote) {
  std::array<std::int64_t, figure_count> change{};
  std::uint64_t changes = 0;
  std::uint64_t present = 0;
  each_figure(quote, [&](unsigned i, const auto& figure) {
    if (!figure) return;
    present |= std::uint64_t{1} << i;
    change[i] = difference(figure->scaled(), lane.figures[i]);
    lane.figures[i] = figure->scaled();
    if (change[i] != 0) changes |= std::uint64_t{1} << i;
  });
  const market::Tick expected = expected_tick(tick, quote);
  if (!(tick == expected)) changes |= tick_apart;
  if (lane.source == 0 || quote.origin.quality != lane.quality ||
      !(quote.origin.source == sources_[lane.source - 1]))
    changes |= origin_changed;
  if (quote.time != tick.time || quote.origin.as_of != quote.time) changes |= quote_times_apart;
  if (present != lane.present) changes |= presence_changed;

  put_count(block_, changes);
  for (std::size_t i = 0; i < figure_count; ++i)
    if (change[i] != 0) put_number(block_, change[i]);
  if ((changes & tick_apart) != 0)
    each_figure(tick, expected, [&](auto is, auto was) {
      put_number(block_, difference(is.scaled(), was.scaled()));
    });
  if ((changes & origin_changed) != 0) put_origin(lane, quote.origin);
  if ((changes & quote_times_apart) != 0) {
    put_number(block_, difference(quote.time, tick.time));
    put_number(block_, difference(quote.origin.as_of, quote.time));
  }
  if ((changes & presence_changed) != 0) put_count(block_, present);
  lane.present = present;
}

void Encoder::put_origin(Lane& lane, const market::Origin& origin) {
  const auto found = std::ranges::find(sources_, origin.source);
  const bool fresh = found == sources_.end();
  lane.source = static_cast<std::uint64_t>(found - sources_.begin()) + 1;
  lane.quality = origin.quality;
  put_count(block_, static_cast<std::uint64_t>(lane.quality));
  put_count(block_, lane.source);
  if (!fresh) return;
  put_count(block_, static_cast<std::uint64_t>(origin.source.account));
  put_text(block_, origin.source.name.view());
  sources_.push_back(origin.source);
}

std::string_view Encoder::block() {
  const std::string_view body = std::string_view(block_).substr(header_size);
  std::ranges::copy(encode_header(position_, body), block_.begin());
  return block_;
}

void Encoder::advance() {
  run_size_ += block_.size() - header_size;
  const bool more =
      run_size_ + max_body <= max_run && position_ < std::numeric_limits<std::uint16_t>::max();
  if (!more) return restart();
  block_.resize(header_size);
  entries_ = 0;
  ++position_;
}

void Encoder::restart() {
  block_.resize(header_size);
  entries_ = 0;
  ++run_;
  position_ = 0;
  run_size_ = 0;
  lanes_ = 0;
  at_ = {};
  sources_.clear();
}

bool Decoder::begin(std::uint16_t position, std::string_view body) {
  if (position == 0) {
    known_ = true;
    run_size_ = 0;
    at_ = {};
    lanes_.clear();
    sources_.clear();
  }
  run_size_ += body.size();
  known_ = known_ && (position == 0 || position == position_ + 1) && run_size_ <= max_run;
  position_ = position;
  taker_ = Taker(known_ ? body : std::string_view());
  return known_;
}

void Decoder::lose() {
  known_ = false;
  taker_ = Taker({});
}

Result<bool> Decoder::next(Entry& entry) {
  if (taker_.empty()) return false;
  if (take(entry) && !taker_.failed()) return true;
  lose();
  return error(Code::corrupt, "An entry of the tape makes no sense.");
}

bool Decoder::take(Entry& entry) {
  const std::uint64_t head = taker_.count();
  const std::uint64_t index = head >> lane_shift;
  if (index > lanes_.size()) return false;
  if (index == lanes_.size()) {
    const Result<market::Symbol> symbol = market::Symbol::parse(taker_.text());
    if (!symbol) return false;
    lanes_.push_back({*symbol, Lane()});
  }
  Named& named = lanes_[index];
  entry = Entry();
  entry.symbol = named.symbol;
  entry.at = at_ = sum(at_, taker_.number());
  Time& received = entry.quote.origin.received_at;
  received = (head & received_apart) != 0 ? sum(at_, taker_.number()) : at_;
  entry.tick.time =
      (head & time_apart) != 0 ? sum(named.lane.tick_time, taker_.number()) : received;
  named.lane.tick_time = entry.tick.time;
  entry.tick.kind = (head & kind_bit) != 0 ? market::Tick::Kind::quote : market::Tick::Kind::trade;
  return take_quote(named.lane, entry);
}

bool Decoder::take_quote(Lane& lane, Entry& entry) {
  const std::uint64_t changes = taker_.count();
  if (changes > all_changes) return false;
  for (std::size_t i = 0; i < figure_count; ++i)
    if ((changes >> i & 1) != 0) lane.figures[i] = sum(lane.figures[i], taker_.number());
  std::array<std::int64_t, 6> tick_change{};
  if ((changes & tick_apart) != 0)
    for (std::int64_t& change : tick_change) change = taker_.number();
  if ((changes & origin_changed) != 0 && !take_origin(lane)) return false;
  if (lane.source == 0) return false;
  market::Quote& quote = entry.quote;
  quote.time = entry.tick.time;
  if ((changes & quote_times_apart) != 0) quote.time = sum(quote.time, taker_.number());
  quote.origin.as_of = quote.time;
  if ((changes & quote_times_apart) != 0) quote.origin.as_of = sum(quote.time, taker_.number());
  if ((changes & presence_changed) != 0) lane.present = taker_.count();
  if (lane.present >> figure_count != 0) return false;

  each_figure(quote, [&](unsigned i, auto& figure) {
    using Figure = typename std::remove_reference_t<decltype(figure)>::value_type;
    if ((lane.present >> i & 1) != 0) figure = Figure::from_scaled(lane.figures[i]);
  });
  quote.origin.source = sources_[lane.source - 1];
  quote.origin.quality = lane.quality;
  auto change = tick_change.begin();
  each_figure(entry.tick, expected_tick(entry.tick, quote),
              [&](auto& is, auto was) { is = was.from_scaled(sum(was.scaled(), *change++)); });
  return true;
}

bool Decoder::take_origin(Lane& lane) {
  const std::uint64_t quality = taker_.count();
  const std::uint64_t source = taker_.count();
  if (std::cmp_greater_equal(quality, count_of(market::Quality{})) || source == 0 ||
      source > sources_.size() + 1)
    return false;
  if (source > sources_.size()) {
    const std::uint64_t account = taker_.count();
    const auto name = decltype(market::Source::name)::parse(taker_.text());
    if (!name || std::cmp_greater_equal(account, count_of(market::AccountKind{}))) return false;
    sources_.push_back({*name, static_cast<market::AccountKind>(account)});
  }
  lane.source = source;
  lane.quality = static_cast<market::Quality>(quality);
  return true;
}

}  // namespace pitwall::tape

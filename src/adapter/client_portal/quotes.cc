#include "adapter/client_portal/quotes.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration poll_every = milliseconds(700);
constexpr int polls = 8;
constexpr int polls_without_price = 4;  // an instrument may have none; the rest need not wait

std::string fields_as_json(std::string_view fields) {
  std::string text = "[\"";
  for (const char letter : fields) letter == ',' ? text.append("\",\"") : text.append(1, letter);
  return text + "\"]";
}

bool has_price(const Snapshot& snapshot) {
  const market::Quote& quote = snapshot.quote;
  return quote.last || (quote.bid && quote.ask) || quote.previous_close;
}

bool is_filled(const Snapshot& snapshot, int poll) {
  if (snapshot.availability.empty()) return false;
  const char first = snapshot.availability.front();
  return has_price(snapshot) || first == 'N' || first == 'O' || poll >= polls_without_price;
}

}  // namespace

net::Awaitable<Result<std::map<std::int64_t, Snapshot>>> QuoteBoard::snapshots(
    std::vector<std::int64_t> conids, std::string_view fields) {
  std::map<std::int64_t, Snapshot> found;
  std::string path = "/iserver/marketdata/snapshot?conids=";
  conids.resize(std::min(conids.size(), most_conids));
  for (const std::int64_t conid : conids) {
    if (!found.empty()) path += ',';
    path += std::to_string(conid);
    found.emplace(conid, Snapshot{});
  }
  if (found.empty()) co_return found;
  path.append("&fields=").append(fields);
  // The first answer only orders the figures; they come with one of the next.
  for (int poll = 1; poll <= polls; ++poll) {
    Call call;
    call.path = path;
    call.arrays = Arrays::as_text;
    const Answered answered = co_await wire_.gateway->ask(std::move(call));
    if (!answered.body) co_return answered.body.error();
    const Time now = wire_.now();
    const auto take = [&](JsonRow row) {
      const auto place = found.find(conid_of_row(row));
      if (place != found.end()) merge(place->second, row, now);
    };
    if (answered.body->is_string()) {
      const Result<void> read = reader_.read_rows(answered.body->text(), take);
      if (!read) co_return unreadable(read.error());
    }
    const bool filled = std::ranges::all_of(
        found, [&](const auto& entry) { return is_filled(entry.second, poll); });
    if (filled || wire_.stopped) break;
    if (poll < polls) co_await wire_.loop.sleep(poll_every);
  }
  co_return found;
}

bool QuoteBoard::is_fresh(const Line& line) const {
  return wire_.up && stream_ && line.subscribed && stream_->complaint().empty() &&
         !line.snapshot.availability.empty() && has_price(line.snapshot);
}

Result<market::Quote> QuoteBoard::quote_of_line(const Line& line) const {
  const market::Instrument& instrument = wire_.catalogue.at(line.instrument);
  PITWALL_TRY(market::Quote quote,
              quote_of(line.snapshot, wire_.source, line.heard, instrument.full_name()));
  const Result<const market::Calendar*> calendar = wire_.calendars.find(instrument.calendar);
  const bool open = !calendar || (*calendar)->is_open(wire_.now(), market::Hours::extended);
  // It may have moved since, and nobody would have told.
  if (!is_fresh(line) && open)
    quote.origin.quality = market::worst(quote.origin.quality, market::Quality::stale);
  return quote;
}

net::Awaitable<Result<std::vector<Result<market::Quote>>>> QuoteBoard::quotes(
    std::vector<market::InstrumentId> instruments) {
  std::map<market::InstrumentId, Result<market::Quote>> known;
  std::map<std::int64_t, std::vector<market::InstrumentId>> to_ask;
  const Result<void> usable = wire_.usable();
  for (const market::InstrumentId id : instruments) {
    if (known.contains(id)) continue;
    Result<ibkr::Contract> contract = error(Code::unavailable, "not asked");
    if (usable) {
      contract = co_await contracts_.resolve(id);
    } else if (const ibkr::Contract* last = wire_.contracts.find(id)) {
      contract = *last;
    }
    const auto line = contract ? lines_.find(contract->conid) : lines_.end();
    if (line != lines_.end() &&
        (is_fresh(line->second) || (!usable && line->second.heard > Time{})))
      known.insert_or_assign(id, quote_of_line(line->second));
    else if (!usable)
      known.insert_or_assign(id, usable.error());
    else if (!contract)
      known.insert_or_assign(id, contract.error());
    else
      to_ask[contract->conid].push_back(id);
  }
  while (!to_ask.empty()) {
    std::vector<std::int64_t> conids;
    for (auto entry = to_ask.begin(); entry != to_ask.end() && conids.size() < most_conids; ++entry)
      conids.push_back(entry->first);
    const auto rows = co_await snapshots(conids, quote_fields);
    for (const std::int64_t conid : conids) {
      for (const market::InstrumentId id : to_ask[conid]) {
        const std::string name = wire_.catalogue.at(id).full_name();
        known.insert_or_assign(
            id, rows ? quote_of(rows->at(conid), wire_.source, wire_.now(), name) : rows.error());
      }
      // What the stream has not said yet is known now.
      const auto line = lines_.find(conid);
      if (rows && line != lines_.end() && !line->second.snapshot.arrived) {
        line->second.snapshot = rows->at(conid);
        line->second.heard = wire_.now();
      }
      to_ask.erase(conid);
    }
  }
  std::vector<Result<market::Quote>> result;
  for (const market::InstrumentId id : instruments) result.push_back(known.at(id));
  co_return result;
}

Result<port::TickSeries> QuoteBoard::ticks(market::InstrumentId instrument,
                                           std::size_t limit) const {
  const std::string name = wire_.catalogue.at(instrument).full_name();
  const auto line = std::ranges::find_if(
      lines_, [&](const auto& entry) { return entry.second.instrument == instrument; });
  if (line == lines_.end() || line->second.ticks.empty()) {
    if (!wanted_.contains(instrument))
      return error(Code::no_data,
                   "Interactive Brokers keeps no ticks of {}: they are there from when it is "
                   "followed, by a watch or a chart.",
                   name);
    if (lines_.size() >= most_streams && line == lines_.end())
      return error(Code::no_data, "All {} streams of this account are in use: {} has none.",
                   most_streams, name);
    return error(Code::no_data, "{} is followed, but has not ticked yet.", name);
  }
  PITWALL_TRY(const market::Quote quote, quote_of_line(line->second));
  const std::deque<market::Tick>& all = line->second.ticks;
  port::TickSeries series;
  const std::size_t count = std::min(limit, all.size());
  series.ticks.assign(all.end() - static_cast<std::ptrdiff_t>(count), all.end());
  series.origin = quote.origin;
  return series;
}

void QuoteBoard::follow(market::InstrumentId instrument, bool wanted) {
  if (wanted) {
    ++wanted_[instrument];
    return;
  }
  const auto found = wanted_.find(instrument);
  if (found == wanted_.end() || --found->second > 0) return;
  wanted_.erase(found);
  drop(instrument);
}

void QuoteBoard::drop(market::InstrumentId instrument) {
  for (auto entry = lines_.begin(); entry != lines_.end();) {
    const auto line = entry++;
    if (line->second.instrument != instrument) continue;
    if (stream_ && line->second.subscribed) stream_->send(fmt::format("umd+{}+{{}}", line->first));
    lines_.erase(line);
  }
}

void QuoteBoard::stream_is(std::shared_ptr<Stream> stream) {
  stream_ = std::move(stream);
  for (auto& [conid, line] : lines_) line.subscribed = false;
}

net::Awaitable<void> QuoteBoard::tend() {
  if (tending_ || !stream_ || !wire_.up) co_return;
  tending_ = true;
  std::vector<market::InstrumentId> wanted;
  for (const auto& [instrument, count] : wanted_) wanted.push_back(instrument);
  for (const market::InstrumentId instrument : wanted) {
    const Result<ibkr::Contract> contract = co_await contracts_.resolve(instrument);
    if (!contract || !stream_ || !wanted_.contains(instrument)) continue;
    if (!lines_.contains(contract->conid)) {
      drop(instrument);  // of a continuous symbol: the month before
      if (lines_.size() >= most_streams) continue;
      Line line;
      line.instrument = instrument;
      lines_.emplace(contract->conid, std::move(line));
    }
    Line& line = lines_.at(contract->conid);
    const Duration now = wire_.loop.now();
    if (line.subscribed && now - line.since < renew_every) continue;
    line.subscribed = stream_->send(
        fmt::format("smd+{}+{{\"fields\":{}}}", contract->conid, fields_as_json(quote_fields)));
    line.since = now;
  }
  tending_ = false;
}

void QuoteBoard::on_frame(const Frame& frame) {
  if (frame.topic != "smd") return;
  std::int64_t conid = conid_of_row(frame.body);
  if (conid == 0) conid = integer_of(frame.rest.substr(0, frame.rest.find('@'))).value_or(0);
  const auto found = lines_.find(conid);
  if (found == lines_.end()) return;
  Line& line = found->second;
  const Changed changed = merge(line.snapshot, frame.body, wire_.now());
  line.heard = wire_.now();
  publish(line, changed);
}

void QuoteBoard::publish(Line& line, Changed changed) {
  if (!changed.trade && !changed.market) return;
  const Result<market::Quote> quote = quote_of_line(line);
  if (!quote) return;
  std::vector<market::Tick> ticks;
  if (changed.market && quote->bid && quote->ask) {
    market::Tick tick;
    tick.instrument = line.instrument;
    tick.time = quote->time;
    tick.kind = market::Tick::Kind::quote;
    tick.bid = *quote->bid;
    tick.ask = *quote->ask;
    tick.bid_size = quote->bid_size.value_or(Quantity{});
    tick.ask_size = quote->ask_size.value_or(Quantity{});
    ticks.push_back(tick);
  }
  if (changed.trade && quote->last) {
    market::Tick tick;
    tick.instrument = line.instrument;
    tick.time = quote->time;
    tick.price = *quote->last;
    tick.size = quote->last_size.value_or(Quantity{});
    ticks.push_back(tick);
  }
  for (const market::Tick& tick : ticks) line.ticks.push_back(tick);
  while (line.ticks.size() > most_ticks) line.ticks.pop_front();
  // Last: whoever hears it may stop following, and the line is gone.
  const port::MarketData::Listener listener = listener_;
  if (listener)
    for (const market::Tick& tick : ticks) listener(tick, *quote);
}

}  // namespace pitwall::client_portal

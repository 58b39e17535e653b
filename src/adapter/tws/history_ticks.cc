// Ticks of the past.
#include "adapter/tws/broker_time.h"
#include "adapter/tws/history_desk.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

market::Tick tick_of(const answer::HistoricalTick& told, market::InstrumentId instrument,
                     bool trades) {
  market::Tick tick;
  tick.instrument = instrument;
  tick.time = Time::from_unix_seconds(told.seconds);
  tick.kind = trades ? market::Tick::Kind::trade : market::Tick::Kind::quote;
  tick.price = told.price;
  tick.size = told.size;
  tick.bid = told.bid;
  tick.ask = told.ask;
  tick.bid_size = told.bid_size;
  tick.ask_size = told.ask_size;
  return tick;
}

}  // namespace

void HistoryDesk::ticks(market::InstrumentId instrument, std::size_t limit,
                        port::Reply<port::TickSeries> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  const std::string key = fmt::format("{} {}", instrument.index, limit);
  fetching_ticks_.ask(key, std::move(reply), [&] { return fetch_ticks(instrument, limit); });
}

net::Awaitable<Result<port::TickSeries>> HistoryDesk::fetch_ticks(market::InstrumentId instrument,
                                                                  std::size_t limit) {
  constexpr std::size_t most = 1000;  // of one question
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(instrument);
  if (!contract) co_return contract.error();
  // Currencies have no trades that everybody sees.
  const bool trades = contract->sec_type != "CASH";
  const std::string_view what = trades ? "TRADES" : "BID_ASK";
  const std::string end = utc_text(core_.clock.now());
  HistoryAsk ask;
  ask.contract = fmt::format("{} {} {}", contract->conid, contract->exchange, what);
  ask.whole = fmt::format("{} ticks {}", ask.contract, end);
  ask.twice = !trades;
  const Result<void> turn = co_await wait_turn(ask);
  if (!turn) co_return turn.error();
  std::vector<answer::HistoricalTick> told;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload =
      request::historical_ticks(question.key, *contract, "", end,
                                static_cast<std::int64_t>(std::min(limit, most)), what, false);
  question.deadline = answer_deadline;
  question.take = [&told](std::string_view payload) {
    if (auto read = answer::historical_ticks(payload)) told = std::move(*read);
    return true;
  };
  const Result<void> answered = co_await core_.gateway.ask(std::move(question));
  pace_.done();
  if (!answered) co_return answered.error();
  if (told.empty())
    co_return error(Code::no_data, "{} has no ticks for {}.", ibkr::broker_name,
                    core_.catalogue.at(instrument).full_name());
  port::TickSeries series;
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
  for (const answer::HistoricalTick& one : told)
    if (one.seconds > 0 && one.seconds < latest)
      series.ticks.push_back(tick_of(one, instrument, trades));
  if (series.ticks.size() > limit)
    series.ticks.erase(series.ticks.begin(),
                       series.ticks.end() - static_cast<std::ptrdiff_t>(limit));
  series.origin = core_.origin(series.ticks.empty() ? core_.clock.now() : series.ticks.back().time,
                               market::Quality::live);
  co_return series;
}

}  // namespace pitwall::tws

#include "adapter/tws/history_desk.h"

#include <algorithm>
#include <charconv>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/history_terms.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

using market::Bar;
using market::BarSize;

market::Hours hours_of(const port::HistoryQuery& query) {
  return query.outside_hours ? market::Hours::extended : market::Hours::regular;
}

// The day that a longer candle is named after here: its first trading day. The broker names some
// after their last.
Date first_day(Date told, BarSize size, const market::Calendar* calendar) {
  Date day = told;
  if (size == BarSize::w1) day = told - (told.weekday() + 6) % 7;
  if (size == BarSize::mo1) day = told - (told.day() - 1);
  if (!calendar || calendar->is_trading_day(day)) return day;
  const Result<Date> next = calendar->next_trading_day(day);
  return next ? *next : day;
}

}  // namespace

HistoryDesk::HistoryDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), fetching_(spawn), fetching_ticks_(spawn) {}

void HistoryDesk::history(const port::HistoryQuery& query, port::Reply<market::BarSeries> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  if (query.from >= query.to)
    return reply(error(Code::invalid_argument, "The stretch of time ends before it begins."));
  const std::string key =
      fmt::format("{} {} {} {} {} {}", query.instrument.index, query.size.view(),
                  query.from.nanoseconds, query.to.nanoseconds, query.outside_hours, query.limit);
  fetching_.ask(key, std::move(reply), [&] { return fetch(query); });
}

net::Awaitable<Result<void>> HistoryDesk::wait_turn(HistoryAsk ask) {
  constexpr Duration look_again = milliseconds(100);
  const Duration start = core_.loop.now();
  for (;;) {
    if (!core_.gateway.connected()) co_return core_.ready();
    const Duration now = core_.loop.now();
    Duration wait = std::max(pace_.wait(ask, now), not_before_ - now);
    if (wait <= Duration{} && !pace_.full()) break;
    wait = std::max(wait, look_again);
    if (now + wait - start > longest_wait)
      co_return error(Code::unavailable,
                      "{} allows 60 questions for short candles in ten minutes, and these are used "
                      "up: ask again in {}, or for longer candles.",
                      ibkr::broker_name, (wait - wait % seconds(1) + seconds(1)).text());
    co_await core_.gateway.pause(wait);
  }
  pace_.take(ask, core_.loop.now());
  co_return Result<void>();
}

net::Awaitable<Result<std::vector<answer::HistoricalBar>>> HistoryDesk::page(
    ibkr::Contract contract, port::HistoryQuery query, Time end, std::string duration) {
  const std::string_view what = figures_for(contract.sec_type);
  const std::string end_text = end >= core_.clock.now() ? std::string() : utc_text(end);
  HistoryAsk ask;
  ask.contract = fmt::format("{} {} {}", contract.conid, contract.exchange, what);
  ask.whole = fmt::format("{} {} {} {} {}", ask.contract, query.size.view(), end_text, duration,
                          query.outside_hours);
  ask.small_bars = query.size <= BarSize::s30;
  if (const auto same = remembered_.find(ask.whole);
      same != remembered_.end() && core_.loop.now() - same->second.at < remembered)
    co_return same->second.bars;
  for (int attempt = 0;; ++attempt) {
    const Result<void> turn = co_await wait_turn(ask);
    if (!turn) co_return turn.error();
    std::vector<answer::HistoricalBar> bars;
    std::optional<Error> unreadable;
    Question question;
    question.key = core_.gateway.next_request();
    request::Bars asked{.end = end_text,
                        .bar_size = bar_size_name(query.size),
                        .duration = duration,
                        .regular_hours = !query.outside_hours,
                        .what = what};
    question.payload = request::bars(question.key, contract, asked);
    question.deadline = answer_deadline;
    question.cancel = request::cancel_bars(question.key);
    question.take = [this, &bars, &unreadable](std::string_view payload) {
      if (answer::id_of(payload) == static_cast<int>(In::historical_data_end)) return true;
      auto read = answer::historical_bars(payload, core_.gateway.version());
      if (read) {
        bars = std::move(*read);
      } else {
        unreadable = read.error();
      }
      // From that version on, an end of its own follows.
      return core_.gateway.version() < since::historical_end;
    };
    const Result<void> answered = co_await core_.gateway.ask(std::move(question));
    pace_.done();
    if (unreadable) co_return *unreadable;
    if (answered) {
      std::erase_if(remembered_, [&](const auto& entry) {
        return core_.loop.now() - entry.second.at >= remembered;
      });
      remembered_.insert_or_assign(ask.whole, Remembered{core_.loop.now(), bars});
      co_return bars;
    }
    const bool too_fast = answered.error().code == Code::unavailable && core_.gateway.connected();
    if (!too_fast || attempt > 0) co_return answered.error();
    not_before_ = core_.loop.now() + back_off;
  }
}

Result<Bar> HistoryDesk::bar_of(const answer::HistoricalBar& told, const port::HistoryQuery& query,
                                const market::Calendar* calendar) const {
  Bar bar{{}, told.open, told.high, told.low, told.close, told.volume.value_or(Quantity{})};
  // Where there is no volume, as of midpoints, the broker says -1.
  if (bar.volume.sign() < 0) bar.volume = {};
  constexpr std::size_t day_size = 8;
  std::int64_t seconds_of = 0;
  const char* end = told.time.data() + told.time.size();
  const auto [stop, failure] = std::from_chars(told.time.data(), end, seconds_of);
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
  if (told.time.size() > day_size && failure == std::errc() && stop == end &&
      seconds_of <= latest) {
    bar.time = Time::from_unix_seconds(seconds_of);
  } else if (const std::optional<Date> day = read_day(told.time);
             day && told.time.size() == day_size) {
    const Date first = query.size.is_intraday() ? *day : first_day(*day, query.size, calendar);
    bar.time = first.midnight_utc();
    if (calendar)
      if (const Result<Time> open = calendar->day_open(first, hours_of(query))) bar.time = *open;
  } else {
    PITWALL_TRY(bar.time, read_time(told.time, core_.zone));
  }
  PITWALL_TRY_VOID(market::validate(bar));
  return bar;
}

net::Awaitable<Result<market::BarSeries>> HistoryDesk::fetch(port::HistoryQuery query) {
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(query.instrument);
  if (!contract) co_return contract.error();
  const market::Instrument& listed = core_.catalogue.at(query.instrument);
  const market::Calendar* calendar = core_.calendar_of(listed);
  std::map<Time, Bar> bars;
  Time end = std::min(query.to, core_.clock.now());
  std::size_t pages = 0;
  // A longer candle begins before the instant that it is asked for with.
  while (end > query.from && (query.limit == 0 || bars.size() < query.limit)) {
    if (++pages > most_pages)
      co_return error(Code::too_large,
                      "So many candles of {} take more than {} questions to {}: ask for a shorter "
                      "stretch of time or for longer candles.",
                      query.size.view(), most_pages, ibkr::broker_name);
    const Stretch stretch = stretch_for(query.size, end - query.from);
    const Result<std::vector<answer::HistoricalBar>> told =
        co_await page(*contract, query, end, stretch.duration);
    if (!told && told.error().code != Code::no_data) co_return told.error();
    Time first = end - stretch.span;
    if (told) {
      for (const answer::HistoricalBar& one : *told) {
        const Result<Bar> bar = bar_of(one, query, calendar);
        if (!bar) co_return bar.error();
        first = std::min(first, bar->time);
        if (bar->time >= query.from && bar->time < query.to) bars.insert_or_assign(bar->time, *bar);
      }
    }
    end = first;
  }
  if (bars.empty())
    co_return error(Code::no_data, "{} has no candles of {} for {} in that stretch of time.",
                    ibkr::broker_name, query.size.view(), listed.full_name());
  market::BarSeries series;
  series.size = query.size;
  for (const auto& [time, bar] : bars) series.bars.push_back(bar);
  if (query.limit > 0 && series.bars.size() > query.limit)
    series.bars.erase(series.bars.begin(),
                      series.bars.end() - static_cast<std::ptrdiff_t>(query.limit));
  series.origin = core_.origin_now();
  co_return series;
}

}  // namespace pitwall::tws

#include "adapter/client_portal/history.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"
#include "adapter/client_portal/snapshot.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration retry_pause = seconds(1);
constexpr int most_empty_pages = 6;  // a long weekend, minute by minute

// An answer with nothing in it, as opposed to one that did not come.
bool is_no_data(const Error& failure) {
  return failure.code == Code::no_data ||
         contains_ignoring_case(failure.message, "chart data unavailable") ||
         contains_ignoring_case(failure.message, "no data");
}

market::Quality quality_of(const HistoryAnswer& answer) {
  const Result<market::Quality> said =
      client_portal::quality_of(answer.availability, "this instrument");
  const bool told = said && *said != market::Quality::stale;
  // Candles that are over are as good as they get; only the last one may be late.
  if (told) return *said;
  return answer.delay > Duration{} ? market::Quality::delayed : market::Quality::live;
}

}  // namespace

net::Awaitable<Result<HistoryAnswer>> HistoryDesk::page(std::string path) {
  const Result<Json> body = co_await wire_.gateway->get(path);
  if (body) co_return history_of(*body);
  const Code code = body.error().code;
  const bool first_call =
      code == Code::not_found || code == Code::unsupported || code == Code::unavailable;
  if (!first_call || !wire_.up || wire_.gateway->resting_until()) co_return body.error();
  // The first question about an instrument may fail where the second does not.
  co_await wire_.loop.sleep(retry_pause);
  const Result<Json> again = co_await wire_.gateway->get(std::move(path));
  if (!again) co_return again.error();
  co_return history_of(*again);
}

net::Awaitable<Result<market::BarSeries>> HistoryDesk::history(port::HistoryQuery query) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const std::string_view bar, bar_name(query.size));
  const market::Instrument instrument = wire_.catalogue.at(query.instrument);
  const Time now = wire_.now();
  query.to = std::min(query.to, now);
  if (query.from >= query.to)
    co_return error(Code::no_data, "The range has not begun: it is {} now.", now.text());
  PITWALL_CO_TRY(const ibkr::Contract contract, co_await contracts_.resolve(query.instrument));
  PITWALL_CO_TRY(const market::Calendar* calendar, wire_.calendars.find(instrument.calendar));
  const market::Hours hours =
      query.outside_hours ? market::Hours::extended : market::Hours::regular;
  market::BarSeries series;
  series.size = query.size;
  market::Quality quality = market::Quality::live;
  Time end = query.to;
  int empty = 0;
  int page_count = 0;
  for (; end > query.from && empty < most_empty_pages; ++page_count) {
    if (page_count >= most_pages)
      co_return error(Code::too_large,
                      "{} candles of {} are more than {} requests give: ask for a shorter range or "
                      "longer candles.",
                      query.size.view(), instrument.full_name(), most_pages);
    const Period period = period_for(query.size, end - query.from);
    std::string path =
        fmt::format("/iserver/marketdata/history?conid={}&period={}&bar={}&outsideRth={}",
                    contract.conid, period.name, bar, query.outside_hours);
    if (end < now) path += "&startTime=" + window_end(end);
    Result<HistoryAnswer> answer = co_await page(std::move(path));
    if (!answer && !is_no_data(answer.error())) co_return answer.error();
    if (!answer && series.bars.empty() && empty + 1 >= most_empty_pages) co_return answer.error();
    std::vector<market::Bar> bars = answer ? std::move(answer->bars) : std::vector<market::Bar>();
    const Time before = end;
    std::erase_if(bars, [&](const market::Bar& one) { return one.time >= before; });
    if (bars.empty()) {
      ++empty;
      end = end - period.length;
      continue;
    }
    empty = 0;
    quality = market::worst(quality, quality_of(*answer));
    end = bars.front().time;
    series.bars.insert(series.bars.begin(), bars.begin(), bars.end());
    if (query.limit > 0 && series.bars.size() > query.limit) break;
    // Longer candles may begin before the range although they reach into it.
    if (!query.size.is_intraday() && end - query.from < days(1)) break;
  }
  for (market::Bar& each : series.bars)
    each.time = aligned(each.time, query.size, *calendar, hours);
  const auto twice = std::ranges::unique(series.bars, {}, &market::Bar::time);
  series.bars.erase(twice.begin(), twice.end());
  std::erase_if(series.bars, [&](const market::Bar& one) {
    return one.time < query.from || one.time >= query.to;
  });
  if (query.limit > 0 && series.bars.size() > query.limit)
    series.bars.erase(series.bars.begin(),
                      series.bars.end() - static_cast<std::ptrdiff_t>(query.limit));
  if (series.bars.empty())
    co_return error(Code::no_data, "Interactive Brokers has no {} candles of {} from {} to {}.",
                    query.size.view(), instrument.full_name(), query.from.text(), query.to.text());
  series.origin = wire_.origin(std::min(now, series.bars.back().time), quality);
  if (query.size.is_intraday())
    series.origin.as_of = std::min(now, series.bars.back().time + query.size.duration());
  co_return series;
}

}  // namespace pitwall::client_portal

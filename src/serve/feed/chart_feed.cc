#include "serve/feed/chart_feed.h"

#include "tool/instrument.h"

namespace pitwall::serve {
namespace {

// Far enough back for two candles across a long weekend.
Duration reach_of(market::BarSize size) {
  if (size.is_intraday()) return days(5);
  if (size == market::BarSize::d1) return days(12);
  return size == market::BarSize::w1 ? days(28) : days(100);
}

}  // namespace

ChartFeed::ChartFeed(tool::Context& context, const market::Instrument& instrument,
                     const market::Calendar& calendar, const ChartRequest& request)
    : context_(context),
      following_(context.market, instrument.id),
      symbol_(instrument.full_name()),
      calendar_(calendar) {
  query_.instrument = instrument.id;
  query_.size = request.bar;
  query_.outside_hours = request.outside_hours;
  query_.limit = 2;
}

Result<std::shared_ptr<ChartFeed>> ChartFeed::open(tool::Context& context,
                                                   const ChartRequest& request) {
  PITWALL_TRY(const market::Instrument* instrument,
              tool::find_instrument(context.market, {request.symbol}));
  PITWALL_TRY(const market::Calendar* calendar, context.calendars.find(instrument->calendar));
  return std::shared_ptr<ChartFeed>(new ChartFeed(context, *instrument, *calendar, request));
}

void ChartFeed::on_trade(const market::Tick& tick, const market::Origin& origin) {
  if (!aggregator_) return;
  const std::optional<market::Bar> complete = aggregator_->add(tick.time, tick.price, tick.size);
  if (complete) wants_history_ = true;
  changed_ = true;
  origin_ = origin;
}

void ChartFeed::catch_up() {
  if (!wants_history_) return;
  wants_history_ = false;
  query_.to = context_.market.market_time();
  query_.from = query_.to - reach_of(query_.size);
  context_.market.history(query_,
                          [weak = weak_from_this()](const Result<market::BarSeries>& series) {
                            const std::shared_ptr<ChartFeed> self = weak.lock();
                            // Without history nothing is told; the page's own question says why.
                            if (self && series && !series->bars.empty()) self->begin(*series);
                          });
}

void ChartFeed::begin(const market::BarSeries& series) {
  aggregator_.emplace(query_.size, calendar_,
                      query_.outside_hours ? market::Hours::extended : market::Hours::regular);
  complete_.assign(series.bars.begin(), series.bars.end() - 1);
  aggregator_->add(series.bars.back());
  // A candle that lies outside the calendar's hours is history's to know; it is told as it is.
  if (!aggregator_->in_work()) complete_.push_back(series.bars.back());
  origin_ = series.origin;
  changed_ = true;
}

std::vector<FeedBar> ChartFeed::take_changes() {
  std::vector<FeedBar> told;
  if (!changed_) return told;
  changed_ = false;
  for (const market::Bar& bar : complete_) told.push_back({symbol_, query_.size, bar, origin_});
  complete_.clear();
  if (aggregator_->in_work())
    told.push_back({symbol_, query_.size, *aggregator_->in_work(), origin_});
  return told;
}

}  // namespace pitwall::serve

// The last candle of one chart as it grows. It begins with the candle that history has under way,
// takes the trades that follow, and asks history again whenever a candle is complete: so a page
// that stays open all day shows what one shows that is opened now. On the loop's thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "market/aggregate.h"
#include "port/following.h"
#include "serve/feed/message.h"
#include "tool/context.h"

namespace pitwall::serve {

class ChartFeed : public std::enable_shared_from_this<ChartFeed> {
 public:
  // Code::not_found with the nearest symbol, or with the calendar that is missing.
  static Result<std::shared_ptr<ChartFeed>> open(tool::Context& context,
                                                 const ChartRequest& request);

  market::InstrumentId instrument() const { return query_.instrument; }
  void on_trade(const market::Tick& tick, const market::Origin& origin);
  // Asks history where a candle is complete since the last time. Before the next take_changes.
  void catch_up();
  // The candles that changed since the last time, oldest first: one or two.
  std::vector<FeedBar> take_changes();

 private:
  ChartFeed(tool::Context& context, const market::Instrument& instrument,
            const market::Calendar& calendar, const ChartRequest& request);
  void begin(const market::BarSeries& series);

  tool::Context& context_;
  port::Following following_;
  std::string symbol_;
  const market::Calendar& calendar_;
  port::HistoryQuery query_;
  std::optional<market::BarAggregator> aggregator_;  // none until history has answered
  std::vector<market::Bar> complete_;                // to be told
  market::Origin origin_;
  bool changed_ = false;
  bool wants_history_ = true;
};

}  // namespace pitwall::serve

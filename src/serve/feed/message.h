// What goes over the feed, as described structs: the dashboard's types are made from them, and a
// test compares. A client says what it wants (FeedRequest, again whenever that changes) and gets
// frames (FeedFrame), at most ten a second and at least one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "desk/chart/drawing.h"
#include "market/bar.h"
#include "market/quote.h"
#include "market/symbol.h"
#include "tool/wording.h"

namespace pitwall::serve {

inline constexpr std::size_t max_feed_symbols = 100;

// The chart that a page shows: its last candle is told as it grows.
struct ChartRequest {
  std::string symbol;
  market::BarSize bar;
  bool outside_hours = false;
};

struct Subscribe {
  std::vector<std::string> symbols;
  std::optional<std::string> account;
  std::optional<ChartRequest> chart;
};

struct FeedRequest {
  Subscribe subscribe;
};

// As get_quotes answers it.
struct FeedQuote {
  std::string symbol;
  market::Currency currency;
  std::optional<Price> mark;
  std::optional<Price> change;
  std::optional<double> change_percent;
  market::Quote quote;
};

struct FeedBar {
  std::string symbol;
  market::BarSize size;
  market::Bar bar;
  market::Origin origin;
};

struct FeedAnswer {
  std::string tool;
  std::optional<std::string> account;
  Json answer;
};

// What stands on the chart's instrument: all of it, whenever some of it changed.
struct FeedChart {
  std::string symbol;
  std::uint64_t version = 0;
  std::vector<desk::Drawing> drawings;
  std::optional<desk::Selection> selection;
};

struct FeedFrame {
  std::uint64_t sequence = 0;
  Time sent_at;
  Time market_time;
  std::vector<FeedQuote> quotes;
  std::vector<FeedBar> bars;
  std::vector<FeedAnswer> answers;
  std::vector<FeedChart> charts;
  std::uint64_t gate = 0;
  std::vector<tool::Problem> errors;
};

void describe(ChartRequest& request, Visitor& v);
void describe(Subscribe& subscribe, Visitor& v);
void describe(FeedRequest& request, Visitor& v);
void describe(FeedQuote& quote, Visitor& v);
void describe(FeedBar& bar, Visitor& v);
void describe(FeedAnswer& answer, Visitor& v);
void describe(FeedChart& chart, Visitor& v);
void describe(FeedFrame& frame, Visitor& v);

// ui/src/generated/feed.ts
std::string feed_typescript();

}  // namespace pitwall::serve

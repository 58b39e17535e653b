// What the reports' records say of themselves.
#include "port/account_reports.h"
#include "port/news.h"
#include "port/order_preview.h"
#include "port/scanner.h"
#include "port/trading_rules.h"

namespace pitwall::port {

std::string_view name_of(PerformancePeriod period) {
  switch (period) {
    case PerformancePeriod::day:
      return "day";
    case PerformancePeriod::week:
      return "week";
    case PerformancePeriod::month:
      return "month";
    case PerformancePeriod::quarter:
      return "quarter";
    case PerformancePeriod::year:
      return "year";
    case PerformancePeriod::year_to_date:
      return "year_to_date";
  }
  return "month";
}

void describe(ScanName& name, Visitor& v) {
  v("code", "What to pass on.", "TOP_PERC_GAIN", name.code, self_evident);
  v("name", "In words.", "Top % gainers", name.name, self_evident);
}

void describe(ScanFilter& filter, Visitor& v) {
  v("code", "Which filter.", "priceAbove", filter.code, self_evident);
  v("value", "Its value.", "5", filter.value, self_evident);
}

void describe(ScanRow& row, Visitor& v) {
  v("symbol", "Instrument.", "AAPL:NASDAQ", row.symbol, self_evident);
  v("name", "Its name.", "Apple Inc.", row.name, self_evident);
  v("exchange", "Primary listing.", "NASDAQ", row.exchange, self_evident);
  v("kind", "The broker's word for its kind.", "STK", row.kind, self_evident);
  v("value", "What it was ranked by, as the broker writes it.", "+7.25%", row.value);
}

void describe(Headline& headline, Visitor& v) {
  v("time", "When.", "2020-12-15T14:30:00Z", headline.time, self_evident);
  v("provider", "Who wrote it.", "BRFG", headline.provider, self_evident);
  v("id", "Names the article.", "BRFG$04fb9da2", headline.id, self_evident);
  v("text", "The headline.", "Markets open higher", headline.text, self_evident);
}

void describe(PriceStep& step, Visitor& v) {
  v("from", "From this price up.", "0", step.from);
  v("increment", "Smallest step of a price there.", "0.01", step.increment);
}

void describe(MarginChange& change, Visitor& v) {
  v("before", "As it is.", "1000", change.before, self_evident);
  v("change", "By how much the order changes it.", "250", change.change, self_evident);
  v("after", "As it would be.", "1250", change.after, self_evident);
}

void describe(BrokerQuestion& question, Visitor& v) {
  v("id", "The broker's code of such a question.", "o163", question.id);
  v("text", "Word for word.", "The price exceeds the limit of 3%. Submit?", question.text);
}

void describe(LiveOrder& order, Visitor& v) {
  v("order", "The order.", "", order.order, self_evident);
  v("broker_id", "The broker's number of it.", "987654", order.broker_id, self_evident);
  v("status", "Its status.", "working", order.status, self_evident);
  v("filled", "Filled so far.", "10", order.filled, self_evident);
  v("average_price", "Of what is filled.", "201.5", order.average_price, self_evident);
  v("detail", "Why it waits, as the broker says.", "", order.detail, self_evident);
}

void describe(PerformancePoint& point, Visitor& v) {
  v("date", "Day.", "2020-12-15", point.date, self_evident);
  v("net_asset_value", "At the end of the day.", "125000", point.net_asset_value, self_evident);
  v("cumulative_return", "Since the start, as a fraction.", "0.05", point.cumulative_return);
}

void describe(Watchlist& list, Visitor& v) {
  v("id", "The broker's id of it.", "1234", list.id, self_evident);
  v("name", "Its name.", "Tech", list.name, self_evident);
  v("symbols", "What is on it.", "AAPL", list.symbols, self_evident);
}

void describe(BrokerAlert& alert, Visitor& v) {
  v("id", "The broker's id of it.", "1234", alert.id, self_evident);
  v("name", "Its name.", "AAPL over 200", alert.name, self_evident);
  v("active", "Whether it is switched on.", "true", alert.active, self_evident);
  v("condition", "In the broker's words.", "Last >= 200", alert.condition, self_evident);
}

}  // namespace pitwall::port

#include "tool/order_terms.h"

namespace pitwall::tool {
namespace {

port::OrderType type_of(const OrderTerms& terms) {
  if (terms.type) return *terms.type;
  if (terms.trail.amount || terms.trail.percent) return port::OrderType::trailing_stop;
  if (terms.stop_price)
    return terms.limit_price ? port::OrderType::stop_limit : port::OrderType::stop;
  return terms.limit_price ? port::OrderType::limit : port::OrderType::market;
}

}  // namespace

void describe(OrderTerms& terms, Visitor& v) {
  v("type", "If absent, the prices say.", "market_on_close", terms.type);
  v("limit_price", "Not worse than this.", "370.5", terms.limit_price);
  v("stop_price", "Waits until it trades there.", "365", terms.stop_price);
  v("trail_amount", "Trailing stop: this far behind.", "2.5", terms.trail.amount);
  v("trail_percent", "Or this far.", "1.5", terms.trail.percent);
}

void take_terms(const OrderTerms& terms, port::Order& order) {
  order.type = type_of(terms);
  order.limit_price = terms.limit_price;
  order.stop_price = terms.stop_price;
  if (terms.trail.amount || terms.trail.percent) order.trail = terms.trail;
}

}  // namespace pitwall::tool

#include "market/order_book.h"

#include "base/visitor.h"

namespace pitwall::market {

void describe(BookLevel& level, Visitor& v) {
  v("price", "Price of the level.", "367.45", level.price, self_evident);
  v("size", "Shares, contracts or coins that wait there.", "300", level.size, self_evident);
  v("venue", "Exchange or market maker, where it is known.", "ARCA", level.venue, self_evident);
}

}  // namespace pitwall::market

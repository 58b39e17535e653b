// The depth of one market: what waits on both sides, best price first.
#pragma once

#include <vector>

#include "base/decimal.h"
#include "base/fixed_text.h"
#include "market/origin.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::market {

struct BookLevel {
  Price price;
  Quantity size;             // shares, contracts or coins
  FixedText<15> venue = {};  // exchange or market maker, where the source says it
  bool operator==(const BookLevel&) const = default;
};
void describe(BookLevel& level, Visitor& v);

struct OrderBook {
  std::vector<BookLevel> bids;  // highest price first
  std::vector<BookLevel> asks;  // lowest price first
  Origin origin;
};

}  // namespace pitwall::market

// One side of a market as an order meets it: the best price with its displayed size, and behind it
// the same size again at each next worse tick, `max_levels` deep. What was taken is gone until the
// side is quoted anew. A value.
#pragma once

#include <optional>
#include <vector>

#include "market/instrument.h"
#include "port/order.h"

namespace pitwall::paper {

struct Fill {
  Price price;
  Quantity quantity;
};

class Ladder {
 public:
  static constexpr std::int64_t max_levels = 50;

  Ladder() = default;  // offers nothing
  Ladder(Price best, Quantity displayed) : best_(best), displayed_(displayed) {}

  bool offers() const { return displayed_.sign() > 0; }
  Price best() const { return best_; }

  // The next fill of an order of this side that wants so much, at one price: none where the ladder
  // ends or the price would be worse than `limit`. Call again for what it left.
  std::optional<Fill> take(port::Side side, Quantity wanted, Price tick,
                           const std::optional<Price>& limit);

  // What an order of this side would meet, best first; nothing is taken.
  std::vector<Fill> levels(port::Side side, Price tick, std::size_t rows) const;

 private:
  Price best_;
  Quantity displayed_;
  Quantity taken_;
};

// Whether `price` is one that an order of this side with this limit takes.
inline bool within(port::Side side, Price price, Price limit) {
  return side == port::Side::buy ? price <= limit : price >= limit;
}
// Whether a trade at `last` sets off a stop of this side.
inline bool triggers(port::Side side, Price last, Price stop) {
  return side == port::Side::buy ? last >= stop : last <= stop;
}

}  // namespace pitwall::paper

// The order book of one instrument, looked at once. The broker allows three at a time. Belongs to
// the loop's thread.
#pragma once

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"

namespace pitwall::tws {

// Both sides as the changes so far have left them. Pure.
class BookSides {
 public:
  // A row further down than this is of no book: the change is passed over.
  static constexpr std::size_t deepest = 200;
  void apply(const answer::DepthChange& change);
  const std::vector<market::BookLevel>& bids() const { return bids_; }
  const std::vector<market::BookLevel>& asks() const { return asks_; }

 private:
  std::vector<market::BookLevel> bids_, asks_;
};

class BookDesk {
 public:
  static constexpr std::size_t most_open = 3;
  static constexpr Duration gathering = seconds(3);

  BookDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);
  void order_book(market::InstrumentId instrument, std::size_t rows,
                  port::Reply<market::OrderBook> reply);

 private:
  net::Awaitable<Result<market::OrderBook>> look(market::InstrumentId instrument, std::size_t rows);

  Core& core_;
  ContractDesk& contracts_;
  SharedAnswer<market::OrderBook> looking_;
  std::size_t open_ = 0;
};

}  // namespace pitwall::tws

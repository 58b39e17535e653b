// The depth of one market at a time, by the stream. Belongs to the loop's thread; coroutines end
// before it.
#pragma once

#include <memory>
#include <string>

#include "adapter/client_portal/contracts.h"
#include "adapter/client_portal/stream.h"

namespace pitwall::client_portal {

// Rows of `sbd`, merged into what is known by their number. Pure and total.
struct DepthRow {
  std::optional<Price> price;
  std::optional<Quantity> bid;
  std::optional<Quantity> ask;
};
using DepthRows = std::map<std::int64_t, DepthRow>;
void merge_depth(DepthRows& rows, const Json& frame);
market::OrderBook book_of(const DepthRows& rows, std::size_t most);  // without its origin

class DepthDesk {
 public:
  DepthDesk(Wire& wire, ContractBook& contracts) : wire_(wire), contracts_(contracts) {}
  net::Awaitable<Result<market::OrderBook>> order_book(market::InstrumentId instrument,
                                                       std::size_t rows);
  void stream_is(std::shared_ptr<Stream> stream) { stream_ = std::move(stream); }
  void on_frame(const Frame& frame);

 private:
  Wire& wire_;
  ContractBook& contracts_;
  std::shared_ptr<Stream> stream_;
  std::vector<std::shared_ptr<net::Notice>> queue_;  // one account has one book at a time
  bool busy_ = false;
  std::int64_t conid_ = 0;
  DepthRows rows_;
  Time heard_;
};

}  // namespace pitwall::client_portal

#include "adapter/client_portal/depth.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration first_row_deadline = seconds(8);
constexpr Duration settle_time = milliseconds(600);  // the rest of the rows
constexpr Duration look_every = milliseconds(200);
constexpr std::int64_t most_rows = 500;

// "100 @ 201.50": the size before the price.
struct Level {
  std::string_view size;
  std::string_view price;
};
Level level_of(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

void take_side(DepthRow& row, std::optional<Quantity>& side, const Json& item,
               std::string_view name) {
  const Json* said = item.find(name);
  if (said == nullptr) return;
  const Level level = level_of(text_of(said));
  side = quantity_of(level.size);
  if (const std::optional<Price> price = price_of(level.price)) row.price = price;
}

}  // namespace

void merge_depth(DepthRows& rows, const Json& frame) {
  const Json* data = frame.find("data");
  if (data == nullptr) return;
  for (const Json& item : data->items()) {
    const std::optional<std::int64_t> number = integer_of(text_of(item, "row"));
    if (!number || *number < 0 || *number >= most_rows) continue;
    DepthRow& row = rows[*number];
    // At the price that traded last its size stands before it.
    const std::string_view text = text_of(item, "price");
    const Level level = level_of(text);
    const std::optional<Price> price = price_of(level.price.empty() ? text : level.price);
    if (price) row.price = price;
    take_side(row, row.bid, item, "bid");
    take_side(row, row.ask, item, "ask");
  }
}

market::OrderBook book_of(const DepthRows& rows, std::size_t most) {
  market::OrderBook book;
  for (const auto& [number, row] : rows) {
    if (!row.price) continue;
    if (row.bid && row.bid->sign() > 0) book.bids.push_back({*row.price, *row.bid});
    if (row.ask && row.ask->sign() > 0) book.asks.push_back({*row.price, *row.ask});
  }
  std::ranges::sort(book.bids, std::greater{}, &market::BookLevel::price);
  std::ranges::sort(book.asks, {}, &market::BookLevel::price);
  if (book.bids.size() > most) book.bids.resize(most);
  if (book.asks.size() > most) book.asks.resize(most);
  return book;
}

void DepthDesk::on_frame(const Frame& frame) {
  if (frame.topic != "sbd" || conid_ == 0) return;
  const std::string wanted = std::to_string(conid_);
  const bool named = frame.rest.find('+') != std::string::npos;
  if (named && frame.rest.find("+" + wanted) == std::string::npos) return;  // of one before
  merge_depth(rows_, frame.body);
  heard_ = wire_.now();
}

net::Awaitable<Result<market::OrderBook>> DepthDesk::order_book(market::InstrumentId instrument,
                                                                std::size_t rows) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const ibkr::Contract contract, co_await contracts_.resolve(instrument));
  while (busy_) {
    auto notice = std::make_shared<net::Notice>(wire_.loop);
    queue_.push_back(notice);
    co_await notice->wait();
  }
  if (!stream_ || wire_.accounts.empty()) co_return wire_.usable().error();
  const std::string account = wire_.accounts.front().id;
  busy_ = true;
  conid_ = contract.conid;
  rows_.clear();
  heard_ = {};
  stream_->send(fmt::format("sbd+{}+{}", account, contract.conid));
  const Duration give_up = wire_.loop.now() + first_row_deadline;
  while (heard_ == Time{} && wire_.loop.now() < give_up && wire_.up)
    co_await wire_.loop.sleep(look_every);
  if (heard_ != Time{}) co_await wire_.loop.sleep(settle_time);
  if (stream_) stream_->send("ubd+" + account);
  market::OrderBook book = book_of(rows_, rows);
  book.origin = wire_.origin(heard_);
  busy_ = false;
  conid_ = 0;
  for (const auto& notice : std::exchange(queue_, {})) notice->notify();
  if (book.bids.empty() && book.asks.empty())
    co_return error(Code::no_data,
                    "Interactive Brokers sends no order book of {}: it takes a subscription to the "
                    "depth of its exchange, and an open market.",
                    wire_.catalogue.at(instrument).full_name());
  co_return book;
}

}  // namespace pitwall::client_portal

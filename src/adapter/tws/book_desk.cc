#include "adapter/tws/book_desk.h"

#include "adapter/tws/request.h"

namespace pitwall::tws {

void BookSides::apply(const answer::DepthChange& change) {
  std::vector<market::BookLevel>& side = change.bid ? bids_ : asks_;
  const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(change.row);
  if (change.row >= deepest) return;
  if (change.operation == answer::DepthChange::Operation::remove) {
    if (change.row < side.size()) side.erase(side.begin() + row);
    return;
  }
  market::BookLevel level;
  level.price = change.price;
  level.size = change.size;
  const std::string_view venue = std::string_view(change.maker).substr(0, level.venue.capacity);
  if (const auto fitting = FixedText<15>::parse(venue)) level.venue = *fitting;
  if (change.operation == answer::DepthChange::Operation::update && change.row < side.size()) {
    side[change.row] = level;
  } else if (change.row <= side.size()) {
    side.insert(side.begin() + row, level);
  }
}

BookDesk::BookDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), looking_(spawn) {}

void BookDesk::order_book(market::InstrumentId instrument, std::size_t rows,
                          port::Reply<market::OrderBook> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  const std::string key = fmt::format("{} {}", instrument.index, rows);
  looking_.ask(key, std::move(reply), [&] { return look(instrument, rows); });
}

net::Awaitable<Result<market::OrderBook>> BookDesk::look(market::InstrumentId instrument,
                                                         std::size_t rows) {
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(instrument);
  if (!contract) co_return contract.error();
  if (open_ >= most_open)
    co_return error(Code::unavailable,
                    "The broker shows {} order books at a time, and so many are open: ask again in "
                    "a moment.",
                    most_open);
  const bool smart = contract->exchange == "SMART";
  BookSides sides;
  Question question;
  question.key = core_.gateway.next_request();
  const std::int64_t key = question.key;
  question.payload = request::depth(key, *contract, static_cast<std::int64_t>(rows), smart);
  question.deadline = gathering;
  question.urgency = Urgency::market_data;
  question.take = [&sides, rows](std::string_view payload) {
    if (const Result<answer::DepthChange> change = answer::depth_change(payload))
      sides.apply(*change);
    return sides.bids().size() >= rows && sides.asks().size() >= rows;
  };
  ++open_;
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  --open_;
  // No book says when it is whole: after a while it is what there is.
  const bool over = asked.ok() || asked.error().code == Code::deadline_exceeded;
  if (over) core_.gateway.send(Urgency::market_data, request::cancel_depth(key, smart));
  if (!over) co_return asked.error();
  if (sides.bids().empty() && sides.asks().empty())
    co_return error(Code::no_data, "{} shows no order book for {} now.", ibkr::broker_name,
                    core_.catalogue.at(instrument).full_name());
  market::OrderBook book;
  book.bids = sides.bids();
  book.asks = sides.asks();
  if (book.bids.size() > rows) book.bids.resize(rows);
  if (book.asks.size() > rows) book.asks.resize(rows);
  book.origin = core_.origin_now();
  co_return book;
}

}  // namespace pitwall::tws

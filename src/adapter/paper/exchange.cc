#include "adapter/paper/exchange.h"

#include <algorithm>

#include "adapter/paper/fees.h"

namespace pitwall::paper {

using market::InstrumentId;
using market::Quote;
using market::Tick;
using port::OrderStatus;
using port::OrderType;
using port::Side;
using port::TimeInForce;

namespace {

constexpr std::string_view opening_prefix = "opening-";

bool same(const port::Order& a, const port::Order& b) {
  return a.client_id == b.client_id && a.account == b.account && a.symbol == b.symbol &&
         a.side == b.side && a.type == b.type && a.quantity == b.quantity &&
         a.limit_price == b.limit_price && a.stop_price == b.stop_price &&
         a.time_in_force == b.time_in_force && a.trail == b.trail && a.parent == b.parent &&
         a.oca_group == b.oca_group && a.spread == b.spread;
}

}  // namespace

// ---- Opening and coming back
// ---------------------------------------------------------------------

void PaperExchange::open(const AccountConfig& config, Time now) {
  Ledger& ledger = ledgers_[config.account];
  if (ledger.account.empty()) {
    ledger.account = config.account;
    ledger.base_currency = config.base_currency;
    records_[config.account].from_opening = true;
    emit(port::AccountOpened{.account = config.account,
                             .title = config.title,
                             .broker = "paper market",
                             .kind = market::AccountKind::paper,
                             .base_currency = config.base_currency});
  }
  bool ordered = false;
  // Other than what the opening itself ordered; orders are forgotten in the end, holdings are not.
  bool traded = !ledger.holdings.empty();
  for (const auto& [id, entry] : orders_) {
    if (entry.order.account != config.account) continue;
    ordered = true;
    traded = traded || !id.starts_with(opening_prefix);
  }
  for (const StartingCash& cash : config.cash) {
    if (ordered || ledger.cash.contains(cash.currency) ||
        !can_convert(cash.currency, ledger.base_currency))
      continue;
    ledger.cash[cash.currency] = cash.amount;
    emit(port::CashMoved{config.account, cash.currency, cash.amount, "opening balance"});
  }
  for (const StartingPosition& position : config.positions)
    if (!traded) order_at_opening(ledger, position, now);
  deliver();
}

void PaperExchange::order_at_opening(const Ledger& ledger, const StartingPosition& position,
                                     Time now) {
  const market::Instrument* instrument = catalogue_.find(position.symbol);
  if (!instrument || !board_.knows(instrument->id) || position.quantity.is_zero() ||
      !can_convert(instrument->currency, ledger.base_currency))
    return;
  const std::string id =
      fmt::format("{}{}-{}", opening_prefix, ledger.account, position.symbol.view());
  if (orders_.contains(id)) return;
  Entry& entry = orders_[id];
  entry.order = {.client_id = id,
                 .account = ledger.account,
                 .symbol = position.symbol,
                 .side = position.quantity.sign() > 0 ? Side::buy : Side::sell,
                 .type = OrderType::market,
                 .quantity = position.quantity.abs(),
                 .limit_price = {},
                 .stop_price = {},
                 .time_in_force = TimeInForce::gtc};
  entry.answer = accept(entry, Opening::yes, now);
}

Result<void> PaperExchange::restore(const ExchangeSeed& seed, Time now) {
  PITWALL_CHECK(ledgers_.empty() && orders_.empty(), "restored an exchange that is in use");
  session_ = seed.session;
  for (const ExchangeSeed::Account& account : seed.accounts) {
    Ledger& ledger = ledgers_[account.account];
    ledger.account = account.account;
    ledger.base_currency = account.base_currency;
    for (const StartingCash& cash : account.cash) ledger.cash[cash.currency] += cash.amount;
    for (const ExchangeSeed::Position& position : account.positions) {
      if (position.quantity.is_zero()) continue;
      const market::Instrument* instrument = catalogue_.find(position.symbol);
      if (!instrument)
        return error(Code::not_found,
                     "Account {} holds {}, which this paper market does not know; add it to the "
                     "instruments or import its bars.",
                     account.account, position.symbol.view());
      ledger.holdings[instrument->id] = {position.quantity, position.cost};
    }
  }
  for (const ExchangeSeed::Order& known : seed.orders) {
    if (!ledgers_.contains(known.order.account)) continue;  // another broker's
    Entry& entry = orders_[known.order.client_id];
    entry.order = known.order;
    entry.status = known.status;
    entry.filled = known.filled;
    if (known.status == OrderStatus::rejected)
      entry.answer = Error{Code::invalid_argument, known.detail};
    const market::Instrument* instrument = catalogue_.find(known.order.symbol);
    if (is_final(known.status) || !instrument) {
      final_ids_.push_back(known.order.client_id);
      continue;
    }
    entry.instrument = instrument->id;
    if (entry.remaining().is_zero()) {  // the desk stopped before it heard of the end
      finish(entry, OrderStatus::filled, "", now);
      continue;
    }
    entry.expires = expiry_of(entry, now);
    entry.trigger = entry.order.stop_price;
    keep(entry);
  }
  return {};
}

// ---- Orders in
// -----------------------------------------------------------------------------------

Result<void> PaperExchange::submit(const port::Order& order, Time now) {
  if (order.client_id.empty()) return error(Code::invalid_argument, "An order needs a client id.");
  const auto known = orders_.find(order.client_id);
  if (known != orders_.end()) {
    const Entry& entry = known->second;
    if (same(entry.before.value_or(entry.order), order)) return entry.answer;
    return error(Code::conflict, "Another order has the client id {} already.", order.client_id);
  }
  if (!ledgers_.contains(order.account))
    return error(Code::not_found, "The paper market has no account {}.", order.account);
  if (order.parent && !orders_.contains(*order.parent))
    return error(Code::not_found, "The order that {} waits for is not known.", order.client_id);
  while (final_ids_.size() > max_remembered) {
    orders_.erase(final_ids_.front());
    final_ids_.pop_front();
  }
  Entry& entry = orders_[order.client_id];
  entry.order = order;
  entry.answer = accept(entry, Opening::no, now);
  const Result<void> answer = entry.answer;
  deliver();
  return answer;
}

Result<void> PaperExchange::accept(Entry& entry, Opening opening, Time now) {
  const Result<void> answer = check_entry(entry, opening, now);
  if (!answer) {
    finish(entry, OrderStatus::rejected, answer.error().message, now);
    return answer;
  }
  entry.expires = expiry_of(entry, now);
  keep(entry);
  entry.trigger = entry.order.stop_price;
  if (join_group(entry, now)) return answer;
  const Quote* quote = board_.find(entry.instrument);
  if (is_stop(entry.order.type) && !waits(entry) && quote && quote->last)
    follow(entry, *quote->last);
  report(entry, "", now);
  Book& book = book_of(entry.instrument);
  if (in_regular_hours(book, now)) match(entry, book, now);
  if (entry.order.time_in_force == TimeInForce::ioc && !is_final(entry.status))
    finish(entry, OrderStatus::cancelled, "Not filled at once, as its time in force asks.", now);
  sweep(book);
  return answer;
}

Result<void> PaperExchange::check_terms(const Entry& entry) const {
  const port::Order& order = entry.order;
  PITWALL_TRY_VOID(port::validate(order));
  if (order.spread) return error(Code::unsupported, "The paper market takes no spreads.");
  const market::Instrument* instrument = catalogue_.find(order.symbol);
  if (!instrument)
    return error(Code::not_found, "The paper market does not know {}; search for it first.",
                 order.symbol.view());
  if (instrument->asset_class == market::AssetClass::option ||
      instrument->asset_class == market::AssetClass::index)
    return error(Code::unsupported, "The paper market does not trade {}: it is an {}.",
                 order.symbol.view(), name_of(instrument->asset_class));
  if (order.quantity.scaled() % instrument->lot_size.scaled() != 0)
    return error(Code::invalid_argument, "{} trades in lots of {}; {} is not a multiple of that.",
                 order.symbol.view(), instrument->lot_size.text(), order.quantity.text());
  const std::optional<Price> distance = order.trail ? order.trail->amount : std::nullopt;
  for (const std::optional<Price>& price : {order.limit_price, order.stop_price, distance})
    if (price && price->scaled() % instrument->tick_size.scaled() != 0)
      return error(Code::invalid_argument, "{} moves in steps of {}; {} is not a multiple of that.",
                   order.symbol.view(), instrument->tick_size.text(), price->text());
  return {};
}

Result<void> PaperExchange::check_market(const Entry& entry, Time now) const {
  const port::Order& order = entry.order;
  const std::string_view symbol = order.symbol.view();
  if (!board_.find(entry.instrument))
    return error(Code::no_data, "{} has no quote on the paper market, so it cannot be traded.",
                 symbol);
  if (!halted_.empty()) return error(Code::unavailable, "{} cannot be traded: {}", symbol, halted_);
  const bool at_once =
      (order.type == OrderType::market && !order.parent) || order.time_in_force == TimeInForce::ioc;
  const market::Calendar& calendar = *listings_[entry.instrument.index].calendar;
  if (at_once && !calendar.is_open(now)) {
    const std::string why = calendar.why_closed(now);
    return error(Code::unavailable,
                 "The market of {} is closed ({}); a limit order with time in force day or gtc "
                 "waits for the open.",
                 symbol, why.empty() ? "outside regular hours" : why);
  }
  std::size_t open = 0;
  for (const Book& book : books_)
    open += static_cast<std::size_t>(std::ranges::count_if(
        book.open, [&](const Entry* other) { return other->order.account == order.account; }));
  if (open >= max_open)
    return error(Code::too_large, "Account {} has {} open orders, the most it may have.",
                 order.account, max_open);
  return {};
}

Result<void> PaperExchange::cancel(std::string_view client_id, Time now) {
  const auto found = orders_.find(client_id);
  if (found == orders_.end())
    return error(Code::not_found, "The paper market knows no order {}.", client_id);
  Entry& entry = found->second;
  if (entry.status == OrderStatus::cancelled) return {};
  if (is_final(entry.status))
    return error(Code::conflict, "The order is {} already.", name_of(entry.status));
  finish(entry, OrderStatus::cancelled, "Cancelled as asked.", now);
  sweep(book_of(entry.instrument));
  deliver();
  return {};
}

void PaperExchange::keep(Entry& entry) {
  entry.number = ++orders_seen_;
  book_of(entry.instrument).open.push_back(&entry);
  next_expiry_ = std::min(next_expiry_, entry.expires);
}

Time PaperExchange::expiry_of(const Entry& entry, Time now) const {
  if (entry.order.time_in_force == TimeInForce::gtc) return Time::max();
  const market::Calendar& calendar = *listings_[entry.instrument.index].calendar;
  Result<Date> day = calendar.trading_day(now);
  for (int tries = 0; day && tries < 2; ++tries) {
    const Result<Time> close = calendar.day_close(*day);
    if (close && *close > now) return *close;
    day = calendar.next_trading_day(*day);
  }
  return now + days(1);  // beyond the calendar
}

// ---- The market
// ----------------------------------------------------------------------------------

PaperExchange::Book& PaperExchange::book_of(InstrumentId instrument) {
  if (books_.size() <= instrument.index) books_.resize(instrument.index + 1);
  Book& book = books_[instrument.index];
  if (!book.hours) book.hours.emplace(*listings_[instrument.index].calendar);
  return book;
}

bool PaperExchange::in_regular_hours(Book& book, Time now) {
  const market::Session* session = book.hours->at(now);
  if (!session || session->kind != market::Session::Kind::regular) return false;
  if (book.quoted < session->open) book.bid = book.ask = Ladder();
  return true;
}

void PaperExchange::forget_quotes() {
  for (Book& book : books_) book.bid = book.ask = Ladder();
}

void PaperExchange::on_tick(const Tick& tick) {
  if (tick.time >= next_expiry_) advance(tick.time);
  Book& book = book_of(tick.instrument);
  if (tick.kind == Tick::Kind::quote) {
    book.bid = Ladder(tick.bid, tick.bid_size);
    book.ask = Ladder(tick.ask, tick.ask_size);
    book.quoted = tick.time;
  }
  if (!in_regular_hours(book, tick.time)) return;
  if (tick.kind == Tick::Kind::trade) book.last = tick.price;
  if (book.open.empty()) return;
  if (tick.kind == Tick::Kind::quote)
    for (Entry* entry : book.open) match(*entry, book, tick.time);
  else
    match_trade(book, tick);
  sweep(book);
  deliver();
}

std::optional<Price> PaperExchange::limit_of(const Entry& entry, const Book& book) {
  const port::Order& order = entry.order;
  if (order.type != OrderType::midprice) return order.limit_price;
  const Price bid = book.bid.best();
  const Price middle = bid + Price::from_scaled((book.ask.best() - bid).scaled() / 2);
  if (!order.limit_price) return middle;
  return order.side == Side::buy ? std::min(middle, *order.limit_price)
                                 : std::max(middle, *order.limit_price);
}

// Fills what the quote has for it.
void PaperExchange::match(Entry& entry, Book& book, Time now) {
  if (is_off(entry, book)) return;
  const Side side = entry.order.side;
  const std::optional<Price> limit = limit_of(entry, book);
  Ladder& ladder = side == Side::buy ? book.ask : book.bid;
  const Price tick_size = catalogue_.at(entry.instrument).tick_size;
  bool filled = false;
  while (const std::optional<Fill> fill = ladder.take(side, entry.remaining(), tick_size, limit)) {
    execute(entry, *fill, now);
    filled = true;
  }
  if (!filled) return;
  if (entry.remaining().is_zero()) return finish(entry, OrderStatus::filled, "", now);
  entry.status = OrderStatus::partially_filled;
  report(entry, "", now);
}

void PaperExchange::match_trade(Book& book, const Tick& tick) {
  Quantity left = tick.size;
  for (Entry* entry : book.open) {
    if (is_final(entry->status) || waits(*entry)) continue;
    const port::Order& order = entry->order;
    if (is_stop(order.type) && !entry->triggered) {
      follow(*entry, tick.price);
      if (entry->triggered) match(*entry, book, tick.time);
      continue;
    }
    if (is_off(*entry, book)) continue;
    const std::optional<Price> limit = limit_of(*entry, book);
    if (!limit || left.is_zero() || tick.price == *limit || !within(order.side, tick.price, *limit))
      continue;
    const Quantity quantity = std::min(left, entry->remaining());
    left -= quantity;
    execute(*entry, {*limit, quantity}, tick.time);
    if (entry->remaining().is_zero()) {
      finish(*entry, OrderStatus::filled, "", tick.time);
    } else {
      entry->status = OrderStatus::partially_filled;
      report(*entry, "", tick.time);
    }
  }
}

void PaperExchange::execute(Entry& entry, const Fill& fill, Time now) {
  const market::Instrument& instrument = catalogue_.at(entry.instrument);
  Notional value = (fill.price * fill.quantity).times(instrument.multiplier, Rounding::half_even);
  if (value.sign() < 0) value = -value;
  if (entry.value.is_zero() && !entry.filled.is_zero()) {
    // After a restart, what was filled before counts as filled and paid for at this price.
    entry.value = value.share(entry.filled, fill.quantity, Rounding::half_even);
    entry.charged = commission(instrument.asset_class, entry.filled, entry.value);
  }
  entry.filled += fill.quantity;
  entry.value += value;
  const Money due = commission(instrument.asset_class, entry.filled, entry.value);
  const port::OrderExecuted execution{
      .execution_id = fmt::format("paper-{}-{}", session_, ++executions_),
      .client_id = entry.order.client_id,
      .account = entry.order.account,
      .symbol = instrument.symbol,
      .asset_class = instrument.asset_class,
      .currency = instrument.currency,
      .multiplier = instrument.multiplier,
      .side = entry.order.side,
      .quantity = fill.quantity,
      .price = fill.price,
      .commission = due - entry.charged,
      .trading_day = trading_day(entry.instrument, now),
      .time = now};
  entry.charged = due;
  Ledger& ledger = ledgers_.find(entry.order.account)->second;
  remember(execution, ledger.apply(entry.instrument, execution));
  emit(execution);
  reduce_group(entry, fill.quantity, now);
}

void PaperExchange::advance(Time now) {
  if (now < next_expiry_) return;
  next_expiry_ = Time::max();
  for (Book& book : books_) {
    for (Entry* entry : book.open) {
      if (is_final(entry->status)) continue;
      if (entry->expires <= now && is_on_close(entry->order.type)) close(*entry, book);
      if (is_final(entry->status)) continue;
      if (entry->expires <= now)
        finish(*entry, OrderStatus::expired, "Its trading day ended.", entry->expires);
      else
        next_expiry_ = std::min(next_expiry_, entry->expires);
    }
    sweep(book);
  }
  deliver();
}

// ---- Events out
// ----------------------------------------------------------------------------------

void PaperExchange::finish(Entry& entry, OrderStatus status, std::string detail, Time now) {
  entry.status = status;
  final_ids_.push_back(entry.order.client_id);
  report(entry, std::move(detail), now);
  if (entry.number > 0) take_parent_end(entry, now);
}

void PaperExchange::sweep(Book& book) {
  std::erase_if(book.open, [](const Entry* entry) { return is_final(entry->status); });
}

void PaperExchange::report(const Entry& entry, std::string detail, Time now) {
  port::Order order = entry.order;
  if (order.trail) order.stop_price = entry.trigger;
  emit(port::OrderReported{.order = std::move(order),
                           .status = entry.status,
                           .filled = entry.filled,
                           .detail = std::move(detail),
                           .time = now});
}

void PaperExchange::deliver() {
  if (delivering_) return;  // who called back in is served by the loop below
  delivering_ = true;
  while (!outbox_.empty()) {
    port::BrokerEvent event = std::move(outbox_.front());
    outbox_.pop_front();
    if (sink_) sink_(std::move(event));
  }
  delivering_ = false;
}

Date PaperExchange::trading_day(InstrumentId instrument, Time now) const {
  const Result<Date> day = listings_[instrument.index].calendar->trading_day(now);
  return day ? *day : Date::of_utc(now);
}

}  // namespace pitwall::paper

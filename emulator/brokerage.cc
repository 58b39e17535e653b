#include "emulator/brokerage.h"

#include <algorithm>
#include <charconv>

#include "emulator/contract_numbers.h"
#include "emulator/permits.h"

namespace pitwall::emulator {

namespace {

constexpr Duration play_step = milliseconds(250);  // how finely the market's ticks are told
constexpr Duration breather = milliseconds(1);     // of a market that is behind
constexpr std::int64_t max_quantity = 10'000'000;
constexpr double max_value = 1e12;  // of an order, in its currency
constexpr Duration reference_life = hours(24);
constexpr Duration kept = days(8);  // of orders and executions that are done with
constexpr std::size_t max_fills = 50'000;
constexpr std::int64_t first_order_id = 1'100'000'001;
constexpr std::int64_t first_perm_id = 600'000'001;

// What a trade earns by closing what was held, before commission.
Money realized(paper::Holding& holding, const port::OrderExecuted& execution) {
  const Quantity quantity =
      execution.side == port::Side::buy ? execution.quantity : -execution.quantity;
  const Notional value =
      (execution.price * quantity).times(execution.multiplier, Rounding::half_even);
  if (holding.quantity.sign() * quantity.sign() >= 0) {
    holding.quantity += quantity;
    holding.cost += value;
    return {};
  }
  const Quantity held = holding.quantity.abs();
  const Quantity closed = std::min(held, quantity.abs());
  const Notional cost = holding.cost.share(closed, held, Rounding::half_even);
  const Notional closed_value = value.share(closed, quantity.abs(), Rounding::half_even);
  holding.quantity += quantity;
  holding.cost = closed == held ? value - closed_value : holding.cost - cost;
  return (-(closed_value + cost)).to_money(Rounding::half_even);
}

}  // namespace

struct Brokerage::Books {
  Books(const market::Catalogue& catalogue, const market::CalendarSet& calendars, Date day)
      : numbers(catalogue, calendars, day) {}

  ContractNumbers numbers;
  std::map<std::int64_t, Notional> values;  // of what was filled, without the multiplier
  std::map<std::pair<std::string, std::string>, Time> references;
  std::map<std::pair<std::string, market::InstrumentId>, paper::Holding> holdings;
  std::int64_t next_order_id = first_order_id;
  std::int64_t next_perm_id = first_perm_id;
  std::int64_t executions = 0;
  std::int64_t session = 0;           // in execution ids, so that two runs have different ones
  std::vector<std::int64_t> sending;  // whose refusal is the answer and no event
  bool playing = false;
  paper::Ledger no_ledger;
};

Brokerage::Brokerage(net::Loop& loop, const port::Clock& clock,
                     const market::CalendarSet& calendars, BrokerageOptions options)
    : loop_(loop), clock_(clock), calendars_(calendars), options_(std::move(options)) {}

Brokerage::~Brokerage() = default;

Result<std::unique_ptr<Brokerage>> Brokerage::create(net::Loop& loop, const port::Clock& clock,
                                                     const market::CalendarSet& calendars,
                                                     BrokerageOptions options) {
  std::unique_ptr<Brokerage> made(new Brokerage(loop, clock, calendars, std::move(options)));
  Brokerage& broker = *made;
  PITWALL_TRY(broker.market_,
              paper::PaperMarket::create(broker.options_.market, market::starter_catalogue(),
                                         calendars, broker.options_.store, clock.now()));
  const Time start = broker.market_->market_time();
  broker.books_ =
      std::make_unique<Books>(broker.market_->catalogue(), calendars, Date::of_utc(start));
  broker.books_->session = start.nanoseconds / seconds(1).nanoseconds;
  broker.market_->start([&broker](port::BrokerEvent event) { broker.on_event(std::move(event)); });
  broker.market_->listen([&broker](const market::Tick& tick, const market::Quote& quote) {
    if (!broker.condition_.upstream) return;
    for (const Listener& listener : broker.listeners_)
      if (listener.on_tick) listener.on_tick(tick, quote);
  });
  broker.play();
  return made;
}

void Brokerage::play() {
  books_->playing = true;
  const bool whole = market_->advance_to(clock_.now());
  books_->playing = false;
  const Time next = market_->next_event();
  if (next == Time::max()) return;  // the tape has ended
  // A market that is behind lets others have their turn too.
  const Duration wait = whole ? std::max(next - clock_.now(), play_step) : breather;
  play_timer_ = loop_.after(wait, [this] { play(); });
}

// The market as it is now, for what depends on it.
void Brokerage::catch_up() {
  if (books_->playing) return;
  books_->playing = true;
  market_->advance_fully_to(clock_.now());
  books_->playing = false;
}

// ---- Contracts and accounts

const ibkr::Contract& Brokerage::contract(market::InstrumentId instrument) const {
  return books_->numbers.contract(instrument);
}

std::optional<market::InstrumentId> Brokerage::instrument(std::int64_t conid) const {
  return books_->numbers.instrument(conid);
}

std::int64_t Brokerage::underlying_conid(market::InstrumentId instrument) const {
  return books_->numbers.underlying_conid(instrument);
}

const market::OptionQuote* Brokerage::option(std::int64_t conid) const {
  return books_->numbers.option(conid);
}

std::int64_t Brokerage::option_conid(const market::OptionQuote& option) {
  return books_->numbers.option_conid(option);
}

std::vector<std::string> Brokerage::accounts() const {
  std::vector<std::string> names;
  for (const paper::AccountConfig& account : options_.market.accounts)
    names.push_back(account.account);
  return names;
}

bool Brokerage::has_account(std::string_view account) const {
  return market_->exchange().ledgers().contains(account);
}

const paper::Ledger& Brokerage::ledger(const std::string& account) const {
  const auto& ledgers = market_->exchange().ledgers();
  const auto found = ledgers.find(account);
  return found == ledgers.end() ? books_->no_ledger : found->second;
}

// ---- Orders

Result<void> Brokerage::connected() const {
  if (!condition_.upstream || condition_.maintenance)
    return error(Code::unavailable,
                 "The broker cannot be reached at present; try again when it is.");
  return {};
}

Ticket* Brokerage::ticket_of(std::string_view client_id) {
  std::int64_t order_id = 0;
  const char* end = client_id.data() + client_id.size();
  const auto [stop, fault] = std::from_chars(client_id.data(), end, order_id);
  const auto found = tickets_.find(order_id);
  return fault == std::errc() && stop == end && found != tickets_.end() ? &found->second : nullptr;
}

Result<void> Brokerage::send(const std::vector<std::int64_t>& order_ids) {
  std::vector<port::Order> orders;
  for (const std::int64_t order_id : order_ids) {
    orders.push_back(tickets_.at(order_id).order);
    orders.back().client_id = fmt::to_string(order_id);
  }
  Result<void> answer = error(Code::internal, "The paper market did not answer.");
  const std::vector<std::int64_t> outer = std::exchange(books_->sending, order_ids);
  market_->place_group(Permits::make(orders.front()), orders,
                       [&answer](const Result<port::Placed>& placed) {
                         answer = placed ? Result<void>() : Result<void>(placed.error());
                       });
  books_->sending = outer;
  return answer;
}

Result<void> Brokerage::check_size(market::InstrumentId instrument,
                                   const port::Order& order) const {
  double price = 0;
  for (const std::optional<Price>& each : {order.limit_price, order.stop_price})
    if (each) price = std::max(price, each->abs().to_double());
  const double value =
      price * order.quantity.to_double() * catalogue().at(instrument).multiplier.to_double();
  if (order.quantity > Quantity::from_integer(max_quantity) || value > max_value)
    return error(Code::too_large, "The order is too large; {} at most.", max_quantity);
  return {};
}

Result<std::int64_t> Brokerage::submit(Ticket ticket) {
  std::vector<Ticket> alone;
  alone.push_back(std::move(ticket));
  PITWALL_TRY(const std::vector<std::int64_t> order_ids, submit_group(std::move(alone)));
  return order_ids.front();
}

Result<std::vector<std::int64_t>> Brokerage::submit_group(std::vector<Ticket> tickets) {
  for (const Ticket& ticket : tickets) {
    if (ticket.client != elsewhere) PITWALL_TRY_VOID(connected());
    if (ticket.instrument.index >= catalogue().size())
      return error(Code::not_found, "There is no such contract here; options are not traded.");
    PITWALL_TRY_VOID(check_size(ticket.instrument, ticket.order));
  }
  catch_up();
  forget_old();
  const std::int64_t first = books_->next_order_id;
  std::vector<std::int64_t> order_ids;
  for (Ticket& ticket : tickets) order_ids.push_back(enter(std::move(ticket), first));
  const Result<void> sent = send(order_ids);
  for (const std::int64_t order_id : order_ids) {
    const Ticket& ticket = tickets_.at(order_id);
    if (!sent)
      tickets_.erase(order_id);
    else if (!ticket.reference.empty())
      books_->references[{ticket.order.account, ticket.reference}] = ticket.placed;
  }
  if (!sent) return sent.error();
  return order_ids;
}

std::int64_t Brokerage::enter(Ticket ticket, std::int64_t first) {
  ticket.order_id = books_->next_order_id++;
  ticket.perm_id = books_->next_perm_id++;
  ticket.status = port::OrderStatus::submitted;
  ticket.placed = ticket.changed = market_->market_time();
  ticket.order.symbol = catalogue().at(ticket.instrument).symbol;
  if (ticket.order.parent) {
    ticket.parent = first;
    ticket.order.parent = fmt::to_string(first);
  }
  if (ticket.order.oca_group) ticket.order.oca_group = fmt::to_string(first);
  const std::int64_t order_id = ticket.order_id;
  tickets_.emplace(order_id, std::move(ticket));
  return order_id;
}

Result<void> Brokerage::cancel(std::int64_t order_id) {
  PITWALL_TRY_VOID(connected());
  const auto found = tickets_.find(order_id);
  if (found == tickets_.end())
    return error(Code::not_found, "There is no order {} here.", order_id);
  const Ticket& ticket = found->second;
  if (is_final(ticket.status))
    return error(Code::conflict, "The order is {} already.", name_of(ticket.status));
  catch_up();
  Result<void> answer;
  market_->cancel(Permits::make(ticket.order), fmt::to_string(order_id),
                  [&answer](const Result<void>& done) { answer = done; });
  return answer;
}

Result<void> Brokerage::modify(std::int64_t order_id, port::Order order) {
  PITWALL_TRY_VOID(connected());
  const auto found = tickets_.find(order_id);
  if (found == tickets_.end())
    return error(Code::not_found, "There is no order {} here.", order_id);
  catch_up();
  Ticket& ticket = found->second;
  if (is_final(ticket.status))
    return error(Code::conflict, "The order is {} already.", name_of(ticket.status));
  port::Order changed = ticket.order;
  changed.quantity = order.quantity;
  changed.limit_price = order.limit_price;
  changed.stop_price = order.stop_price;
  changed.trail = order.trail;
  if (order.side != changed.side || order.type != changed.type ||
      order.time_in_force != changed.time_in_force || order.account != changed.account)
    return error(Code::invalid_argument,
                 "Only quantity and prices of a working order can change; cancel it and place "
                 "another.");
  PITWALL_TRY_VOID(port::validate(changed));
  PITWALL_TRY_VOID(check_size(ticket.instrument, changed));
  if (changed.quantity <= ticket.filled)
    return error(Code::invalid_argument, "{} of it are filled already; ask for more than that.",
                 ticket.filled.text());
  return replace(ticket, changed);
}

Result<void> Brokerage::replace(Ticket& ticket, const port::Order& changed) {
  const port::Order before = std::exchange(ticket.order, changed);
  port::Order order = changed;
  order.client_id = fmt::to_string(ticket.order_id);
  Result<void> answer = error(Code::internal, "The paper market did not answer.");
  market_->modify(Permits::make(order), order, [&answer](const Result<port::Placed>& placed) {
    answer = placed ? Result<void>() : Result<void>(placed.error());
  });
  if (!answer) {
    ticket.order = before;
    return answer;
  }
  ticket.changed = market_->market_time();
  tell(ticket);
  return {};
}

const Ticket* Brokerage::ticket(std::int64_t order_id) const {
  const auto found = tickets_.find(order_id);
  return found == tickets_.end() ? nullptr : &found->second;
}

const Ticket* Brokerage::ticket_by_perm_id(std::int64_t perm_id) const {
  // Both numbers are given in the same order.
  return ticket(perm_id - first_perm_id + first_order_id);
}

bool Brokerage::reference_used(const std::string& account, const std::string& reference) const {
  const auto found = books_->references.find({account, reference});
  return found != books_->references.end() &&
         market_->market_time() - found->second < reference_life;
}

void Brokerage::forget_old() {
  const Time until = market_->market_time() - kept;
  while (!fills_.empty() && (fills_.size() > max_fills || fills_.front().execution.time < until))
    fills_.pop_front();
  for (auto each = tickets_.begin(); each != tickets_.end() && each->second.placed < until;) {
    if (!is_final(each->second.status)) {
      ++each;
      continue;
    }
    books_->values.erase(each->first);
    each = tickets_.erase(each);
  }
  std::erase_if(books_->references,
                [&](const auto& reference) { return reference.second < until; });
}

// ---- What the market says

void Brokerage::on_event(port::BrokerEvent event) {
  if (auto* execution = std::get_if<port::OrderExecuted>(&event))
    on_execution(std::move(*execution));
  else if (const auto* report = std::get_if<port::OrderReported>(&event))
    on_report(*report);
}

void Brokerage::on_execution(port::OrderExecuted execution) {
  const market::Instrument* instrument = catalogue().find(execution.symbol);
  if (!instrument) return;
  Money earned;
  if (execution.asset_class != market::AssetClass::fx)
    earned = realized(books_->holdings[{execution.account, instrument->id}], execution);
  Ticket* known = ticket_of(execution.client_id);
  if (!known) return;  // what an account was opened with
  Ticket& ticket = *known;
  Notional& value = books_->values[ticket.order_id];
  value += execution.price * execution.quantity;
  ticket.filled += execution.quantity;
  ticket.last_price = execution.price;
  ticket.average_price = value.per(ticket.filled, Rounding::half_even);
  ticket.changed = execution.time;
  Fill fill;
  fill.execution_id = fmt::format("{:08x}.{:08x}.01.01", books_->session, ++books_->executions);
  fill.order_id = ticket.order_id;
  fill.perm_id = ticket.perm_id;
  execution.client_id = ticket.reference;
  execution.execution_id = fill.execution_id;
  fill.execution = std::move(execution);
  fill.cumulative = ticket.filled;
  fill.average_price = ticket.average_price;
  fill.realized = earned;
  fills_.push_back(fill);
  for (const Listener& listener : listeners_)
    if (listener.on_fill) listener.on_fill(fill);
}

void Brokerage::on_report(const port::OrderReported& report) {
  Ticket* known = ticket_of(report.order.client_id);
  if (!known) return;
  Ticket& ticket = *known;
  const bool sending = std::ranges::find(books_->sending, ticket.order_id) != books_->sending.end();
  if (report.status == port::OrderStatus::rejected && sending) return;
  ticket.status = report.status;
  // Another of its group has traded, or its parent only in part; a trailing stop has moved.
  ticket.order.quantity = report.order.quantity;
  if (ticket.order.trail) ticket.order.stop_price = report.order.stop_price;
  if (report.status == port::OrderStatus::working && !ticket.filled.is_zero())
    ticket.status = port::OrderStatus::partially_filled;
  ticket.detail = report.detail;
  ticket.changed = report.time;
  tell(ticket);
}

void Brokerage::tell(const Ticket& ticket) {
  const Ticket told = ticket;  // as it is now, whatever the listeners do
  for (const Listener& listener : listeners_)
    if (listener.on_order) listener.on_order(told);
}

// ---- What is going on

void Brokerage::happen(Happening happening) {
  switch (happening) {
    case Happening::drop:
      break;
    case Happening::upstream_lost:
      condition_.upstream = false;
      break;
    case Happening::restored_data_lost:
    case Happening::restored_data_kept:
      condition_.upstream = true;
      reset_timer_.cancel();
      break;
    case Happening::nightly_reset:
      condition_.upstream = false;
      reset_timer_ = loop_.after(reset_length, [this] { happen(Happening::restored_data_lost); });
      break;
    case Happening::maintenance_begins:
      condition_.maintenance = true;
      break;
    case Happening::maintenance_ends:
      condition_.maintenance = false;
      break;
    case Happening::competing_login:
      condition_.competing = true;
      break;
    case Happening::competing_gone:
      condition_.competing = false;
      break;
    case Happening::logged_out:
      condition_.logged_in = false;
      break;
    case Happening::logged_in:
      condition_.logged_in = true;
      condition_.competing = false;
      break;
  }
  for (const Listener& listener : listeners_)
    if (listener.on_happening) listener.on_happening(happening);
}

}  // namespace pitwall::emulator

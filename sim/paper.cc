#include "sim/paper.h"

#include "app/paper_seed.h"

namespace pitwall::sim {
namespace {

constexpr Duration shortest_pause = milliseconds(10);
constexpr Duration longest_pause = milliseconds(250);

const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}

}  // namespace

Result<std::unique_ptr<SimulatedPaper>> SimulatedPaper::create(Scheduler& scheduler,
                                                               Scheduler::Owner owner,
                                                               const port::Clock& clock,
                                                               std::uint64_t seed) {
  std::unique_ptr<SimulatedPaper> paper(new SimulatedPaper(scheduler, owner, clock));
  paper::PaperConfig config;
  config.seed = seed >> 1;  // a setting is not negative
  PITWALL_TRY(paper->market_,
              paper::PaperMarket::create(std::move(config), market::starter_catalogue(),
                                         calendars(), nullptr, clock.now()));
  return paper;
}

Result<void> SimulatedPaper::restore(const desk::Desk& desk) {
  if (desk.state().accounts.empty()) return {};
  return market_->restore(app::paper_seed(desk.state(), market_->name(), desk.sequence()));
}

void SimulatedPaper::start(port::Broker::Sink sink) {
  market_->start(std::move(sink));
  play();
}

void SimulatedPaper::play() {
  if (stopped_) return;
  market_->advance_fully_to(clock_.now());
  const Duration pause =
      std::clamp(market_->next_event() - clock_.now(), shortest_pause, longest_pause);
  scheduler_.after(pause, owner_, [this] { play(); });
}

std::optional<port::Order> SimulatedPaper::random_order(SeededRandom& random) {
  const auto& all = market_->catalogue().all();
  const market::Instrument& instrument = all[random.below(all.size())];
  std::optional<market::Quote> quote;
  market_->quotes({instrument.id}, [&](Result<std::vector<Result<market::Quote>>> quotes) {
    if (quotes && quotes->front()) quote = *quotes->front();
  });
  if (!quote || !quote->last) return std::nullopt;
  const std::vector<paper::AccountConfig> accounts = paper::starting_accounts();
  port::Order order;
  order.account = accounts[random.below(accounts.size())].account;
  order.symbol = instrument.symbol;
  order.side = random.chance(0.5) ? port::Side::buy : port::Side::sell;
  order.type = static_cast<port::OrderType>(random.below(4));  // as of the quotes
  order.time_in_force =
      static_cast<port::TimeInForce>(random.below(port::count_of(port::TimeInForce{})));
  order.quantity = Quantity::from_scaled(instrument.lot_size.scaled() * random.between(1, 900));
  const auto near = [&] {
    const Price away = Price::from_scaled(instrument.tick_size.scaled() * random.between(-6, 6));
    return (*quote->last + away).rounded_to(instrument.tick_size, Rounding::half_even);
  };
  using enum port::OrderType;
  if (order.type == limit || order.type == stop_limit) order.limit_price = near();
  if (order.type == stop || order.type == stop_limit) order.stop_price = near();
  return order;
}

std::string SimulatedPaper::difference(const desk::State& state) const {
  for (const auto& [number, ledger] : market_->exchange().ledgers()) {
    const desk::Account* account = state.find_account(number);
    if (!account) return fmt::format("The desk does not know account {}.", number);
    for (const desk::CashBalance& balance : account->cash) {
      const auto held = ledger.cash.find(balance.currency);
      const Money amount = held == ledger.cash.end() ? Money() : held->second;
      if (amount != balance.amount)
        return fmt::format("Account {} has {} {}, on the paper market {}.", number,
                           balance.amount.text(), balance.currency.view(), amount.text());
    }
    for (const desk::Position& position : account->positions) {
      const market::Instrument* instrument = market_->catalogue().find(position.symbol);
      const auto held = ledger.holdings.find(instrument->id);
      const paper::Holding holding =
          held == ledger.holdings.end() ? paper::Holding() : held->second;
      if (holding.quantity != position.quantity || holding.cost != position.cost)
        return fmt::format("Account {} holds {} {}, on the paper market {}.", number,
                           position.quantity.text(), position.symbol.view(),
                           holding.quantity.text());
    }
  }
  return {};
}

std::vector<port::BrokerEvent> SimulatedPaper::opening() {
  std::vector<port::BrokerEvent> events;
  for (const paper::AccountConfig& account : paper::starting_accounts()) {
    port::AccountOpened opened;
    opened.account = account.account;
    events.emplace_back(opened);
    for (const paper::StartingCash& cash : account.cash)
      events.emplace_back(port::CashMoved{account.account, cash.currency, cash.amount, ""});
  }
  return events;
}

std::vector<std::string> SimulatedPaper::opening_orders() {
  std::vector<std::string> ids;
  for (const paper::AccountConfig& account : paper::starting_accounts())
    for (const paper::StartingPosition& position : account.positions)
      ids.push_back(fmt::format("opening-{}-{}", account.account, position.symbol.view()));
  return ids;
}

void PaperBehindNetwork::open() {
  // The built-in catalogue and calendars: there is nothing outside that could refuse.
  market_ = SimulatedPaper::create(scheduler_, Scheduler::world, clock_, random_.next()).value();
  market_->start([this](const port::BrokerEvent& event) {
    // What the session says of itself is the network's to say here.
    if (!std::holds_alternative<port::ConnectionChanged>(event)) tell(event);
  });
}

// The paper market answers at once.
Result<void> PaperBehindNetwork::place(port::Permit permit,
                                       const std::vector<port::Order>& orders) {
  Result<void> answer;
  const auto reply = [&](const Result<port::Placed>& placed) {
    if (!placed) answer = placed.error();
  };
  if (orders.size() == 1)
    market_->broker().place(std::move(permit), orders.front(), reply);
  else
    market_->broker().place_group(std::move(permit), orders, reply);
  return answer;
}

Result<void> PaperBehindNetwork::modify(port::Permit permit, const port::Order& order) {
  Result<void> answer;
  market_->broker().modify(std::move(permit), order, [&](const Result<port::Placed>& modified) {
    if (!modified) answer = modified.error();
  });
  return answer;
}

Result<void> PaperBehindNetwork::cancel(port::Permit permit, const std::string& client_id) {
  Result<void> answer;
  market_->broker().cancel(std::move(permit), client_id,
                           [&](Result<void> cancelled) { answer = std::move(cancelled); });
  return answer;
}

std::optional<port::Order> PaperBehindNetwork::random_order() {
  return market_->random_order(random_);
}

}  // namespace pitwall::sim

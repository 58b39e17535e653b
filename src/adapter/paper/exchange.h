// The paper exchange: accounts, orders and what fills them. Deterministic: ticks, orders and times
// go in, broker events come out in order. Owned by one thread. The port's `place` needs a permit
// and ends here; tests submit directly.
//
// How an order fills (regular hours only):
//   - Against the quote: at the ask for a buy, the bid for a sell, as far as the displayed size
//   goes,
//     then one tick worse for each further size (matching.h). Orders are served in order of
//     arrival; what one took is gone until the next quote. A limit order takes what is at its limit
//     or better and pays the better price.
//   - Against trades: a limit order that waits is filled at its limit by trades beyond it, up to
//     their size. A trade at the limit itself fills nobody here: others were there first.
//   - A stop turns into a market or limit order when a trade reaches its stop price, at the latest
//     trade already when it arrives.
//   - A trailing stop is a stop that moves with the trades of regular hours, and never back.
//   - A midprice order is a limit order halfway between bid and ask, or at its own limit where that
//   is
//     farther from the market; it rests while both sides are quoted.
//   - An order on close waits for the day's last trade: the regular close fills it there, a limited
//     one if that is within its limit. It has to be there ten minutes before.
//   - An order with a parent waits until that is filled. A parent that ends before goes without it,
//     or leaves it as much as it traded. What one order of a group trades is taken from the others.
//   - A day order ends with the regular close of its trading day, or of the next one if that is
//   over
//     already; taken up again after a restart, it counts as placed then. What an IOC order does not
//     get at once is cancelled.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapter/paper/board.h"
#include "adapter/paper/config.h"
#include "adapter/paper/fees.h"
#include "adapter/paper/history.h"
#include "adapter/paper/ledger.h"
#include "adapter/paper/matching.h"
#include "adapter/paper/record.h"
#include "port/broker.h"

namespace pitwall::paper {

// What the desk's journal knows of this broker, given back to it when the desk starts again.
struct ExchangeSeed {
  struct Position {
    market::Symbol symbol;
    Quantity quantity;
    Notional cost;  // signed like the quantity, multiplier included, commissions not
  };
  struct Account {
    std::string account;
    market::Currency base_currency;
    std::vector<StartingCash> cash;
    std::vector<Position> positions;
  };
  struct Order {
    port::Order order;
    port::OrderStatus status = port::OrderStatus::working;
    Quantity filled;
    std::string detail;
  };
  std::vector<Account> accounts;
  std::vector<Order> orders;  // open ones go on working; final ones are remembered by their id
  // A number that no earlier run had, such as the journal's length: execution ids begin with it.
  std::uint64_t session = 0;
};

class PaperExchange {
 public:
  static constexpr std::size_t max_remembered = 10'000;    // final orders, to know a repeated one
  static constexpr std::size_t max_open = 1'000;           // orders of one account
  static constexpr std::size_t max_executions = 10'000;    // remembered for reports
  static constexpr Duration closing_cutoff = minutes(10);  // orders on close, before it

  // All outlive the exchange. `listings` are by instrument and may grow.
  PaperExchange(const market::Catalogue& catalogue, const std::vector<Listing>& listings,
                const Board& board)
      : catalogue_(catalogue), listings_(listings), board_(board) {}

  // Where events go. One that calls back into the exchange is safe: what that causes comes after.
  void on_event(port::Broker::Sink sink) { sink_ = std::move(sink); }

  // Opens an account: its cash, and market orders for its positions that wait for the first quotes,
  // whatever the hour. What cannot be valued in its base currency here is left out. For an account
  // that was restored, only what its opening still lacks, because the desk stopped in the middle of
  // it or the tape could not value it then; and nothing once it has traded.
  void open(const AccountConfig& config, Time now);
  // Takes up where the desk left off. Before the first order; an unknown symbol is an error.
  Result<void> restore(const ExchangeSeed& seed, Time now);

  // An order with a client id that is known already gets the answer it got then, and if it is not
  // the same order, Code::conflict. Everything else that is wrong is the answer and, once the id
  // and the account are good, an OrderReported with status rejected.
  Result<void> submit(const port::Order& order, Time now);
  Result<void> cancel(std::string_view client_id, Time now);
  // Orders that belong together, the parent first: all of them, or, with the first fault, none.
  Result<void> submit_group(const std::vector<port::Order>& orders, Time now);
  // Another quantity, other prices or another time in force for a working order of the same client
  // id; refused, it works on as it was. It goes to the end of the queue, unless all that changed is
  // a smaller quantity.
  Result<void> modify(const port::Order& order, Time now);
  // What the order would cost and need, by the same rules that `submit` applies. Nothing changes.
  Result<port::OrderPreview> preview(const port::Order& order, Time now) const;

  // Before the first tick of a new day (UTC), which ends the accounts' days; cheap at any other.
  void note_time(Time now) {
    if (now >= next_midnight_) end_day(now);
  }
  // The accounts' days are counted from here: at the start, and where market time goes back.
  void begin_records(Time now);

  // The board has taken the tick up already.
  void on_tick(const market::Tick& tick);
  // Ends the orders whose time is over.
  void advance(Time now);
  Time next_expiry() const { return next_expiry_; }
  // From now on nothing trades, for this reason: a sentence. Empty: trading goes on.
  void halt(std::string reason) { halted_ = std::move(reason); }
  // All sides of the market are gone until they are quoted again.
  void forget_quotes();

  Result<port::Balances> balances(std::string_view account, Time now) const;
  const std::map<std::string, Ledger, std::less<>>& ledgers() const { return ledgers_; }
  // Since this exchange was made; an empty account means all (reports.cc).
  Result<port::Executions> executions(const port::ExecutionsQuery& query, Time now) const;
  Result<port::LiveOrders> live_orders(std::string_view account, Time now) const;
  Result<port::ProfitAndLoss> profit(std::string_view account, Time now) const;
  Result<port::Performance> performance(std::string_view account, port::PerformancePeriod period,
                                        Time now) const;
  // What orders would meet (depth.cc): the very levels that fill them.
  Result<market::OrderBook> depth(market::InstrumentId instrument, std::size_t rows) const;

 private:
  struct Entry {
    port::Order order;
    std::optional<port::Order> before;  // as it came, where it was modified
    std::uint64_t number = 0;           // in order of arrival
    market::InstrumentId instrument;
    port::OrderStatus status = port::OrderStatus::working;
    Quantity filled;
    Notional value;          // of what was filled, absolute
    Money charged;           // commission so far
    Money reserved;          // initial margin of the whole order, in the account's base currency
    bool triggered = false;  // a stop that has become a market or limit order
    std::optional<Price> trigger = {};  // where a stop stands now
    Time expires = Time::max();
    Result<void> answer;
    Quantity remaining() const { return order.quantity - filled; }
  };
  struct Book {
    Ladder bid, ask;
    Time quoted = Time::min();
    std::optional<Price> last;  // trade of regular hours
    std::vector<Entry*> open;   // by arrival
    std::optional<market::SessionCursor> hours;
  };
  enum class Opening { no, yes };

  void order_at_opening(const Ledger& ledger, const StartingPosition& position, Time now);
  Result<void> accept(Entry& entry, Opening opening, Time now);
  Result<void> check_terms(const Entry& entry) const;
  Result<void> check_market(const Entry& entry, Time now) const;
  Result<void> check_funds(Entry& entry, Time now) const;
  Result<Money> initial_margin(const Entry& entry, Quantity increase, Price price) const;
  // At what price the order's margin and cost are reckoned.
  Result<Price> expected_price(const Entry& entry) const;
  Result<void> check_change(const Entry& entry, const port::Order& order) const;
  Result<port::MarginChange> margin_change(const Entry& entry, Price price, Money before,
                                           Money Margin::* kind) const;
  Result<Money> currency_margin_change(const Entry& entry, Price price) const;
  const Ledger* find_ledger(std::string_view account) const;
  Error no_account(std::string_view account) const;
  std::optional<Price> average_price(const Entry& entry) const;
  void remember(const port::OrderExecuted& execution, Notional realized);
  void end_day(Time now);
  void keep(Entry& entry);  // in its book
  Time expiry_of(const Entry& entry, Time now) const;
  Book& book_of(market::InstrumentId instrument);
  // Also takes away what was quoted before the session that now is.
  static bool in_regular_hours(Book& book, Time now);
  void match(Entry& entry, Book& book, Time now);
  void match_trade(Book& book, const market::Tick& tick);
  // Not worse than this it is filled now; none: at any price.
  static std::optional<Price> limit_of(const Entry& entry, const Book& book);
  // Sets a stop off, or moves it along.
  void follow(Entry& entry, Price last);
  std::optional<Price> trail_from(const Entry& entry, Price last) const;
  // together.cc
  Result<void> check_entry(Entry& entry, Opening opening, Time now) const;
  Result<void> check_on_close(const Entry& entry, Time now) const;
  bool waits(const Entry& entry) const;                     // for its parent
  bool is_off(const Entry& entry, const Book& book) const;  // nothing can fill it now
  // Takes off what its group has traded already; true where nothing is left of it.
  bool join_group(Entry& entry, Time now);
  void reduce_group(Entry& entry, Quantity traded, Time now);
  void take_parent_end(Entry& parent, Time now);
  void close(Entry& entry, Book& book);
  void execute(Entry& entry, const Fill& fill, Time now);
  void finish(Entry& entry, port::OrderStatus status, std::string detail, Time now);
  void sweep(Book& book);  // final orders out of the book
  void report(const Entry& entry, std::string detail, Time now);
  void emit(port::BrokerEvent event) { outbox_.push_back(std::move(event)); }
  void deliver();
  Date trading_day(market::InstrumentId instrument, Time now) const;
  // In another currency at the board's rate; adds the rate's origin to `origin`.
  Result<Money> convert(Notional amount, market::Currency from, market::Currency to,
                        market::Origin& origin) const;
  bool can_convert(market::Currency from, market::Currency to) const;

  const market::Catalogue& catalogue_;
  const std::vector<Listing>& listings_;
  const Board& board_;
  port::Broker::Sink sink_;
  std::deque<port::BrokerEvent> outbox_;
  bool delivering_ = false;
  std::map<std::string, Ledger, std::less<>> ledgers_;
  std::map<std::string, Entry, std::less<>> orders_;  // by client id
  std::deque<std::string> final_ids_;                 // oldest first
  std::vector<Book> books_;                           // by instrument
  Time next_expiry_ = Time::max();
  std::string halted_;
  std::uint64_t session_ = 0;
  std::uint64_t executions_ = 0;
  std::uint64_t orders_seen_ = 0;
  std::deque<port::OrderExecuted> remembered_;                 // oldest first
  std::map<std::string, AccountRecord, std::less<>> records_;  // by account
  Time next_midnight_ = Time::max();
};

}  // namespace pitwall::paper

// Pitwall's Client Portal client through whatever gateway is at an address, in real time, to the
// end of an order: gateway_run https://127.0.0.1:5001. One line for each step; 0 where all went
// well. For play money only: it buys one share in the first paper account.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "adapter/client_portal/client_portal.h"
#include "emulator/permits.h"
#include "market/symbol.h"

namespace pitwall::emulator {
namespace {

using namespace pitwall::literals;
using namespace market::literals;

constexpr Duration answer_deadline = seconds(90);

class WallClock final : public port::Clock {
 public:
  Time now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Time{std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
  }
};

class Run {
 public:
  explicit Run(std::string address) {
    client_portal::Options options;
    options.address = std::move(address);
    Result<std::unique_ptr<client_portal::ClientPortal>> made = client_portal::ClientPortal::create(
        loop_, clock_, calendars_, market::starter_catalogue(), options);
    if (!made) {
      say("create", false, made.error().message);
      return;
    }
    client_ = std::move(*made);
  }

  bool go() {
    if (!client_) return false;
    connect();
    if (good_) quote();
    if (good_) history();
    if (good_) stream();
    if (good_) order();
    client_->stop();
    wait([] { return false; }, milliseconds(200));
    return good_;
  }

 private:
  void say(std::string_view step, bool well, std::string_view what) {
    fmt::print("{} {}: {}\n", well ? "ok" : "FAILED", step, what);
    std::fflush(stdout);
    good_ = good_ && well;
  }
  bool wait(const std::function<bool()>& so, Duration limit) {
    const Duration end = loop_.now() + limit;
    while (!so()) {
      if (loop_.now() >= end) return false;
      const net::Timer over = loop_.after(milliseconds(20), [this] { loop_.stop(); });
      loop_.run();
    }
    return true;
  }
  template <class T>
  Result<T> ask(const std::function<void(port::Reply<T>)>& begin) {
    auto answer = std::make_shared<std::optional<Result<T>>>();
    begin([answer](Result<T> result) { answer->emplace(std::move(result)); });
    if (!wait([&] { return answer->has_value(); }, answer_deadline))
      return error(Code::deadline_exceeded, "no answer");
    return std::move(**answer);
  }

  void connect() {
    client_->start([this](port::BrokerEvent event) {
      if (const auto* change = std::get_if<port::ConnectionChanged>(&event)) state_ = *change;
      if (const auto* account = std::get_if<port::AccountOpened>(&event))
        accounts_.push_back(account->account);
      if (const auto* execution = std::get_if<port::OrderExecuted>(&event))
        executed_ += execution->client_id + " ";
    });
    const bool up =
        wait([this] { return state_.state == port::ConnectionState::connected; }, answer_deadline);
    say("session", up, fmt::format("{}: {}", name_of(state_.state), state_.detail));
    say("accounts", !accounts_.empty(), fmt::format("{}", fmt::join(accounts_, " ")));
  }
  void quote() {
    using Quotes = std::vector<Result<market::Quote>>;
    const market::InstrumentId aapl = client_->catalogue().find("AAPL"_sym)->id;
    const Result<Quotes> quotes =
        ask<Quotes>([&](port::Reply<Quotes> reply) { client_->quotes({aapl}, std::move(reply)); });
    const bool well = quotes && quotes->front() && quotes->front()->bid;
    say("snapshot", well,
        well     ? fmt::format("bid {}, {}", quotes->front()->bid->text(),
                               name_of(quotes->front()->origin.quality))
        : quotes ? quotes->front().error().message
                 : quotes.error().message);
  }
  void history() {
    port::HistoryQuery query;
    query.instrument = client_->catalogue().find("AAPL"_sym)->id;
    query.size = market::BarSize::h1;
    query.to = clock_.now();
    query.from = query.to - days(5);
    const Result<market::BarSeries> series = ask<market::BarSeries>(
        [&](port::Reply<market::BarSeries> reply) { client_->history(query, std::move(reply)); });
    say("history", series.ok(),
        series ? fmt::format("{} candles", series->bars.size()) : series.error().message);
  }
  void stream() {
    const market::InstrumentId spy = client_->catalogue().find("SPY"_sym)->id;
    std::size_t ticks = 0;
    client_->listen([&](const market::Tick& tick, const market::Quote&) {
      if (tick.instrument == spy) ++ticks;
    });
    client_->follow(spy, true);
    const bool heard = wait([&] { return ticks >= 5; }, answer_deadline);
    client_->follow(spy, false);
    client_->listen([](const market::Tick&, const market::Quote&) {});
    say("streaming", heard, fmt::format("{} ticks", ticks));
  }
  void order() {
    port::Order order;
    order.account = accounts_.front();
    order.symbol = "AAPL"_sym;
    order.quantity = 1_qty;
    std::size_t asked = 0;
    for (int round = 1; round <= 5; ++round) {
      order.client_id = fmt::format("gateway-run-{}-{}", clock_.now().nanoseconds, round);
      const Result<port::Placed> placed = ask<port::Placed>([&](port::Reply<port::Placed> reply) {
        client_->place(Permits::make(order), order, std::move(reply));
      });
      if (!placed) return say("order", false, placed.error().message);
      if (placed->questions.empty()) break;
      for (const port::BrokerQuestion& question : placed->questions) {
        ++asked;
        fmt::print("   the broker asks: {}\n", question.text);
        order.accepted_questions.push_back(question.text);
      }
    }
    const bool filled =
        wait([&] { return executed_.find(order.client_id) != std::string::npos; }, answer_deadline);
    say("order", filled, fmt::format("{} questions answered, filled {}", asked, executed_));
  }

  net::Loop loop_;
  WallClock clock_;
  market::CalendarSet calendars_ = market::CalendarSet::built_in();
  std::unique_ptr<client_portal::ClientPortal> client_;
  port::ConnectionChanged state_;
  std::vector<std::string> accounts_;
  std::string executed_;
  bool good_ = true;
};

}  // namespace
}  // namespace pitwall::emulator

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "Usage: gateway_run ADDRESS, such as https://127.0.0.1:5001\n");
    return 2;
  }
  return pitwall::emulator::Run(argv[1]).go() ? 0 : 1;
}

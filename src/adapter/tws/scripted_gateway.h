// For the tests of this folder: the other end of the socket, by the book. It answers what a session
// asks when it begins, and whatever else a test tells it to; a frame that does not fit fails the
// test.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <map>

#include "adapter/tws/frame.h"
#include "adapter/tws/tws.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::tws::testing {

using namespace pitwall::literals;
using namespace market::literals;

class LoopClock final : public port::Clock {
 public:
  explicit LoopClock(const net::Loop& loop) : loop_(loop) {}
  // A Tuesday in the middle of New York's session.
  Time now() const override { return Time::parse("2026-04-14T15:00:00Z").value() + loop_.now(); }

 private:
  const net::Loop& loop_;
};

class SeededRandom final : public port::Random {
 public:
  std::uint64_t next() override { return state_ += 0x9E3779B97F4A7C15U; }

 private:
  std::uint64_t state_ = 1;
};

using Fields = std::vector<std::string>;

class ScriptedGateway {
 public:
  ScriptedGateway(net::Loop& loop, int version) : loop_(loop), version_(version) { by_the_book(); }

  // What a session is given for its connection.
  Tws::Dial dial() {
    return
        [this]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> { return connect(*this); };
  }

  // How a message from the client is answered: by its id.
  std::map<int, std::function<void(const Fields&)>> on;
  std::vector<Fields> received;  // all of them
  std::vector<std::int64_t> client_ids;
  std::set<std::int64_t> taken;  // client ids that are in use
  bool reachable = true;
  bool silent = false;  // takes connections and says nothing
  bool hang_up = false;
  std::string accounts = "DU1,";
  int version() const { return version_; }

  // "15|1|DU1,"
  void send(std::string_view fields) {
    std::string payload(fields);
    std::replace(payload.begin(), payload.end(), '|', '\0');
    send_raw(framed(payload + '\0'));
  }
  void send_raw(std::string bytes) {
    if (!open_) return;
    bytes_ += bytes;
    to_write_->notify();
  }
  void error(std::int64_t id, int code, std::string_view text) {
    send(version_ < 194 ? fmt::format("4|2|{}|{}|{}|", id, code, text)
                        : fmt::format("4|{}|{}|{}||0", id, code, text));
  }
  void cut() {
    if (cut_) cut_();
  }
  std::vector<Fields> received_of(int id) const {
    std::vector<Fields> all;
    for (const Fields& fields : received)
      if (fields.front() == std::to_string(id)) all.push_back(fields);
    return all;
  }

 private:
  static net::Awaitable<Result<std::unique_ptr<net::Stream>>> connect(ScriptedGateway& gateway) {
    if (!gateway.reachable) co_return pitwall::error(Code::unavailable, "refused");
    net::MemoryPipe pipe = net::memory_pipe(gateway.loop_);
    gateway.cut_ = pipe.cut;
    gateway.stream_ = std::move(pipe.second);
    gateway.to_write_ = std::make_shared<net::Notice>(gateway.loop_);
    gateway.bytes_.clear();
    gateway.open_ = true;
    gateway.loop_.spawn("gateway reads", read(gateway, gateway.stream_));
    gateway.loop_.spawn("gateway writes", write(gateway, gateway.stream_, gateway.to_write_));
    co_return std::move(pipe.first);
  }

  static net::Awaitable<void> read(ScriptedGateway& gateway, std::shared_ptr<net::Stream> stream) {
    std::string hello;
    constexpr std::string_view versions = "v157..200";
    const std::size_t whole = 4 + 4 + versions.size();
    while (hello.size() < whole) {
      char letter = 0;
      const Result<std::size_t> got = co_await stream->read_some(std::span(&letter, 1));
      if (!got || *got == 0) co_return;
      hello += letter;
    }
    CHECK(hello.starts_with(std::string_view("API\0", 4)));
    CHECK(hello.ends_with(versions));
    if (gateway.hang_up) {
      stream->close();
      co_return;
    }
    if (gateway.silent) co_return;
    gateway.send(fmt::format("{}|20260414 11:00:00 US/Eastern", gateway.version_));
    FrameSplitter frames;
    for (;;) {
      const std::span<char> room = frames.room();
      const Result<std::size_t> got = co_await stream->read_some(room);
      if (!got || *got == 0) break;
      frames.filled(*got);
      while (const std::optional<std::string_view> payload = frames.next().value())
        gateway.take(*payload);
    }
    if (gateway.stream_ == stream) gateway.open_ = false;
  }

  static net::Awaitable<void> write(ScriptedGateway& gateway, std::shared_ptr<net::Stream> stream,
                                    std::shared_ptr<net::Notice> to_write) {
    for (;;) {
      if (gateway.stream_ != stream) co_return;
      if (gateway.bytes_.empty()) {
        co_await to_write->wait();
        continue;
      }
      const std::string bytes = std::exchange(gateway.bytes_, {});
      const Result<void> written = co_await stream->write(bytes);
      if (!written) co_return;
    }
  }

  void take(std::string_view payload) {
    Fields fields;
    while (!payload.empty()) {
      const std::size_t end = payload.find('\0');
      REQUIRE(end != payload.npos);
      fields.emplace_back(payload.substr(0, end));
      payload.remove_prefix(end + 1);
    }
    received.push_back(fields);
    const auto found = on.find(std::stoi(fields.front()));
    if (found != on.end()) found->second(fields);
  }

  void by_the_book() {
    on[71] = [this](const Fields& f) {
      client_ids.push_back(std::stoll(f[2]));
      if (taken.contains(client_ids.back())) {
        error(-1, 326, "Unable to connect as the client id is already in use.");
        return;
      }
      send(fmt::format("15|1|{}", accounts));
      send("9|1|41");
      error(-1, 2104, "Market data farm connection is OK:usfarm");
    };
    on[49] = [this](const Fields&) { send("49|1|1776178800"); };
    on[62] = [this](const Fields& f) {
      const std::string& id = f[2];
      for (const char* line :
           {"NetLiquidation|100000.25|USD", "TotalCashValue|60000|USD",
            "GrossPositionValue|40000.25|USD", "InitMarginReq|20000|USD",
            "MaintMarginReq|18000|USD", "AvailableFunds|80000.25|USD",
            "ExcessLiquidity|82000.25|USD", "BuyingPower|320001|USD", "CashBalance|61000|USD",
            "CashBalance|-900.5|EUR", "CashBalance|60000|BASE"})
        send(fmt::format("63|1|{}|DU1|{}", id, line));
      send(fmt::format("64|1|{}", id));
    };
    on[61] = [this](const Fields&) {
      send("61|3|DU1|265598|AAPL|STK||0.0|||NASDAQ|USD|AAPL|NMS|100|150.5");
      send("62|1");
    };
    on[7] = [this](const Fields& f) { send(fmt::format("55|1|{}", f[2])); };
    on[16] = [this](const Fields&) { send("53|1"); };
    on[99] = [this](const Fields&) { send("102"); };
    on[9] = [this](const Fields& f) { contract(f); };
  }

  void contract(const Fields& f) {
    const std::string& id = f[2];
    const bool apple = f[3] == "265598" || f[4] == "AAPL";
    if (apple) {
      send(contract_line(id, "AAPL", "STK", "", "SMART", "USD", "AAPL", "NMS", "265598", "0.01", "",
                         "APPLE INC", "NASDAQ"));
    } else if (f[4] == "ES") {
      send(contract_line(id, "ES", "FUT", "20260918", "CME", "USD", "ESU6", "ES", "2", "0.25", "50",
                         "E-mini S&P 500", ""));
      send(contract_line(id, "ES", "FUT", "20260618", "CME", "USD", "ESM6", "ES", "1", "0.25", "50",
                         "E-mini S&P 500", ""));
    } else {
      error(std::stoll(id), 200, "No security definition has been found for the request");
      return;
    }
    send(fmt::format("52|1|{}", id));
  }

  std::string contract_line(std::string_view id, std::string_view symbol, std::string_view kind,
                            std::string_view expiry, std::string_view exchange,
                            std::string_view currency, std::string_view local,
                            std::string_view trading_class, std::string_view conid,
                            std::string_view tick, std::string_view multiplier,
                            std::string_view name, std::string_view primary) const {
    std::string line = fmt::format("10|{}|{}|{}|{}", id, symbol, kind, expiry);
    if (version_ >= 182) line += fmt::format("|{}", expiry);
    line += fmt::format("|0.0||{}|{}|{}|{}|{}|{}|{}|{}", exchange, currency, local, trading_class,
                        trading_class, conid, tick, multiplier);
    line += fmt::format("|ACTIVETIM,DAY,GTC,IOC,LMT,MKT,STP,STPLMT|{},IEX|1|0|{}|{}", exchange,
                        name, primary);
    line += "|202606|Technology|Computers|Computers|US/Eastern|20260414:0400-20260414:2000";
    line +=
        "|20260414:0930-20260414:1600||0|1|ISIN|US0378331005|1|||26,26||COMMON|0.0001|0.0001|100";
    if (version_ >= 186) line += "|0";
    return line;
  }

  net::Loop& loop_;
  int version_;
  std::shared_ptr<net::Stream> stream_;
  std::shared_ptr<net::Notice> to_write_;
  std::string bytes_;
  bool open_ = false;
  std::function<void()> cut_;
};

// A session with such a gateway, and what it told.
class Desk {
 public:
  explicit Desk(int version, Options options = {}, market::Catalogue catalogue = apple_and_es())
      : gateway(loop, version),
        tws(Tws::create(loop, clock, random, calendars, std::move(catalogue), std::move(options),
                        gateway.dial())
                .value()) {}
  ~Desk() {
    tws->stop();
    loop.run();
  }

  void start() {
    tws->start([this](port::BrokerEvent event) { events.push_back(std::move(event)); });
    run_for(seconds(2));
  }
  void run_for(Duration length) {
    const net::Timer end = loop.after(length, [this] { loop.stop(); });
    loop.run();
  }
  template <class T>
  Result<T> wait(std::function<void(port::Reply<T>)> ask, Duration at_most = minutes(5)) {
    std::optional<Result<T>> answer;
    const net::Timer end = loop.after(at_most, [this] { loop.stop(); });
    ask([&](Result<T> result) {
      answer.emplace(std::move(result));
      loop.stop();
    });
    if (!answer) loop.run();
    REQUIRE(answer.has_value());
    return *answer;
  }
  template <class T>
  std::vector<T> told() const {
    std::vector<T> all;
    for (const port::BrokerEvent& event : events)
      if (const T* one = std::get_if<T>(&event)) all.push_back(*one);
    return all;
  }
  port::ConnectionState state() const {
    const auto changes = told<port::ConnectionChanged>();
    return changes.empty() ? port::ConnectionState::disconnected : changes.back().state;
  }
  market::InstrumentId id(std::string_view name) const {
    return tws->catalogue().find(name).value()->id;
  }

  static market::Catalogue apple_and_es() {
    market::Catalogue catalogue;
    market::Instrument apple;
    apple.symbol = "AAPL"_sym;
    apple.name = "Apple";
    apple.exchange = "NASDAQ";
    apple.currency = "USD"_ccy;
    apple.tick_size = 0.01_px;
    apple.calendar = "NYSE";
    CHECK(catalogue.add(apple).ok());
    market::Instrument es = apple;
    es.symbol = "ES"_sym;
    es.name = "E-mini S&P 500";
    es.asset_class = market::AssetClass::future;
    es.exchange = "CME";
    es.tick_size = 0.25_px;
    es.multiplier = 50_ratio;
    es.calendar = "CME_EQUITY";
    CHECK(catalogue.add(es).ok());
    return catalogue;
  }

  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop};
  SeededRandom random;
  market::CalendarSet calendars = market::CalendarSet::built_in();
  ScriptedGateway gateway;
  std::vector<port::BrokerEvent> events;
  std::unique_ptr<Tws> tws;
};

}  // namespace pitwall::tws::testing

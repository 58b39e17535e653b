// The watch at work on a clock of its own: a real process is killed, a market moves, and what
// arrives is read where a phone would read it, at the Bot API's end.
#include "app/watch/lookout.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "adapter/sqlite/outbox.h"
#include "adapter/sqlite/watch_log.h"
#include "adapter/telegram/test_bot.h"
#include "tool/test_desk.h"

namespace pitwall::app {
namespace {

using namespace pitwall::literals;
using namespace market::literals;
using telegram::testing::anna;

// A process that does nothing for ten minutes, under a name of its own.
class Service {
 public:
  explicit Service(std::string name) : name_(std::move(name)) { start(); }
  ~Service() { stop(); }
  void start() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      ::execl("/bin/sleep", name_.c_str(), "600", nullptr);
      ::_exit(127);
    }
    // It closes with the child's own program: from here on the child has its name.
    ::close(ends[1]);
    char none = 0;
    CHECK(::read(ends[0], &none, 1) == 0);
    ::close(ends[0]);
  }
  void stop() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(std::exchange(child_, -1), nullptr, 0);
  }

 private:
  std::string name_;
  pid_t child_ = -1;
};

class LoopTimers final : public port::Timers {
 public:
  explicit LoopTimers(net::Loop& loop) : loop_(loop) {}
  void after(Duration delay, std::function<void()> callback) override {
    timers_.push_back(loop_.after(delay, std::move(callback)));
  }

 private:
  net::Loop& loop_;
  std::vector<net::Timer> timers_;
};

// 2026-11-20T15:00:00Z, a Friday: New York has been trading for half an hour.
class MovableClock final : public port::Clock {
 public:
  explicit MovableClock(net::Loop& loop) : clock_(loop) {}
  Time now() const override { return clock_.now() + ahead; }
  Duration ahead;

 private:
  telegram::testing::LoopClock clock_;
};

struct Post {
  explicit Post(Config with = {}) : config(std::move(with)) {
    config.health.built_in = false;
    market.now = clock.now();
    desk.on_effect([this](const desk::Effect& effect) { lookout->on_effect(effect); });
    open();
  }
  ~Post() { close(); }

  void open() {
    telegram::Options options;
    options.token = {std::string(telegram::testing::token)};
    options.address = "http://telegram.test";
    options.chat = anna;
    options.dial = bot.dial();
    std::vector<std::unique_ptr<port::Channel>> all;
    all.push_back(std::move(*telegram::Telegram::create(loop, clock, std::move(options))));
    outbox = std::move(*sqlite::SqliteOutbox::open(folder.file("")));
    kept = std::move(*sqlite::SqliteWatchLog::open(folder.file("")));
    const auto log = [this](LogLevel, const std::string& line) { logged.push_back(line); };
    channels = Channels::over(std::move(all), config.channels, {loop, clock, timers, *outbox, log});
    auto made = Lookout::make(config, folder.file(""),
                              {loop,
                               clock,
                               random,
                               desk,
                               market,
                               calendars,
                               *kept,
                               channels.get(),
                               "IBKR",
                               [] { return std::uint16_t{1}; },
                               log,
                               {},
                               {},
                               {}});
    REQUIRE_MESSAGE(made.ok(), (made ? "" : made.error().message));
    lookout = std::move(*made);
    if (!std::exchange(listening, true))
      desk.add_applied_listener([this](const desk::Event& event) { lookout->on_event(event); });
    channels->start([this](const port::ChannelEvent& event, const std::function<void()>& taken) {
      if (!lookout->take(event, taken)) taken();
    });
    lookout->start();
  }
  void close() {
    lookout->stop();
    channels->stop();
    run_for(minutes(4));
  }

  void run_for(Duration length) {
    net::Timer timer = loop.after(length, [this] { loop.stop(); });
    loop.run();
    market.now = clock.now();
  }
  // Goes on second by second until the phone shows such a text; how long that took.
  Duration until_phone(std::string_view text, Duration most) {
    const Duration begun = loop.now();
    while (loop.now() - begun < most) {
      if (shows(text)) return loop.now() - begun;
      run_for(milliseconds(100));
    }
    INFO("last on the phone: " << (phone().empty() ? "" : phone().back()));
    REQUIRE_MESSAGE(shows(text), std::string(text));
    return most;
  }
  std::vector<std::string> phone() const {
    std::vector<std::string> all;
    for (const telegram::testing::Asked& one : bot.asked)
      if (one.method == "sendMessage") all.emplace_back(one.body.string_or("text", ""));
    return all;
  }
  bool shows(std::string_view text) const {
    return std::ranges::any_of(
        phone(), [&](const std::string& one) { return one.find(text) != std::string::npos; });
  }
  // Events of a kind that can be looked back at.
  std::size_t count(std::string kind) const {
    port::LoggedEventQuery query;
    query.kinds = {std::move(kind)};
    const auto events = kept->events(query);
    REQUIRE(events.ok());
    return events->size();
  }
  // The id of the button of that label under the last message.
  std::string button(std::string_view label) const {
    const std::string body = bot.last("sendMessage").body.dump();
    const std::size_t at = body.find(label);
    REQUIRE(at != std::string::npos);
    const std::string key = "\"callback_data\":\"";
    const std::size_t from = body.find(key, at) + key.size();
    return body.substr(from, body.find('"', from) - from);
  }
  void trade(Price price) {
    const market::InstrumentId id = market.instruments.find("AAPL"_sym)->id;
    market::Quote quote;
    quote.last = price;
    quote.time = clock.now();
    quote.origin = tool::testing::origin_of("IBKR", market::AccountKind::paper, clock.now());
    quote.origin.quality = market::Quality::live;
    market::Tick tick;
    tick.instrument = id;
    tick.time = clock.now();
    tick.price = price;
    tick.size = 100_qty;
    lookout->on_tick(tick, quote);
  }
  void put(std::string name, std::string condition) {
    desk::Trigger trigger;
    trigger.name = std::move(name);
    trigger.symbols = {"AAPL"_sym};
    trigger.condition = std::move(condition);
    trigger.by = "test";
    desk.submit(desk::TriggerPut{trigger, clock.now()});
  }

  Config config;
  net::Loop loop{net::testing::simulated()};
  MovableClock clock{loop};
  LoopTimers timers{loop};
  net::testing::TemporaryFolder folder;
  telegram::testing::TestBot bot{loop};
  tool::testing::FakeRandom random;
  tool::testing::MemoryJournal journal;
  tool::testing::FakeMarket market;
  market::CalendarSet calendars = market::CalendarSet::built_in();
  desk::Gate gate;
  desk::Desk desk{clock, journal, gate};
  std::unique_ptr<sqlite::SqliteOutbox> outbox;
  std::unique_ptr<sqlite::SqliteWatchLog> kept;
  std::unique_ptr<Channels> channels;
  std::unique_ptr<Lookout> lookout;
  std::vector<std::string> logged;
  bool listening = false;
};

Config watching(const std::string& process) {
  Config config;
  ProbeConfig probe;
  probe.name = "gateway";
  probe.process = process;
  config.health.probes = {probe};
  return config;
}

TEST_CASE("a service that is killed is on the phone within 61 seconds, and its recovery after it") {
  const std::string name = fmt::format("pitwall-lookout-{}", ::getpid());
  Service service(name);
  Post post(watching(name));
  post.run_for(minutes(10));
  CHECK(post.phone().empty());
  Duration slowest;
  for (int round = 0; round < 12; ++round) {
    // At another moment between two probes each time.
    post.run_for(seconds(5 * round));
    service.stop();
    const Duration took = post.until_phone("gateway is down", minutes(2));
    slowest = std::max(slowest, took);
    CHECK(took <= seconds(61));
    service.start();
    post.until_phone("Over: gateway is down", minutes(3));
    post.bot.asked.clear();
    post.run_for(minutes(5));
    CHECK(post.phone().empty());
  }
  MESSAGE("on the phone after " << slowest.text() << " at the latest");
  CHECK(post.count("alert_raised") == 12);
  CHECK(post.count("alert_ended") == 12);
}

TEST_CASE("who taps Acknowledge hears no repeat, and who taps Silence hears nothing for an hour") {
  const std::string name = fmt::format("pitwall-lookout-tap-{}", ::getpid());
  Service service(name);
  Config config = watching(name);
  config.alerts.otherwise.repeat_interval = minutes(10);
  Post post(config);
  post.run_for(minutes(5));
  service.stop();
  post.until_phone("gateway is down", minutes(2));
  post.run_for(minutes(15));
  CHECK(post.shows("Still: gateway is down"));
  post.bot.taps(post.button("Acknowledge"));
  post.run_for(seconds(10));
  REQUIRE(post.desk.state().alerting.groups.size() == 1);
  CHECK(post.desk.state().alerting.groups[0].acknowledged_by == fmt::format("telegram {}", anna));
  // What stands there says so, and has no buttons any more.
  const std::string edited = post.bot.last("editMessageText").body.dump();
  CHECK(edited.find("Acknowledged by telegram") != std::string::npos);
  CHECK(edited.find("callback_data") == std::string::npos);
  post.bot.asked.clear();
  post.run_for(hours(2));
  CHECK(post.phone().empty());

  service.start();
  post.until_phone("Over: gateway is down", minutes(3));
  service.stop();
  post.bot.asked.clear();
  post.until_phone("gateway is down", minutes(3));
  post.bot.taps(post.button("Silence"));
  post.run_for(seconds(10));
  CHECK(post.desk.state().alerting.silences.size() == 1);
  post.bot.asked.clear();
  post.run_for(minutes(55));
  CHECK(post.phone().empty());
  post.until_phone("gateway is down", minutes(30));
}

TEST_CASE("an alert that stood when the desk went down ends when the service is back") {
  const std::string name = fmt::format("pitwall-lookout-back-{}", ::getpid());
  Service service(name);
  Post post(watching(name));
  post.run_for(minutes(5));
  service.stop();
  post.until_phone("gateway is down", minutes(2));
  post.close();
  service.start();
  post.open();
  post.until_phone("Over: gateway is down", minutes(3));
  CHECK(post.desk.state().alerting.alerts.empty());
}

TEST_CASE("a trigger that fires is told at once, with what it saw; its silence holds it back") {
  Post post;
  post.put("high", "price > 200");
  for (int minute = 0; minute < 3; ++minute) {
    post.trade(199_px);
    post.run_for(minutes(1));
  }
  post.trade(201_px);
  CHECK(post.until_phone("high: AAPL at 201", seconds(5)) <= seconds(1));
  const std::string text = post.phone().back();
  CHECK(text.find("price > 200") != std::string::npos);
  CHECK(text.find("IBKR, live") != std::string::npos);
  CHECK(text.find("The last 4 bars of a minute: from 199 to 201") != std::string::npos);
  post.bot.taps(post.button("Silence"));
  post.run_for(seconds(10));
  post.bot.asked.clear();
  post.trade(199_px);
  post.trade(202_px);
  post.run_for(seconds(10));
  CHECK(post.phone().empty());
  CHECK(post.desk.state().watching.find("high")->fired == 2);
  CHECK(post.count("trigger_fired") == 2);
}

TEST_CASE("an instrument that stops ticking while its market trades is an alert, and no firing") {
  Post post;
  post.put("high", "price > 200");
  post.trade(199_px);
  post.run_for(minutes(1));
  CHECK(post.phone().empty());
  post.until_phone("high cannot see AAPL", minutes(8));
  CHECK(post.phone().back().find("stopped ticking") != std::string::npos);
  post.trade(201_px);
  post.until_phone("Over: high cannot see AAPL", minutes(3));
  CHECK(post.shows("high: AAPL at 201"));
}

TEST_CASE("a trigger that was blind when the desk went down ends its alert once it sees again") {
  Post post;
  post.put("high", "price > 200");
  post.trade(199_px);
  post.until_phone("high cannot see AAPL", minutes(8));
  post.close();
  post.open();
  post.bot.asked.clear();
  post.run_for(minutes(2));
  CHECK(post.phone().empty());
  CHECK(post.desk.state().watching.find("high")->is_blind());
  post.trade(199_px);
  post.until_phone("Over: high cannot see AAPL", minutes(3));
  CHECK_FALSE(post.desk.state().watching.find("high")->is_blind());
}

TEST_CASE("a cool-down goes on over a restart") {
  Post post;
  desk::Trigger trigger;
  trigger.name = "high";
  trigger.symbols = {"AAPL"_sym};
  trigger.condition = "price > 200";
  trigger.level = true;
  trigger.cool_down = minutes(10);
  trigger.by = "test";
  post.desk.submit(desk::TriggerPut{trigger, post.clock.now()});
  post.trade(201_px);
  post.run_for(seconds(10));
  CHECK(post.count("trigger_fired") == 1);
  post.close();  // takes four minutes
  post.open();
  const auto trade_for = [&](int count) {
    for (int minute = 0; minute < count; ++minute) {
      post.trade(201_px);
      post.run_for(minutes(1));
    }
  };
  trade_for(5);
  CHECK(post.count("trigger_fired") == 1);
  trade_for(2);
  CHECK(post.count("trigger_fired") == 2);
}

TEST_CASE("an instrument that nobody knows is said with the nearest, and looked up at each login") {
  Post post;
  const auto put_on = [&](std::string_view symbol) {
    desk::Trigger trigger;
    trigger.name = fmt::format("on {}", symbol);
    trigger.symbols = {market::Symbol::parse(symbol).value()};
    trigger.condition = "price > 1";
    trigger.by = "test";
    post.desk.submit(desk::TriggerPut{trigger, post.clock.now()});
    post.run_for(milliseconds(10));
    return post.desk.state().watching.find(trigger.name);
  };
  const auto why = [](const desk::WatchedTrigger* one) {
    return one->on.empty() ? "" : one->on.front().blind;
  };
  CHECK(why(put_on("AAPX")) == "there is no instrument AAPX; the nearest is AAPL");
  post.market.look_up_failure = error(Code::unavailable, "There is no session.");
  CHECK(why(put_on("IBM")) ==
        "IBM is not known yet, and it could not be looked up: There is no session");
  post.until_phone("on IBM cannot see IBM", seconds(20));

  post.market.look_up_failure.reset();
  market::Instrument instrument = *post.market.instruments.find("AAPL"_sym);
  instrument.symbol = "IBM"_sym;
  post.market.beyond = {instrument};
  post.desk.submit(port::ConnectionChanged{"IBKR", port::ConnectionState::connected, ""});
  post.run_for(milliseconds(10));
  const market::Instrument* found = post.market.instruments.find("IBM"_sym);
  REQUIRE(found);
  CHECK(post.market.followed[found->id] == 1);
  CHECK(post.count("trigger_blinded") == 2);  // said once each
}

TEST_CASE("while its market is closed nobody is told that a trigger sees nothing") {
  Post post;
  post.clock.ahead = days(1);  // Saturday
  post.put("high", "price > 200");
  post.run_for(hours(12));
  CHECK(post.phone().empty());
}

TEST_CASE("a clock that jumps is no alarm") {
  const std::string name = fmt::format("pitwall-lookout-jump-{}", ::getpid());
  Service service(name);
  Post post(watching(name));
  post.put("high", "price > 200");
  post.trade(199_px);
  post.run_for(minutes(2));
  for (const Duration jump : {hours(5), -hours(9), days(400), -days(400)}) {
    post.clock.ahead = post.clock.ahead + jump;
    post.run_for(seconds(30));
    post.trade(199_px);
    post.run_for(minutes(2));
  }
  CHECK(post.phone().empty());
  post.trade(201_px);
  post.until_phone("high: AAPL at 201", seconds(5));
}

TEST_CASE("a file of triggers that cannot be read leaves the triggers as they were, and says so") {
  const net::testing::TemporaryFolder folder;
  const std::string file = folder.file("triggers.yaml");
  const auto write = [&](std::string_view text) { std::ofstream(file) << text; };
  write(
      "triggers:\n  - {name: high, symbol: AAPL, condition: \"price > 200\"}\n"
      "  - {name: low, symbol: AAPL, condition: \"price < 100\"}\n");
  Config config;
  config.watch.triggers = file;
  Post post(config);
  post.run_for(seconds(5));
  CHECK(post.desk.state().watching.triggers.size() == 2);
  write("triggers:\n  - {name: high, symbol: AAPL, condition: \"price > \"}\n");
  CHECK_FALSE(post.lookout->load_triggers().ok());
  post.until_phone("The file of triggers cannot be read", minutes(1));
  CHECK(post.desk.state().watching.triggers.size() == 2);
  write("triggers:\n  - {name: high, symbol: AAPL, condition: \"price > 210\"}\n");
  CHECK(post.lookout->load_triggers().ok());
  post.until_phone("Over: The file of triggers", minutes(3));
  REQUIRE(post.desk.state().watching.triggers.size() == 1);
  CHECK(post.desk.state().watching.triggers[0].trigger.condition == "price > 210");
  // What a tool made is not the file's.
  post.put("mine", "price > 1000");
  CHECK(post.lookout->load_triggers().ok());
  post.run_for(seconds(1));
  CHECK(post.desk.state().watching.triggers.size() == 2);
}

TEST_CASE("a channel that is away for long is an alert, and over when it is back") {
  Post post;
  post.run_for(minutes(2));
  post.bot.reachable = false;
  post.run_for(minutes(3));
  post.bot.reachable = true;
  post.run_for(minutes(10));
  CHECK(post.desk.state().alerting.alerts.empty());  // it was never missed
  CHECK(post.phone().empty());
  post.bot.reachable = false;
  post.run_for(minutes(12));
  REQUIRE(post.desk.state().alerting.alerts.size() == 1);
  CHECK(post.desk.state().alerting.alerts[0].summary == "Messages by telegram do not get through");
  post.bot.reachable = true;
  post.until_phone("Over: Messages by telegram do not get through", minutes(20));
}

TEST_CASE("an outbox that is full is said, and everything else goes on") {
  Post post;
  post.run_for(minutes(1));
  post.bot.reachable = false;
  for (int i = 0; i < 1'100; ++i)
    post.channels->tell(fmt::format("k{}", i), {port::Severity::info, "x", "", {}});
  post.run_for(seconds(1));
  REQUIRE(post.desk.state().alerting.alerts.size() == 1);
  CHECK(post.desk.state().alerting.alerts[0].summary ==
        "Messages by telegram are lost: too many wait");
  CHECK(post.logged.back().find("was not kept") != std::string::npos);
  post.put("high", "price > 200");
  post.trade(199_px);
  post.run_for(seconds(1));
  post.trade(201_px);
  post.run_for(seconds(1));
  CHECK(post.desk.state().watching.find("high")->fired == 1);
  post.bot.reachable = true;
  post.run_for(hours(1));
  // What waited has gone out; the next message finds room.
  CHECK(post.phone().size() >= 1'000);
  post.channels->tell("next", {port::Severity::info, "x", "", {}});
  post.until_phone("Over: Messages by telegram are lost", minutes(3));
}

TEST_CASE("a storm of firings is told in part, and counted") {
  Post post;
  for (int i = 0; i < 50; ++i) post.put(fmt::format("t{}", i), fmt::format("price > {}", 200 + i));
  post.trade(199_px);
  post.run_for(seconds(1));
  post.trade(300_px);
  post.until_phone("Triggers fired 30 more times than could be told", minutes(3));
  CHECK(post.lookout->teller().held_back() == 30);
}

TEST_CASE("a storm of silences is told in part, and counted") {
  Post post;
  for (int i = 0; i < 50; ++i) {
    desk::Silence silence;
    silence.id = post.random.id();
    silence.matchers = {desk::Matcher::parse("alert = probe_down").value()};
    silence.from = post.clock.now();
    silence.until = post.clock.now() + hours(1);
    silence.by = "a program";
    post.desk.submit(desk::SilenceAdded{silence, post.clock.now()});
  }
  post.until_phone("Alerts were silenced 30 more times than could be told", minutes(3));
  CHECK(post.phone().size() == 21);
}

}  // namespace
}  // namespace pitwall::app

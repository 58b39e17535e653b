#include "app/daemon.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapter/journal/file_journal.h"
#include "adapter/picture/painter.h"
#include "adapter/sqlite/bars.h"
#include "adapter/sqlite/document_store.h"
#include "adapter/sqlite/outbox.h"
#include "adapter/sqlite/watch_log.h"
#include "app/channel/answers.h"
#include "app/channel/approvals.h"
#include "app/channel/channels.h"
#include "app/channel/notices.h"
#include "app/kill_file.h"
#include "app/local_methods.h"
#include "app/memory/embeddings.h"
#include "app/memory/intake_alerts.h"
#include "app/memory/library_thread.h"
#include "app/person_methods.h"
#include "app/vault_files.h"
#include "app/venue.h"
#include "app/version.h"
#include "app/watch/lookout.h"
#include "desk/engine/desk.h"
#include "desk/gate/words.h"
#include "net/http_server.h"
#include "serve/dashboard/dashboard.h"
#include "serve/feed/feed.h"
#include "serve/http/answer.h"
#include "serve/http/router.h"
#include "serve/mcp/desk_offer.h"
#include "serve/mcp/fixtures/fixtures.h"
#include "serve/mcp/mcp_http.h"
#include "serve/mcp/mcp_socket.h"
#include "serve/metrics/metrics.h"
#include "serve/sign_in/front.h"

namespace pitwall::app {
namespace {

constexpr Duration shutdown_grace = seconds(5);
constexpr Duration kill_file_pause = milliseconds(500);

struct Failure {
  std::string task;
  std::string what;
};
void describe(Failure& failure, Visitor& v) {
  v("task", "Which task.", "", failure.task);
  v("what", "What happened.", "", failure.what);
}

// Built-in calendars, with the user's files in their place where there are any.
Result<market::CalendarSet> load_calendars(const std::string& folder) {
  market::CalendarSet calendars = market::CalendarSet::built_in();
  if (folder.empty()) return calendars;
  std::error_code failure;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure))
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  if (failure)
    return error(Code::not_found, "The calendar folder {} cannot be read: {}.", folder,
                 failure.message());
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& path : files) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    Result<market::Calendar> calendar = market::Calendar::parse(text.view());
    if (!calendar)
      return error(Code::invalid_argument, "Calendar {}: {}", path.string(),
                   calendar.error().message);
    calendars.put(std::move(*calendar));
  }
  return calendars;
}

std::optional<net::Response> dashboard_file(const net::Request& request) {
  const Result<serve::Asset> asset = serve::find_asset(request.target);
  if (!asset) return std::nullopt;
  net::Response response;
  if (request.headers.get("If-None-Match") == asset->etag) {
    response.status = 304;
  } else {
    const bool gzip = !asset->gzip.empty() && request.headers.has_token("Accept-Encoding", "gzip");
    response = net::Response::of_type(200, asset->content_type,
                                      std::string(gzip ? asset->gzip : asset->body));
    if (gzip) response.headers.set("Content-Encoding", "gzip");
  }
  response.headers.set("ETag", asset->etag);
  response.headers.set("Cache-Control", asset->cache_control);
  response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Content-Security-Policy", asset->security_policy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

// The loop's timers as the tools know them.
class LoopTimers final : public port::Timers {
 public:
  explicit LoopTimers(net::Loop& loop) : loop_(loop) {}
  void after(Duration delay, std::function<void()> callback) override {
    const std::uint64_t number = ++last_;
    waiting_[number] = loop_.after(delay, [this, number, callback = std::move(callback)] {
      const net::Timer done = std::move(waiting_[number]);
      waiting_.erase(number);
      callback();
    });
  }

 private:
  net::Loop& loop_;
  std::map<std::uint64_t, net::Timer> waiting_;
  std::uint64_t last_ = 0;
};

}  // namespace

// In the order in which they need each other; destroyed the other way round.
struct Daemon::Parts {
  Parts(const Config& c, const Paths& p, market::CalendarSet set)
      : config(c),
        paths(p),
        log(clock, c.log_level),
        calendars(std::move(set)),
        loop({.on_failure = [this](std::string_view task, std::string_view what) {
          log.write(LogLevel::error, "internal failure",
                    Failure{std::string(task), std::string(what)});
        }}) {}

  Config config;
  Paths paths;
  SystemClock clock;
  SystemRandom random;
  Log log;
  market::CalendarSet calendars;
  net::Loop loop;
  picture::PicturePainter painter{loop};
  LoopTimers timers{loop};
  std::unique_ptr<journal::FileJournal> journal;
  std::unique_ptr<sqlite::SqliteBars> bars;
  std::unique_ptr<LibraryThread> library;  // only where the memory can be opened
  // Only where the user has set one up, as the one below.
  std::unique_ptr<Embeddings> embeddings;
  std::unique_ptr<embedding::Endpoint> reranker;
  desk::Gate gate;
  std::unique_ptr<desk::Desk> desk;
  std::unique_ptr<Venue> venue;
  std::unique_ptr<sqlite::SqliteOutbox> outbox;  // only where a channel is on, as the two below
  std::unique_ptr<Channels> channels;
  std::unique_ptr<Answers> answers;
  std::unique_ptr<sqlite::SqliteWatchLog> watch_log;
  std::unique_ptr<Lookout> lookout;
  std::unique_ptr<Notices> notices;
  std::unique_ptr<tool::Registry> registry;
  tool::DaemonFacts facts;
  std::unique_ptr<tool::Context> context;
  std::unique_ptr<tool::Dispatch> dispatch;
  std::unique_ptr<PersonMethods> person;
  std::unique_ptr<Approvals> approvals;  // only where a channel is on
  serve::Metrics metrics;
  std::unique_ptr<serve::DeskOffer> offer;
  std::unique_ptr<serve::Fixtures> fixtures;
  std::unique_ptr<serve::McpServer> mcp;
  std::unique_ptr<serve::McpHttp> mcp_http;
  std::unique_ptr<serve::Feed> feed;
  std::unique_ptr<serve::sign_in::Front> front;  // only where remote use is on
  std::unique_ptr<serve::Router> router;
  std::unique_ptr<serve::McpSocket> socket;
  std::unique_ptr<net::HttpServer> http;
  std::unique_ptr<IntakeAlerts> intake_alerts;
  std::unique_ptr<Intake> intake;  // only where the memory takes something in by itself
  net::Timer tape_timer;
  net::Timer kill_timer;
  bool stopping_trade = false;  // the kill file was seen, and the journal does not have it yet
  std::set<market::Symbol> remembered;  // instruments that a restart knows
  bool stopping = false;

  Result<void> open_stores();
  void open_memory();
  Result<void> open_models();
  Result<void> open_venue();
  Result<void> open_channels();
  Result<void> open_lookout();
  Result<void> open_front();
  void wire(std::vector<const tool::Tool*> tools, Face face);
  void wire_mcp(Face face);
  Result<void> take_imports();
  Result<void> listen();
  void play_tape();
  void take_limits();
  void watch_kill_file();
  Result<desk::Policy> read_policy() const;
  void leave_other_brokers();
  void take_from_broker(port::BrokerEvent event);
  void remember(const market::Instrument* instrument);
  void remember_chart(const desk::Event& event);
  StatusFacts status_facts() const;
  void open_approvals();
  void start_channels();
  void start_intake();
  std::string metrics_page() const;
  void stop(int signal);
};

Result<void> Daemon::Parts::open_stores() {
  PITWALL_TRY(journal,
              journal::FileJournal::open(paths.data, [this](std::function<void()> callback) {
                loop.post(std::move(callback));
              }));
  PITWALL_TRY(bars, sqlite::SqliteBars::open(paths.data));
  desk = std::make_unique<desk::Desk>(clock, *journal, gate);
  PITWALL_TRY(const desk::Recovery recovery, desk->recover());
  log.write(LogLevel::info, fmt::format("journal read: snapshot at {}, {} records replayed",
                                        recovery.snapshot, recovery.replayed));
  return {};
}

// A memory that cannot be opened keeps nothing else from working: its tools say so.
void Daemon::Parts::open_memory() {
  Result<std::unique_ptr<sqlite::SqliteDocumentStore>> store =
      sqlite::SqliteDocumentStore::open(paths.data);
  const auto tell = [this](const std::string& what) {
    log.write(LogLevel::error, "the memory: " + what);
  };
  if (!store) return tell(store.error().message);
  library = std::make_unique<LibraryThread>(
      std::move(*store), [this](std::function<void()> callback) { loop.post(std::move(callback)); },
      tell);
}

// The models that help to search the memory.
Result<void> Daemon::Parts::open_models() {
  if (!library) return {};
  if (config.memory.embedding.on()) {
    const auto tell = [this](LogLevel level, const std::string& what) { log.write(level, what); };
    PITWALL_TRY(embeddings, Embeddings::make(config.memory.embedding, {loop, *library, tell}));
  }
  if (!config.memory.reranking.on()) return {};
  embedding::Options options;
  options.api = embedding::Api::tei;
  options.address = config.memory.reranking.address;
  PITWALL_TRY(options.key, read_secret(config.memory.reranking.key, "The key of memory.reranking"));
  PITWALL_TRY(reranker, embedding::Endpoint::create(loop, std::move(options)));
  return {};
}

Result<void> Daemon::Parts::open_venue() {
  market::Catalogue catalogue = market::starter_catalogue();
  for (const market::Instrument& instrument : desk->state().instruments)
    if (!catalogue.find(instrument.symbol)) PITWALL_TRY_VOID(catalogue.add(instrument));
  const VenueParts parts{loop, clock, random, calendars, *bars, paths.data};
  for (const market::Instrument& instrument : catalogue.all()) remembered.insert(instrument.symbol);
  PITWALL_TRY(venue, app::open_venue(config, parts, std::move(catalogue)));
  return venue->restore(desk->state(), desk->sequence());
}

Result<void> Daemon::Parts::open_channels() {
  if (!config.channels.any()) return {};
  PITWALL_TRY(outbox, sqlite::SqliteOutbox::open(paths.data));
  PITWALL_TRY(channels, Channels::open(config.channels, {loop, clock, timers, *outbox,
                                                         [this](LogLevel level, std::string line) {
                                                           log.write(level, line);
                                                         }}));
  answers = std::make_unique<Answers>(*channels, [this] { return status_message(status_facts()); });
  return {};
}

StatusFacts Daemon::Parts::status_facts() const {
  StatusFacts now{std::string(version), clock.now() - facts.started, facts.market,
                  desk->state().connections, desk->halted()};
  if (const desk::KillSwitch& kill = desk->state().gate.kill_switch; kill.on)
    now.kill_switch =
        fmt::format("by {} since {}. {}", kill.by, kill.since.text(), desk::quoted(kill.reason));
  if (approvals) now.waiting = approvals->waiting();
  return now;
}

// People's answers on channels, taken to the gate.
void Daemon::Parts::open_approvals() {
  if (!channels) return;
  approvals = std::make_unique<Approvals>(Approvals::Parts{
      clock, random, timers, *desk, *channels,
      [this](Id id, bool yes, std::int64_t number, std::string channel,
             port::Reply<desk::Approval> done) {
        dispatch->answer(id, yes, std::move(channel), {.with_pin = false, .number = number},
                         std::move(done));
      },
      [this](const std::string& channel, std::string reason, bool cancel_orders,
             port::Reply<bool> done) {
        person->stop_trading(channel, std::move(reason), std::move(done), cancel_orders);
      }});
  answers->on_decision([this](const port::ChannelEvent& event, const std::function<void()>& taken) {
    return approvals->take(event, taken) || lookout->take(event, taken);
  });
  desk->add_applied_listener([this](const desk::Event&) { approvals->look_soon(); });
}

void Daemon::Parts::start_channels() {
  if (!channels) return;
  channels->start([this](port::ChannelEvent event, std::function<void()> taken) {
    answers->take(std::move(event), std::move(taken));
  });
  approvals->resume();
  if (config.channels.tell_start)
    channels->tell(fmt::format("start:{}", facts.started.nanoseconds),
                   start_message(status_facts()));
}

void Daemon::Parts::start_intake() {
  intake_alerts = std::make_unique<IntakeAlerts>(*desk, clock);
  intake_alerts->end_all_but(config.memory, paths.data);
  if (!config.memory.takes_in()) return;
  const char* home = std::getenv("HOME");
  intake = std::make_unique<Intake>(
      Intake::Parts{config.memory, paths.data, home ? home : "/", [this](IntakeNews news) {
                      loop.post([this, news = std::move(news)] {
                        if (!stopping) intake_alerts->take(news);
                      });
                    }});
}

Result<void> Daemon::Parts::open_lookout() {
  PITWALL_TRY(watch_log, sqlite::SqliteWatchLog::open(paths.data));
  PITWALL_TRY(
      lookout,
      Lookout::make(
          config, paths.data,
          {loop, clock, random, *desk, venue->market(), calendars, *watch_log, channels.get(),
           std::string(venue->broker().name()), [this] { return http->port(); },
           [this](LogLevel level, std::string line) { log.write(level, line); },
           [this](Duration took, bool missed) { metrics.count_look(took, missed); },
           [this](Duration took) { metrics.count_alert_latency(took); },
           [this](desk::NotificationReason reason) {
             metrics.count_notification(desk::name_of(reason));
           }}));
  notices = std::make_unique<Notices>(
      std::string(venue->broker().name()), timers,
      Notices::Say{[this](port::Severity severity, std::string title, std::string detail) {
                     lookout->raise_session(severity, std::move(title), std::move(detail));
                   },
                   [this] { lookout->end_session(); }});
  desk->add_applied_listener([this](const desk::Event& event) {
    // A session that we end ourselves is no news.
    if (!stopping) notices->take(event);
  });
  return lookout->catch_up(*journal);
}

Result<void> Daemon::Parts::open_front() {
  if (!config.remote.enabled) return {};
  front = std::make_unique<serve::sign_in::Front>(
      serve::sign_in::Front::Parts{
          loop, clock, random, std::make_shared<VaultFiles>(paths.data),
          serve::sign_in::fetch_documents(loop, config.remote.call_private_clients),
          [this](std::string_view line) { log.write(LogLevel::info, line); }},
      config.remote);
  log.write(LogLevel::info, fmt::format("remote use is on at {}", front->origin()));
  return front->restore();
}

void Daemon::Parts::wire(std::vector<const tool::Tool*> tools, Face face) {
  facts = {std::string(version), venue->description(), clock.now()};
  registry = std::make_unique<tool::Registry>(std::move(tools));
  context = std::make_unique<tool::Context>(tool::Context{
      clock, *desk, venue->market(), venue->broker(), *bars, painter, calendars, facts, random,
      timers, registry.get(), watch_log.get(), &lookout->rounds().board(), &lookout->vocabulary(),
      library.get(), embeddings ? &embeddings->embedder() : nullptr, reranker.get()});
  dispatch = std::make_unique<tool::Dispatch>(*context);
  person = std::make_unique<PersonMethods>(PersonMethods::Parts{
      loop, clock, *desk, *dispatch, paths.data, random, [this] { return read_policy(); }});
  feed = std::make_unique<serve::Feed>(loop, *registry, *context);
  venue->market().listen([this](const market::Tick& tick, const market::Quote& quote) {
    metrics.count_tick();
    lookout->on_tick(tick, quote);
    feed->on_tick(tick, quote);
    offer->on_tick(tick.instrument);
  });
  desk->add_applied_listener([this](const desk::Event& event) {
    lookout->on_event(event);
    offer->on_event(event);
    feed->on_event(event);
    remember_chart(event);
  });
  desk->on_halted([this](const std::string& why) {
    log.write(LogLevel::error, fmt::format("the desk has stopped: {}", why));
    if (channels)
      channels->tell(fmt::format("halted:{}", clock.now().nanoseconds), halted_notice(why));
  });
  open_approvals();
  desk->on_effect([this](desk::Effect effect) {
    if (const auto* asks = std::get_if<desk::AskPerson>(&effect); asks && approvals)
      approvals->ask(asks->approval);
    lookout->on_effect(effect);
    dispatch->carry_out(std::move(effect));
  });
  wire_mcp(face);
  router = std::make_unique<serve::Router>(
      loop, serve::RouterParts{*mcp_http, *registry, *context, dashboard_file,
                               [this](net::Request&) { return feed->upgrade(); },
                               [this] { return metrics_page(); },
                               [this](std::string_view name) { return lookout->beat(name); },
                               [this](std::string_view method, const Json& params,
                                      const port::Reply<std::string>& done) {
                                 return person->handle(method, params, "dashboard", done);
                               },
                               front.get()});
  socket = std::make_unique<serve::McpSocket>(
      loop, *mcp,
      local_methods(
          *desk, venue->market().catalogue(), [this] { return take_imports(); }, front.get(),
          person.get()));
  net::HttpServerOptions options;
  options.limits.body_bytes = static_cast<std::uint64_t>(config.max_body_bytes);
  options.on_error = [this](std::string_view what) { log.write(LogLevel::error, what); };
  http = std::make_unique<net::HttpServer>(
      loop,
      [this](net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect) {
        return router->handle(request, disconnect);
      },
      options);
}

void Daemon::Parts::wire_mcp(Face face) {
  offer = std::make_unique<serve::DeskOffer>(
      *registry, *context,
      std::vector<serve::View>{{serve::chart_app_uri, "chart", serve::chart_app_html()}},
      serve::user_guide());
  if (face == Face::conformance) fixtures = std::make_unique<serve::Fixtures>(loop);
  serve::Offer* shown = fixtures.get();
  if (!shown) shown = offer.get();
  mcp = std::make_unique<serve::McpServer>(loop, *shown, clock, random);
  mcp_http = std::make_unique<serve::McpHttp>(loop, *mcp, random);
  offer->tell_changed = [this](std::string_view uri) {
    mcp->subscriptions().resource_changed(uri);
  };
  if (!fixtures) return;
  fixtures->tell_changed = [this](serve::List list) { mcp->subscriptions().list_changed(list); };
  fixtures->begin_task = [this](const std::shared_ptr<serve::Exchange>& exchange) {
    return mcp->begin_task(exchange);
  };
}

// After an import while the desk runs: what is new to the journal becomes known to the market.
Result<void> Daemon::Parts::take_imports() {
  for (const market::Instrument& instrument : desk->state().instruments)
    PITWALL_TRY_VOID(venue->add_instrument(instrument));
  return venue->refresh_stored();
}

Result<void> Daemon::Parts::listen() {
  PITWALL_TRY_VOID(
      http->listen_tcp(config.listen.address, static_cast<std::uint16_t>(config.listen.port)));
  router->set_port(http->port());
  offer->set_dashboard(fmt::format("http://127.0.0.1:{}", http->port()));
  PITWALL_TRY_VOID(socket->listen(paths.socket));
  return socket->listen_pipes(paths.pipes);
}

// Looks whether the kill file is there, and comes back.
void Daemon::Parts::watch_kill_file() {
  const desk::KillSwitch& kill = desk->state().gate.kill_switch;
  const std::optional<KillFile> file = find_kill_file(paths.data);
  if (file && !stopping_trade && (!kill.on || (file->cancel_orders && !kill.cancel_orders))) {
    stopping_trade = true;
    log.write(LogLevel::warning, "the kill file is there: the kill switch is turned on");
    desk->submit(desk::KillSwitchTurned{{true, "file", "The file kill is in the data folder.",
                                         clock.now(), file->cancel_orders}},
                 [this](const Result<void>&) { stopping_trade = false; });
  }
  kill_timer = loop.after(kill_file_pause, [this] { watch_kill_file(); });
}

// What the configuration asks for, unless it is what was asked for before: in force, or waiting for
// the person.
void Daemon::Parts::take_limits() {
  const desk::GateState& limits = desk->state().gate;
  const Digest asked = desk::version_of(limits.proposed ? *limits.proposed : limits.policy);
  if (!limits.configured || desk::version_of(config.gate) != asked)
    desk->submit(desk::PolicyConfigured{config.gate, "configuration"});
}

Result<desk::Policy> Daemon::Parts::read_policy() const {
  if (paths.config.empty())
    return error(Code::not_found, "The desk was started without a configuration file.");
  PITWALL_TRY(const Config now, read_config_file(paths.config));
  return now.gate;
}

// Plays the tape up to now, and comes back when the next tick is due.
void Daemon::Parts::play_tape() {
  const std::optional<Duration> pause = venue->play(clock.now());
  if (pause) tape_timer = loop.after(*pause, [this] { play_tape(); });
}

// What a broker knows and the journal does not is told to the desk with the first event about it,
// so that a restart knows the instrument before the broker has said anything.
void Daemon::Parts::take_from_broker(port::BrokerEvent event) {
  const market::Symbol* symbol = nullptr;
  if (const auto* position = std::get_if<port::PositionReported>(&event))
    symbol = &position->symbol;
  if (const auto* order = std::get_if<port::OrderReported>(&event)) symbol = &order->order.symbol;
  if (const auto* execution = std::get_if<port::OrderExecuted>(&event)) symbol = &execution->symbol;
  if (symbol) remember(venue->market().catalogue().find(*symbol));
  desk->submit(desk::from_broker(std::move(event)));
}

void Daemon::Parts::remember_chart(const desk::Event& event) {
  const auto* opened = std::get_if<desk::ChartOpened>(&event);
  if (!opened) return;
  if (const auto found = venue->market().catalogue().find(opened->chart.symbol)) remember(*found);
}

// A session of a broker that this run does not use is not left standing as it last was.
void Daemon::Parts::leave_other_brokers() {
  const std::vector<port::ConnectionChanged> all = desk->state().connections;
  for (const port::ConnectionChanged& known : all)
    if (known.broker != venue->broker().name() &&
        known.state != port::ConnectionState::disconnected)
      desk->submit(port::ConnectionChanged{
          known.broker, port::ConnectionState::disconnected,
          fmt::format("Not in use: the desk runs on {}.", venue->description())});
}

void Daemon::Parts::remember(const market::Instrument* instrument) {
  if (!instrument || !remembered.insert(instrument->symbol).second) return;
  desk->submit(desk::InstrumentAdded{*instrument});
}

std::string Daemon::Parts::metrics_page() const {
  serve::Metrics::Now now;
  now.version = version;
  now.uptime = clock.now() - facts.started;
  now.journal_records = desk->sequence();
  now.events_waiting = desk->waiting();
  now.halted = !desk->halted().empty();
  now.http_connections = http->connections();
  now.watch = lookout->figures();
  return metrics.text(now);
}

void Daemon::Parts::stop(int) {
  if (stopping) return;
  stopping = true;
  log.write(LogLevel::info, "stopping");
  notify_service_manager("STOPPING=1");
  tape_timer.cancel();
  kill_timer.cancel();
  lookout->stop();
  if (intake) intake->stop();
  if (embeddings) embeddings->stop();
  venue->stop();
  notices->stop();
  if (channels) channels->stop();
  mcp->close();
  mcp_http->close();
  socket->close();
  feed->close_all();
  loop.spawn("shutdown", [](Parts* parts) -> net::Awaitable<void> {
    co_await parts->http->shut_down(shutdown_grace);
    if (parts->library) parts->library->stop();
    // A snapshot makes the next start fast; without it the journal says the same.
    parts->desk->save_snapshot([parts](Result<void>) { parts->loop.stop(); });
  }(this));
}

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>> Daemon::start(const Config& config, const Paths& paths,
                                              std::vector<const tool::Tool*> tools, Face face) {
  // A host that closes its pipe is told by the write that fails.
  std::signal(SIGPIPE, SIG_IGN);
  PITWALL_TRY(market::CalendarSet calendars, load_calendars(config.calendars));
  auto parts = std::make_unique<Parts>(config, paths, std::move(calendars));
  PITWALL_TRY_VOID(parts->open_stores());
  parts->open_memory();
  PITWALL_TRY_VOID(parts->open_models());
  PITWALL_TRY_VOID(parts->open_venue());
  PITWALL_TRY_VOID(parts->open_channels());
  PITWALL_TRY_VOID(parts->open_lookout());
  PITWALL_TRY_VOID(parts->open_front());
  parts->wire(std::move(tools), face);
  PITWALL_TRY_VOID(parts->listen());
  Parts& p = *parts;
  p.desk->submit(desk::DeskStarted{std::string(version), p.facts.market});
  p.take_limits();
  p.watch_kill_file();
  p.dispatch->resume();
  p.leave_other_brokers();
  p.venue->broker().start([&p](port::BrokerEvent event) { p.take_from_broker(std::move(event)); });
  p.play_tape();
  p.start_channels();
  p.lookout->start();
  p.start_intake();
  if (p.embeddings) p.embeddings->start();
  p.loop.on_signal({SIGHUP}, [&p](int) {
    if (p.lookout->load_triggers()) p.log.write(LogLevel::info, "the triggers are read again");
    p.person->reload_limits([&p](const Result<bool>& read) {
      p.log.write(read ? LogLevel::info : LogLevel::error,
                  read ? std::string("the limits are read again") : read.error().message);
    });
  });
  p.loop.on_signal({SIGINT, SIGTERM}, [&p](int signal) { p.stop(signal); });
  return std::unique_ptr<Daemon>(new Daemon(std::move(parts)));
}

std::uint16_t Daemon::port() const { return parts_->http->port(); }

int Daemon::run() {
  notify_service_manager("READY=1");
  parts_->loop.run();
  return parts_->desk->halted().empty() ? 0 : 1;
}

}  // namespace pitwall::app

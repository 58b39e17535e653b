#include "adapter/tws/session.h"

#include "adapter/tws/broker_time.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

ibkr::SupervisionOptions supervision_options(const Options& options) {
  ibkr::SupervisionOptions supervised;
  supervised.broker = ibkr::broker_name;
  supervised.interface = ibkr::Interface::tws;
  supervised.region = options.region;
  return supervised;
}

net::Awaitable<void> hold(std::shared_ptr<void> owner, net::Awaitable<void> task) {
  co_await std::move(task);
  owner.reset();
}

// "20260413 15:27:04 EST": where the gateway's machine is.
Zone zone_of(std::string_view handshake_time) {
  constexpr std::size_t until_zone = 18;
  if (handshake_time.size() <= until_zone) return Zone::utc();
  const std::optional<Zone> zone = zone_named(handshake_time.substr(until_zone));
  return zone ? *zone : Zone::utc();
}

}  // namespace

Tws::Session::Session(net::Loop& loop, const port::Clock& clock, port::Random& random,
                      const market::CalendarSet& calendars, market::Catalogue catalogue,
                      Options options, Dial dial)
    : core{.loop = loop,
           .clock = clock,
           .random = random,
           .calendars = calendars,
           .options = options,
           .catalogue = std::move(catalogue),
           .contracts = ibkr::Contracts(core.catalogue),
           .gateway = Gateway(loop, spawner(),
                              {.on_tick = [this](std::string_view p) { on_tick(p); },
                               .on_order = [this](std::string_view p) { on_order(p); },
                               .on_notice = [this](const auto& m) { on_notice(m); }})},
      contracts(core, spawner()),
      accounts(core, contracts, spawner()),
      orders(core, contracts, spawner()),
      executions(core, contracts, orders, spawner()),
      lines(core, contracts, spawner()),
      history(core, contracts, spawner()),
      books(core, contracts, spawner()),
      options(core, contracts, lines, spawner()),
      scanner(core, contracts, spawner()),
      news(core, contracts, spawner()),
      dial_(std::move(dial)),
      supervision_(supervision_options(options), calendars) {}

Gateway::Spawn Tws::Session::spawner() {
  return [this](std::string name, net::Awaitable<void> task) {
    core.loop.spawn(std::move(name), hold(shared_from_this(), std::move(task)));
  };
}

void Tws::Session::start(port::Broker::Sink sink) {
  PITWALL_CHECK(!started_, "a TWS session is started once");
  started_ = true;
  core.sink = std::move(sink);
  spawner()("tws session", live());
}

void Tws::Session::stop() {
  core.usable = false;
  core.gateway.stop();
  lines.doubt();
  orders.on_end();
  look_timer_.cancel();
  competing_timer_.cancel();
}

// ---- From one connection to the next ------------------------------------------------------------

net::Awaitable<void> Tws::Session::live() {
  while (!core.gateway.stopped()) {
    see(ibkr::Seen::connecting, "Connecting to TWS or IB Gateway.");
    const End end = co_await live_once();
    core.usable = false;
    if (core.gateway.stopped()) co_return;
    lines.doubt();
    orders.on_end();
    see(end.seen, end.why);
    co_await core.gateway.pause(supervision_.retry_in(core.clock.now()));
  }
}

net::Awaitable<Tws::Session::End> Tws::Session::live_once() {
  const Result<Opened> opened = co_await connect();
  if (!opened) {
    const bool refused = opened.error().code == Code::unsupported;
    co_return End{refused ? ibkr::Seen::refused : ibkr::Seen::unreachable, opened.error().message};
  }
  const Result<void> agreed = take_accounts(*opened);
  if (!agreed) {
    core.gateway.close(agreed.error().message);
    co_return End{ibkr::Seen::refused, agreed.error().message};
  }
  core.zone = zone_of(opened->time);
  core.read_only = false;
  core.trouble = "It is being asked what happened meanwhile.";
  upstream_ = true;
  competing_ = false;
  ++connections_;
  orders.begin(opened->next_order_id);
  spawner()("tws heartbeat", beat());
  spawner()("tws begins", settle(true));
  const std::string why = co_await core.gateway.ended();
  co_return End{ibkr::Seen::unreachable, why};
}

net::Awaitable<Result<Opened>> Tws::Session::connect() {
  Result<Opened> opened = error(Code::unavailable, "Nothing was tried.");
  for (int attempt = 0; attempt < most_client_ids; ++attempt) {
    Result<std::shared_ptr<net::Stream>> stream = co_await reach();
    if (!stream) co_return stream.error();
    const bool fixed = core.options.client_id != 0;
    const std::int64_t usual = attempt == 0 ? core.options.usual_client_id : 0;
    if (core.client_id == 0)
      core.client_id = fixed ? core.options.client_id : usual != 0 ? usual : random_client_id();
    std::shared_ptr<net::Stream> connected = *stream;
    opened = co_await core.gateway.open(connected, core.client_id);
    if (opened || core.gateway.stopped()) co_return opened;
    const Code code = opened.error().code;
    // A taken client id is said, or the connection just ends.
    if (code != Code::already_exists && code != Code::unavailable) co_return opened;
    if (fixed && code == Code::already_exists)
      co_return error(Code::unavailable,
                      "Another program uses client id {} of TWS or IB Gateway. Stop it, or set "
                      "another client id.",
                      core.client_id);
    if (!fixed) core.client_id = 0;
  }
  if (opened.error().code == Code::already_exists)
    co_return error(Code::unavailable,
                    "TWS or IB Gateway refused {} client ids in a row as taken: too many programs "
                    "are connected to it (32 at most). Disconnect one.",
                    most_client_ids);
  co_return error(Code::unavailable,
                  "TWS or IB Gateway closes every connection at once. In its API settings, tick "
                  "\"Enable ActiveX and Socket Clients\" and add 127.0.0.1 to the trusted IPs; "
                  "answer what its window may ask (the paper trading notice); see that it is "
                  "logged in and has not logged off by itself.");
}

net::Awaitable<Result<std::shared_ptr<net::Stream>>> Tws::Session::reach() {
  Result<std::unique_ptr<net::Stream>> stream = error(Code::unavailable, "Nothing was tried.");
  if (dial_) {
    stream = co_await dial_();
  } else {
    stream = co_await net::connect_tcp(core.loop, core.options.host, core.options.port,
                                       connect_deadline);
  }
  if (core.gateway.stopped())
    co_return error(Code::cancelled, "Pitwall is ending its session with the broker.");
  if (!stream)
    co_return error(Code::unavailable,
                    "Nobody answers at {}:{}. Start TWS or IB Gateway and log in; in its API "
                    "settings \"Enable ActiveX and Socket Clients\" must be ticked and the socket "
                    "port be {}.",
                    core.options.host, core.options.port, core.options.port);
  co_return std::shared_ptr<net::Stream>(std::move(*stream));
}

std::int64_t Tws::Session::random_client_id() {
  constexpr std::uint64_t first = 1000, last = 32'000;
  return static_cast<std::int64_t>(first + core.random.next() % (last - first));
}

Result<void> Tws::Session::take_accounts(const Opened& opened) {
  std::vector<std::string> used;
  for (const std::string& account : opened.accounts)
    if (core.options.account.empty() || account == core.options.account) used.push_back(account);
  if (used.empty())
    return error(Code::conflict, "This login has no account {}; it has {}.", core.options.account,
                 fmt::join(opened.accounts, ", "));
  const market::AccountKind by_port = ibkr::kind_of_tws_port(core.options.port);
  const std::string said_by = fmt::format("port {}", core.options.port);
  market::AccountKind kind = market::AccountKind::none;
  for (const std::string& account : used) {
    PITWALL_TRY(const market::AccountKind one, ibkr::agreed_kind(account, by_port, said_by));
    if (kind != market::AccountKind::none && kind != one)
      return error(Code::conflict, "This login has paper and live accounts: name the one to use.");
    kind = one;
  }
  core.accounts = std::move(used);
  core.kind = kind;
  return {};
}

// ---- What must hold before anything is asked ----------------------------------------------------

net::Awaitable<Result<void>> Tws::Session::reconcile() {
  const Result<AccountSummaries> summaries = co_await accounts.summaries();
  if (!summaries) co_return summaries.error();
  if (const auto first = summaries->find(core.accounts.front()); first != summaries->end())
    core.base_currency = first->second.balances.currency.text();
  if (Result<void> told = accounts.tell_accounts(*summaries); !told) co_return told;
  co_await contracts.bind_continuous();
  executions.hold();
  Result<void> executed = co_await executions.reconcile();
  if (!executed && !core.read_only) co_return executed;
  const Result<AccountSummaries> now = co_await accounts.summaries();
  if (!now) co_return now.error();
  const std::uint64_t in_cash = accounts.answered_at();
  co_await executions.tell_held(in_cash);
  accounts.tell_cash(*now);
  Result<std::vector<answer::Position>> held = co_await accounts.positions();
  if (!held) co_return held.error();
  const std::uint64_t in_positions = accounts.answered_at();
  co_await executions.tell_held(in_positions);
  Result<void> positions = co_await accounts.tell_positions(std::move(*held));
  if (!positions) co_return positions;
  Result<void> ordered = co_await orders.reconcile();
  co_return ordered;
}

net::Awaitable<void> Tws::Session::settle(bool anew) {
  anew_ = anew_ || anew;
  once_more_ = true;
  if (settling_) co_return;
  settling_ = true;
  Result<void> reconciled;
  while (once_more_ && core.gateway.connected()) {
    once_more_ = false;
    reconciled = co_await reconcile();
    executions.release();
  }
  settling_ = false;
  // What was lost meanwhile is told by whoever saw it.
  if (!core.gateway.connected() || !upstream_) co_return;
  if (!reconciled) {
    core.gateway.close(reconciled.error().message);
    co_return;
  }
  core.usable = true;
  core.trouble.clear();
  if (anew_) lines.subscribe_again();
  anew_ = false;
  see(ibkr::Seen::up,
      core.read_only
          ? fmt::format("Connected to TWS or IB Gateway with {}, to look only: trading is disabled "
                        "in its settings (\"Read-Only API\").",
                        fmt::join(core.accounts, ", "))
          : fmt::format("Connected to TWS or IB Gateway with {}.", fmt::join(core.accounts, ", ")));
}

net::Awaitable<void> Tws::Session::beat() {
  const std::uint64_t mine = connections_;
  for (;;) {
    co_await core.gateway.pause(heartbeat);
    if (!core.gateway.connected() || connections_ != mine) co_return;
    Question question;
    question.key = unnumbered::current_time;
    question.payload = request::current_time();
    question.urgency = Urgency::session;
    question.deadline = heartbeat_deadline;
    question.take = [](std::string_view) { return true; };
    const Result<void> answered = co_await core.gateway.ask(std::move(question));
    if (!core.gateway.connected() || connections_ != mine) co_return;
    if (!answered)
      core.gateway.close(
          fmt::format("TWS or IB Gateway has not answered for {}: it hangs, or the "
                      "connection is dead.",
                      heartbeat_deadline.text()));
    // What other clients and the person trade is not pushed to us.
    if (!core.usable || settling_) continue;
    const Result<void> pulled = co_await executions.reconcile();
    if (!pulled && !core.gateway.connected()) co_return;
  }
}

// ---- What is seen -------------------------------------------------------------------------------

void Tws::Session::see(ibkr::Seen seen, std::string detail) {
  if (core.gateway.stopped()) return;
  if (seen != ibkr::Seen::up) core.trouble = detail;
  if (auto change = supervision_.see(seen, std::move(detail), core.clock.now())) core.tell(*change);
  arm_look();
}

void Tws::Session::look() {
  if (core.gateway.stopped()) return;
  if (auto change = supervision_.look(core.clock.now())) core.tell(*change);
  arm_look();
}

void Tws::Session::arm_look() {
  const Time now = core.clock.now();
  const Time next = supervision_.next_look(now);
  if (next == Time::max()) {
    look_timer_.cancel();
    return;
  }
  constexpr Duration soonest = seconds(1);
  look_timer_ = core.loop.after(std::max(next - now, soonest), [this] { look(); });
}

void Tws::Session::on_tick(std::string_view payload) {
  const bool heard = lines.on_tick(payload);
  if (!heard || !competing_) return;
  competing_ = false;
  competing_timer_.cancel();
  if (core.usable) see(ibkr::Seen::up, "The market data is back.");
}

void Tws::Session::on_order(std::string_view payload) {
  switch (static_cast<In>(answer::id_of(payload))) {
    case In::open_order:
      return orders.on_open_order(payload);
    case In::order_status:
      return orders.on_status(payload);
    case In::execution:
      return executions.on_execution(payload);
    case In::commission:
      return executions.on_commission(payload);
    default:
      return;
  }
}

void Tws::Session::compete(const std::string& text) {
  if (!competing_) {
    competing_ = true;
    see(ibkr::Seen::competing,
        fmt::format("Another login of the same user has taken the market data: {} Log out there, "
                    "or give Pitwall a second username. It is not fought over.",
                    without_markup(text)));
  }
  if (competing_timer_.pending()) return;
  // It is over when a price comes; where it is not, the answer is the same and begins the wait
  // anew.
  constexpr Duration again = minutes(15);
  competing_timer_ = core.loop.after(again, [this] {
    if (core.usable) lines.subscribe_again();
  });
}

void Tws::Session::on_notice(const answer::ErrorMessage& message) {
  switch (notice_of(message)) {
    case Notice::upstream_lost:
      upstream_ = false;
      core.usable = false;
      lines.doubt();
      return see(ibkr::Seen::upstream_lost,
                 "TWS or IB Gateway has lost the broker; it connects again by itself.");
    case Notice::restored_anew:
    case Notice::restored: {
      upstream_ = true;
      const bool anew = notice_of(message) == Notice::restored_anew;
      return spawner()("tws restored", settle(anew));
    }
    case Notice::farm_broken:  // it does not say whose prices those are
      return lines.doubt();
    case Notice::port_reset:
      return core.gateway.close(
          fmt::format("TWS has moved its API to another port: {} Set that port.", message.text));
    case Notice::read_only:
      core.read_only = true;
      if (message.id != -1) break;
      core.gateway.fail(unnumbered::open_orders, error_of(message));
      core.gateway.fail(unnumbered::completed_orders, error_of(message));
      return;
    case Notice::competing:
      compete(message.text);
      break;
    default:
      break;
  }
  if (!orders.on_notice(message)) lines.on_notice(message);
}

}  // namespace pitwall::tws

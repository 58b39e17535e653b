#include "adapter/client_portal/session.h"

#include "adapter/client_portal/figures.h"
#include "adapter/ibkr/account.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration status_pause = seconds(1);
constexpr int status_looks = 4;
constexpr Duration tickle_every = seconds(60);
constexpr Duration look_every = seconds(2);

ibkr::SupervisionOptions supervision_options(const Options& options) {
  ibkr::SupervisionOptions result;
  result.broker = ibkr::broker_name;
  result.interface = ibkr::Interface::client_portal;
  result.region = options.region;
  return result;
}

}  // namespace

ClientPortal::Session::Session(net::Loop& loop, const port::Clock& clock,
                               const market::CalendarSet& calendars, market::Catalogue catalogue,
                               Options options, std::shared_ptr<Gateway> gateway,
                               StreamOptions stream_options)
    : wire(loop, clock, calendars, std::move(catalogue), std::move(options), std::move(gateway)),
      stream_options_(std::move(stream_options)),
      supervision_(supervision_options(wire.options), calendars),
      wake_(loop) {
  wire.down_because = "It has not been started.";
  const Result<decltype(market::Source::name)> name =
      decltype(market::Source::name)::parse(ibkr::broker_name);
  if (name) wire.source.name = *name;
}

void ClientPortal::Session::start(port::Broker::Sink sink) {
  wire.sink = std::move(sink);
  if (std::exchange(started, true)) return;
  const std::weak_ptr<Session> weak = weak_from_this();
  wire.gateway->on_trouble = [weak](Trouble trouble, const std::string& words) {
    if (const std::shared_ptr<Session> self = weak.lock()) self->on_trouble(trouble, words);
  };
  wire.loop.spawn("client portal session", run(shared_from_this()));
}

void ClientPortal::Session::stop() {
  wire.stopped = true;
  wire.up = false;
  wire.down_because = "It has been ended.";
  wire.sink = nullptr;
  quotes.listen(nullptr);
  quotes.stream_is(nullptr);
  depth.stream_is(nullptr);
  if (stream_) stream_->close();
  wire.gateway->stop();
  look_timer_.cancel();
  wake_.notify();
}

void ClientPortal::Session::see(ibkr::Seen seen, std::string detail) {
  wire.down_because = detail;
  if (std::optional<port::ConnectionChanged> news =
          supervision_.see(seen, std::move(detail), wire.now()))
    wire.tell(std::move(*news));
  look_again();
}

void ClientPortal::Session::look_again() {
  const Time next = supervision_.next_look(wire.now());
  if (next == Time::max() || wire.stopped) {
    look_timer_.cancel();
    return;
  }
  const std::weak_ptr<Session> weak = weak_from_this();
  look_timer_ = wire.loop.after(std::max(next - wire.now(), milliseconds(1)), [weak] {
    const std::shared_ptr<Session> self = weak.lock();
    if (!self || self->wire.stopped) return;
    if (std::optional<port::ConnectionChanged> news = self->supervision_.look(self->wire.now()))
      self->wire.tell(std::move(*news));
    self->look_again();
  });
}

net::Awaitable<void> ClientPortal::Session::pause(Duration length) {
  pause_timer_ = wire.loop.after(length, [this] { wake_.notify(); });
  co_await wake_.wait();
  pause_timer_.cancel();
}

net::Awaitable<void> ClientPortal::Session::run(std::shared_ptr<Session> self) {
  Wire& wire = self->wire;
  while (!wire.stopped) {
    self->see(ibkr::Seen::connecting,
              fmt::format("Asking the Client Portal Gateway at {}.", wire.options.address));
    self->ended_.reset();
    Ended ended = co_await self->attempt();
    wire.up = false;
    self->quotes.stream_is(nullptr);
    self->depth.stream_is(nullptr);
    if (self->stream_) self->stream_->close();
    self->stream_.reset();
    if (wire.stopped) break;
    self->see(ended.seen, std::move(ended.detail));
    Duration wait = self->supervision_.retry_in(wire.now());
    if (const std::optional<Time> rest = wire.gateway->resting_until())
      wait = std::max(wait, *rest - wire.now());
    const Duration until = wire.loop.now() + std::max(wait, milliseconds(100));
    while (!wire.stopped && wire.loop.now() < until) co_await self->pause(until - wire.loop.now());
  }
}

// From nothing to a session that is up, and on until it ends.
net::Awaitable<ClientPortal::Session::Ended> ClientPortal::Session::attempt() {
  orders.forget_session();
  reports.forget_session();
  options.forget_session();
  contracts.forget_session();
  if (const std::optional<Ended> ended = co_await authenticate()) co_return *ended;
  if (const std::optional<Ended> ended = co_await look_at_accounts()) co_return *ended;
  if (const std::optional<Ended> ended = co_await open_stream()) co_return *ended;
  if (const std::optional<Ended> ended = co_await reconcile()) co_return *ended;
  if (wire.stopped || ended_) co_return ended_.value_or(Ended{});
  wire.up = true;
  see(ibkr::Seen::up, fmt::format("Logged in as {} at the Client Portal Gateway.", wire.username));
  Ended ended = co_await stay();
  co_return ended;
}

ClientPortal::Session::Ended ClientPortal::Session::login_needed() const {
  return {ibkr::Seen::login_needed,
          fmt::format("Nobody is logged in at the Client Portal Gateway. Open {} in a browser on "
                      "its machine and log in.",
                      wire.options.address)};
}

ClientPortal::Session::Ended ClientPortal::Session::competing() const {
  return {ibkr::Seen::competing,
          "Another login of the same user holds the brokerage session (TWS, the phone, the web). "
          "End it there, or give Pitwall a user of its own."};
}

ClientPortal::Session::Ended ClientPortal::Session::ended_by(const Answered& answered) const {
  const std::string words = answered.body ? std::string() : answered.body.error().message;
  switch (answered.trouble) {
    case Trouble::logged_out:
      return login_needed();
    case Trouble::maintenance:
      return {ibkr::Seen::said_maintenance, words};
    case Trouble::no_bridge:
      return {ibkr::Seen::upstream_lost, words};
    case Trouble::denied:
      return {ibkr::Seen::refused, words};
    case Trouble::too_often:
    case Trouble::none:
      break;
  }
  if (!answered.body && answered.body.error().code == Code::permission_denied)
    return {ibkr::Seen::refused, words};
  return {ibkr::Seen::unreachable, words};
}

net::Awaitable<Result<AuthStatus>> ClientPortal::Session::auth_status() {
  PITWALL_CO_TRY(const Json body, co_await wire.gateway->post("/iserver/auth/status", ""));
  const std::optional<AuthStatus> status = auth_status_of(body);
  if (!status)
    co_return error(Code::unavailable, "The Client Portal Gateway does not say how it stands.");
  co_return *status;
}

// Until there is a brokerage session of ours, or it is clear why not.
net::Awaitable<std::optional<ClientPortal::Session::Ended>> ClientPortal::Session::authenticate() {
  bool asked_for_session = false;
  for (int look = 0; look < status_looks && !wire.stopped; ++look) {
    if (look > 0) co_await wire.loop.sleep(status_pause);
    Call call;
    call.method = "POST";
    call.path = "/tickle";
    const Answered tickled = co_await wire.gateway->ask(std::move(call));
    if (!tickled.body && tickled.trouble != Trouble::no_bridge) co_return ended_by(tickled);
    if (tickled.body) session_key_ = session_key_of(*tickled.body);
    AuthStatus status;
    const Result<AuthStatus> said = co_await auth_status();
    if (said) {
      status = *said;
    } else if (tickled.body) {
      status = auth_status_of(*tickled.body).value_or(AuthStatus{});
    }
    if (status.authenticated && !status.competing) co_return std::nullopt;
    if (status.competing && !wire.options.compete) co_return competing();
    // The first answer of a new session may be wrong: a session is asked for at the second.
    if (look == 0 || asked_for_session) continue;
    asked_for_session = true;
    const std::string body =
        fmt::format(R"({{"publish":true,"compete":{}}})", wire.options.compete);
    static_cast<void>(co_await wire.gateway->post("/iserver/auth/ssodh/init", body));
  }
  co_return Ended{ibkr::Seen::upstream_lost,
                  "The Client Portal Gateway is logged in, but Interactive Brokers gives it no "
                  "brokerage session. If it stays so, log in at the gateway again."};
}

// Paper and live must agree by number and by what the session says; otherwise nothing is used.
std::optional<ClientPortal::Session::Ended> ClientPortal::Session::agree(std::optional<bool> paper,
                                                                         std::string_view said_by) {
  const market::AccountKind said = !paper   ? market::AccountKind::none
                                   : *paper ? market::AccountKind::paper
                                            : market::AccountKind::live;
  std::optional<market::AccountKind> all;
  for (Account& account : wire.accounts) {
    const Result<market::AccountKind> kind = ibkr::agreed_kind(account.id, said, said_by);
    if (!kind) return Ended{ibkr::Seen::refused, kind.error().message};
    account.kind = *kind;
    if (all && *all != *kind)
      return Ended{ibkr::Seen::refused,
                   "This login has paper and live accounts together. Name the "
                   "one to use in the configuration."};
    all = *kind;
  }
  wire.source.account = all.value_or(market::AccountKind::none);
  return std::nullopt;
}

net::Awaitable<std::optional<ClientPortal::Session::Ended>>
ClientPortal::Session::look_at_accounts() {
  Call call;
  call.path = "/iserver/accounts";
  const Answered brokerage = co_await wire.gateway->ask(call);
  if (!brokerage.body) co_return ended_by(brokerage);
  call.path = "/portfolio/accounts";
  const Answered portfolio = co_await wire.gateway->ask(call);
  if (!portfolio.body) co_return ended_by(portfolio);
  const SessionAccounts session = session_accounts_of(*brokerage.body);
  const std::vector<PortfolioAccount> titled = portfolio_accounts_of(*portfolio.body);
  wire.accounts.clear();
  for (const std::string& id : session.accounts) {
    if (!wire.options.account.empty() && id != wire.options.account) continue;
    Account account;
    account.id = id;
    const auto more = std::ranges::find(titled, id, &PortfolioAccount::id);
    if (more == titled.end()) continue;  // "All", and what has no portfolio
    account.title = more->title.empty() ? id : more->title;
    account.currency = more->currency;
    wire.accounts.push_back(std::move(account));
  }
  if (wire.accounts.empty())
    co_return Ended{ibkr::Seen::refused,
                    wire.options.account.empty()
                        ? std::string("This login has no account that can be used.")
                        : fmt::format("This login has no account {}: check the configuration.",
                                      wire.options.account)};
  co_return agree(session.paper, "the gateway's session");
}

net::Awaitable<std::optional<ClientPortal::Session::Ended>> ClientPortal::Session::open_stream() {
  stream_ = std::make_shared<Stream>(wire.loop, stream_options_);
  const std::weak_ptr<Session> weak = weak_from_this();
  stream_->on_frame = [weak](const Frame& frame) {
    if (const std::shared_ptr<Session> self = weak.lock()) self->on_frame(frame);
  };
  stream_->on_end = [weak] {
    const std::shared_ptr<Session> self = weak.lock();
    if (self && self->stream_)
      self->end_session({ibkr::Seen::unreachable, self->stream_->complaint()});
  };
  const std::shared_ptr<Stream> stream = stream_;
  const Result<Greeting> greeting = co_await stream->open(session_key_);
  if (!greeting) co_return Ended{ibkr::Seen::unreachable, greeting.error().message};
  wire.username = greeting->username;
  if (std::optional<Ended> disagrees = agree(greeting->paper, "the gateway's stream");
      disagrees && greeting->paper)
    co_return disagrees;
  stream->send(R"(sor+{})");
  stream->send(R"(str+{"realtimeUpdatesOnly":true,"days":1})");
  stream->send(R"(spl+{})");
  co_return std::nullopt;
}

net::Awaitable<std::optional<ClientPortal::Session::Ended>> ClientPortal::Session::reconcile() {
  const std::vector<Account> accounts = wire.accounts;
  for (const Account& account : accounts) {
    if (std::ranges::find(accounts_told_, account.id) != accounts_told_.end()) continue;
    accounts_told_.push_back(account.id);
    port::AccountOpened event;
    event.account = account.id;
    event.title = account.title;
    event.broker = ibkr::broker_name;
    event.kind = account.kind;
    event.base_currency = account.currency;
    wire.tell(std::move(event));
  }
  co_await contracts.resolve_catalogue();
  const auto failed = [](const Result<void>& outcome) {
    return Ended{ibkr::Seen::unreachable,
                 "The account could not be read. " + outcome.error().message};
  };
  const Result<void> executions = co_await orders.tell_executions();
  if (!executions) co_return ended_.value_or(failed(executions));
  const Result<void> holdings = co_await reports.tell_holdings();
  if (!holdings) co_return ended_.value_or(failed(holdings));
  const Result<void> told = co_await orders.tell_orders();
  if (!told) co_return ended_.value_or(failed(told));
  co_return ended_;
}

void ClientPortal::Session::end_session(Ended ended) {
  if (!ended_) ended_ = std::move(ended);
  wire.up = false;
  wake_.notify();
}

void ClientPortal::Session::on_trouble(Trouble trouble, const std::string& words) {
  if (wire.stopped) return;
  if (trouble == Trouble::too_often) return end_session({ibkr::Seen::unreachable, words});
  if (!wire.up) return;  // the attempt sees it itself
  doubtful_ = true;
  wake_.notify();
}

void ClientPortal::Session::on_frame(const Frame& frame) {
  if (wire.stopped) return;
  if (frame.topic == "sts") {
    const std::optional<AuthStatus> status = auth_status_of(frame.body);
    const Json* args = frame.body.find("args");
    if (status && status->competing) return end_session(competing());
    if (status && args && args->find("authenticated") && !status->authenticated) {
      doubtful_ = true;
      wake_.notify();
    }
    return;
  }
  if (frame.topic == "act") {
    const SessionAccounts said = session_accounts_of(frame.body);
    if (said.paper)
      if (std::optional<Ended> disagrees = agree(said.paper, "the gateway's stream"))
        end_session(std::move(*disagrees));
    return;
  }
  quotes.on_frame(frame);
  orders.on_frame(frame);
  reports.on_frame(frame);
  depth.on_frame(frame);
}

// Keeps the session; an end where it has ended.
net::Awaitable<std::optional<ClientPortal::Session::Ended>> ClientPortal::Session::tickle() {
  doubtful_ = false;
  Call call;
  call.method = "POST";
  call.path = "/tickle";
  const Answered answered = co_await wire.gateway->ask(std::move(call));
  if (!answered.body) co_return ended_by(answered);
  std::optional<AuthStatus> status = auth_status_of(*answered.body);
  if (status && !status->authenticated && !status->competing) {
    const Result<AuthStatus> again = co_await auth_status();
    if (again) status = *again;
  }
  if (status && status->competing) co_return competing();
  if (status && !status->authenticated)
    co_return Ended{ibkr::Seen::upstream_lost,
                    "The Client Portal Gateway has lost Interactive Brokers. " + status->message};
  co_return std::nullopt;
}

net::Awaitable<ClientPortal::Session::Ended> ClientPortal::Session::stay() {
  quotes.stream_is(stream_);
  depth.stream_is(stream_);
  Duration tickled = wire.loop.now();
  while (!wire.stopped && !ended_) {
    wire.loop.spawn("client portal upkeep", tend(shared_from_this()));
    co_await pause(look_every);
    if (wire.stopped || ended_) break;
    if (std::string complaint = stream_->complaint(); !complaint.empty())
      co_return Ended{ibkr::Seen::unreachable, std::move(complaint)};
    if (!doubtful_ && wire.loop.now() - tickled < tickle_every) continue;
    tickled = wire.loop.now();
    stream_->send("tic");
    if (std::optional<Ended> ended = co_await tickle()) co_return *ended;
  }
  co_return ended_.value_or(Ended{ibkr::Seen::unreachable, "The session was ended."});
}

net::Awaitable<void> ClientPortal::Session::tend(std::shared_ptr<Session> self) {
  co_await self->quotes.tend();
  co_await self->orders.tend();
}

}  // namespace pitwall::client_portal

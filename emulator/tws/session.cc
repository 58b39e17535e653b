#include "emulator/tws/session.h"

#include <algorithm>
#include <charconv>

#include "emulator/tws/account_desk.h"
#include "emulator/tws/contract_desk.h"
#include "emulator/tws/history_desk.h"
#include "emulator/tws/order_desk.h"
#include "emulator/tws/quote_desk.h"
#include "emulator/tws/research_desk.h"

namespace pitwall::emulator::tws {
namespace {

constexpr std::string_view greeting("API\0", 4);
constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t piece = 7;  // bytes of a frame that goes out in pieces

struct Versions {
  int lowest = 0;
  int highest = 0;
  std::string_view options;
};

// "v100..203 +PACEAPI", "v178"
std::optional<Versions> parse_versions(std::string_view text) {
  if (!text.starts_with("v")) return std::nullopt;
  Versions versions;
  const char* end = text.data() + text.size();
  auto [at, failure] = std::from_chars(text.data() + 1, end, versions.lowest);
  if (failure != std::errc{}) return std::nullopt;
  versions.highest = versions.lowest;
  if (std::string_view(at, end).starts_with("..")) {
    auto [after, bad] = std::from_chars(at + 2, end, versions.highest);
    if (bad != std::errc{}) return std::nullopt;
    at = after;
  }
  versions.options = std::string_view(at, end);
  return versions;
}

}  // namespace

std::string zone_text(const Zone& zone) {
  const std::string name = zone.name();
  if (name == "America/New_York") return "US/Eastern";
  if (name == "America/Chicago") return "US/Central";
  return name == "Etc/UTC" ? "UTC" : name;
}

std::string time_text(Time time, const Zone& zone) {
  const LocalTime local = zone.local(time);
  const std::int64_t second = local.since_midnight / seconds(1);
  return fmt::format("{} {:02}:{:02}:{:02} {}", day_text(local.date), second / 3600,
                     second / 60 % 60, second % 60, zone_text(zone));
}

std::string day_text(Date date) {
  return fmt::format("{:04}{:02}{:02}", date.year(), date.month(), date.day());
}

std::string money_text(Money amount) {
  constexpr std::int64_t cent = Money::unit / 100;
  const std::int64_t cents =
      decimal::narrow(decimal::divide(amount.scaled(), cent, Rounding::half_even));
  const std::int64_t whole = cents < 0 ? -cents : cents;
  return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", whole / 100, whole % 100);
}

Session::Session(Gateway& gateway, std::unique_ptr<net::Stream> stream)
    : gateway_(gateway),
      stream_(std::move(stream)),
      version_(gateway.version()),
      to_write_(gateway.brokerage().loop()),
      written_(gateway.brokerage().loop()),
      accounts_(std::make_unique<AccountDesk>(*this)),
      contracts_(std::make_unique<ContractDesk>(*this)),
      history_(std::make_unique<HistoryDesk>(*this)),
      orders_(std::make_unique<OrderDesk>(*this)),
      quotes_(std::make_unique<QuoteDesk>(*this)),
      research_(std::make_unique<ResearchDesk>(*this)) {}

Session::~Session() = default;

net::Awaitable<void> Session::run(std::shared_ptr<Session> self) {
  self->loop().spawn("tws writer", write_all(self));
  const bool greeted = co_await self->handshake();
  if (greeted) co_await self->read_all();
  self->close();
  while (!self->writer_done_) co_await self->written_.wait();
  self->stream_->close();
  self->gateway_.remove(*self);
}

net::Awaitable<bool> Session::handshake() {
  stream_->set_read_deadline(handshake_limit);
  char buffer[read_size];
  std::optional<std::string> first;
  while (true) {
    if (!first) first = frames_.take(greeting.size());
    if (first && *first != greeting) co_return false;
    if (first) {
      const Result<std::optional<std::string>> frame = frames_.next();
      if (!frame) co_return false;
      if (*frame) {
        const std::optional<Versions> versions = parse_versions(**frame);
        if (!versions || versions->highest < since::oldest_served) co_return false;
        version_ = std::min(gateway_.version(), versions->highest);
        paces_itself_ = versions->options.find("+PACEAPI") != std::string_view::npos;
        break;
      }
    }
    const Result<std::size_t> count = co_await stream_->read_some(buffer);
    if (!count || *count == 0) co_return false;
    frames_.add({buffer, *count});
  }
  stream_->set_read_deadline(net::no_deadline);
  const Result<Zone> zone = Zone::find("America/New_York");
  // The answer to the greeting has no message id.
  std::string answer = std::to_string(version_);
  answer += '\0';
  answer += time_text(gateway_.now(), zone ? *zone : Zone::utc());
  answer += '\0';
  send(std::move(answer));
  co_return true;
}

net::Awaitable<void> Session::read_all() {
  char buffer[read_size];
  while (!closing_) {
    while (!closing_) {
      const Result<std::optional<std::string>> frame = frames_.next();
      if (!frame) co_return;
      if (!*frame) break;
      const bool in_time = co_await take_pace();
      if (in_time) take(**frame);
    }
    if (closing_) co_return;
    const Result<std::size_t> count = co_await stream_->read_some(buffer);
    if (!count || *count == 0) co_return;
    frames_.add({buffer, *count});
  }
}

net::Awaitable<bool> Session::take_pace() {
  TwsServer::Counts& counts = gateway_.counts();
  ++counts.messages;
  if (!gateway_.options().pacing) co_return true;
  const auto forget = [this] {
    while (!recent_.empty() && loop().now() - recent_.front() >= seconds(1)) recent_.pop_front();
  };
  forget();
  if (recent_.size() >= max_messages && paces_itself_) {
    ++counts.held_back;
    while (recent_.size() >= max_messages) {
      const Duration wait = recent_.front() + seconds(1) - loop().now();
      co_await loop().sleep(wait);
      forget();
    }
  }
  if (recent_.size() >= max_messages) {
    ++counts.too_many;
    ++violations_;
    recent_.clear();  // one second that was too much is one violation
    error(-1, 100,
          fmt::format("Max rate of messages per second has been exceeded:max={} rec={} ({})",
                      max_messages, max_messages + 1, violations_));
    if (violations_ >= max_violations) {
      ++counts.disconnected;
      close();
    }
    co_return false;
  }
  recent_.push_back(loop().now());
  co_return true;
}

void Session::take(std::string_view payload) {
  const Result<Request> request = decode(payload, version_);
  if (!request) {
    misread(payload, request.error());
    return;
  }
  if (brokerage().faults().hang) return;
  if (const auto* start_api = std::get_if<StartApi>(&request->body)) {
    start(*start_api);
  } else if (started_) {
    dispatch(*request);
  }
}

void Session::misread(std::string_view, const Error& fault) {
  ++gateway_.counts().misread;
  if (fault.code == Code::unsupported)
    error(-1, 321, fmt::format("Error validating request. {}", fault.message));
  else
    error(-1, 320, fmt::format("Error reading request. {}", fault.message));
}

void Session::start(const StartApi& start_api) {
  if (started_) return;
  if (gateway_.client_connected(start_api.client)) {
    error(-1, 326,
          "Unable to connect as the client id is already in use. Retry with a unique client id.");
    close();
    return;
  }
  client_ = start_api.client;
  started_ = true;
  accounts_->tell_accounts();
  answer(Message(version_, 9).all(1, gateway_.next_order_id(client_)));
  tell_farms(connected_upstream());
  if (!connected_upstream())
    error(-1, 1100, "Connectivity between IBKR and Trader Workstation has been lost.");
}

void Session::tell_farms(bool well) {
  if (well) {
    error(-1, 2104, "Market data farm connection is OK:usfarm");
    error(-1, 2106, "HMDS data farm connection is OK:ushmds");
    error(-1, 2158, "Sec-def data farm connection is OK:secdefil");
  } else {
    error(-1, 2103, "Market data farm connection is broken:usfarm");
    error(-1, 2105, "HMDS data farm connection is broken:ushmds");
    error(-1, 2157, "Sec-def data farm connection is broken:secdefil");
  }
}

void Session::dispatch(const Request& request) {
  switch (request.ask) {
    case Ask::time:
      answer(Message(version_, 49).all(1, gateway_.now().nanoseconds / seconds(1).nanoseconds));
      return;
    case Ask::time_in_milliseconds:
      answer(Message(version_, 109).all(gateway_.now().nanoseconds / milliseconds(1).nanoseconds));
      return;
    case Ask::ids:
      answer(Message(version_, 9).all(1, gateway_.next_order_id(client_)));
      return;
    case Ask::log_level:
    case Ask::bulletins:
    case Ask::cancel_bulletins:
      return;
    default:
      break;
  }
  if (!connected_upstream()) {
    // As TWS does: it says so, and the request waits for nobody.
    error(-1, 2110,
          "Connectivity between TWS and server is broken. It will be restored automatically.");
    return;
  }
  dispatch_more(request);
}

void Session::dispatch_more(const Request& request) {
  const bool taken = accounts_->take(request) || contracts_->take(request) ||
                     quotes_->take(request) || history_->take(request) || orders_->take(request) ||
                     research_->take(request);
  if (taken) return;
  const auto* unserved = std::get_if<Unserved>(&request.body);
  error(unserved ? unserved->id : -1, 321,
        fmt::format("Error validating request. Message {} is not offered here.",
                    static_cast<int>(request.ask)));
}

void Session::push(Message message) {
  std::string payload = message.take();
  if (brokerage().faults().duplicate_frames) send(payload);
  send(std::move(payload));
}

void Session::send(std::string payload) {
  const Faults& faults = brokerage().faults();
  if (closing_ || faults.hang) return;
  std::string bytes = framed(payload);
  outbox_bytes_ += bytes.size();
  outbox_.push_back({std::move(bytes), loop().now() + faults.delay});
  to_write_.notify();
  if (outbox_bytes_ > max_outbox) cut();
}

void Session::error(std::int64_t id, int code, std::string_view text) {
  if (version_ >= since::proto_orders) {
    send(proto_error(id, code, text, gateway_.now()));
    return;
  }
  Message message(version_, 4);
  if (version_ < since::error_time) message.add(2);
  message.all(id, code, text, "");
  if (version_ >= since::error_time)
    message.add(gateway_.now().nanoseconds / milliseconds(1).nanoseconds);
  answer(std::move(message));
}

void Session::close() {
  closing_ = true;
  to_write_.notify();
}

void Session::cut() {
  closing_ = true;
  outbox_.clear();
  outbox_bytes_ = 0;
  to_write_.notify();
  stream_->close();
}

net::Awaitable<void> Session::write_all(std::shared_ptr<Session> self) {
  while (true) {
    if (self->outbox_.empty()) {
      if (self->closing_) break;
      co_await self->to_write_.wait();
      continue;
    }
    const Duration wait = self->outbox_.front().due - self->loop().now();
    if (wait > Duration{}) {
      co_await self->loop().sleep(wait);
      continue;  // it may have been cut meanwhile
    }
    std::string bytes = std::move(self->outbox_.front().bytes);
    self->outbox_.pop_front();
    self->outbox_bytes_ -= std::min(self->outbox_bytes_, bytes.size());
    const Result<void> sent = co_await self->write_one(std::move(bytes));
    if (!sent) break;
  }
  self->closing_ = true;
  self->outbox_.clear();
  self->stream_->close();  // ends the reading too
  self->writer_done_ = true;
  self->written_.notify();
}

net::Awaitable<Result<void>> Session::write_one(std::string bytes) {
  std::string_view rest = bytes;
  while (brokerage().faults().partial_frames && rest.size() > piece) {
    const Result<void> sent = co_await stream_->write(rest.substr(0, piece));
    if (!sent) co_return sent;
    rest.remove_prefix(piece);
    co_await loop().sleep(milliseconds(1));
  }
  Result<void> sent = co_await stream_->write(rest);
  co_return sent;
}

void Session::on_order(const Ticket& ticket) {
  if (started_) orders_->on_order(ticket);
}

void Session::on_held(const HeldOrder& order, HeldOrders::Fate fate, const std::string& reason) {
  if (started_) orders_->on_held(order, fate, reason);
}

void Session::on_fill(const Fill& fill) {
  if (!started_) return;
  orders_->on_fill(fill);
  accounts_->on_fill(fill);
}

void Session::on_tick(const market::Tick& tick, const market::Quote& quote) {
  if (!started_ || !connected_upstream()) return;
  quotes_->on_tick(tick, quote);
  history_->on_tick(tick);
}

void Session::on_happening(Happening happening) {
  switch (happening) {
    case Happening::drop:
    case Happening::maintenance_begins:
    case Happening::logged_out:
      cut();
      return;
    case Happening::upstream_lost:
    case Happening::nightly_reset:
      if (!started_) return;
      error(-1, 1100, "Connectivity between IBKR and Trader Workstation has been lost.");
      tell_farms(false);
      return;
    case Happening::restored_data_lost:
      quotes_->lose_everything();
      history_->lose_everything();
      research_->lose_everything();
      if (!started_) return;
      error(-1, 1101,
            "Connectivity between IBKR and Trader Workstation has been restored- data lost.");
      tell_farms(true);
      return;
    case Happening::restored_data_kept:
      if (!started_) return;
      error(-1, 1102,
            "Connectivity between IBKR and Trader Workstation has been restored- data maintained.");
      tell_farms(true);
      return;
    case Happening::competing_login:
    case Happening::competing_gone:
      quotes_->on_competing(happening == Happening::competing_login);
      return;
    case Happening::maintenance_ends:
    case Happening::logged_in:
      return;
  }
}

}  // namespace pitwall::emulator::tws

#include "adapter/tws/gateway.h"

#include <algorithm>

#include "adapter/tws/request.h"
#include "adapter/tws/tick.h"

namespace pitwall::tws {

struct Gateway::Connection {
  Connection(net::Loop& loop, std::shared_ptr<net::Stream> opened)
      : stream(std::move(opened)), to_write(loop), opening(loop), over_notice(loop) {}
  std::shared_ptr<net::Stream> stream;
  FrameSplitter frames;
  net::Notice to_write;
  net::Notice opening;  // another of the first messages is there, or the end
  net::Notice over_notice;
  bool over = false;
  std::string why;
};

struct Gateway::Pending {
  explicit Pending(net::Loop& loop) : notice(loop) {}
  void finish(Result<void> result) {
    if (end) return;
    end = std::move(result);
    notice.notify();
  }
  std::function<bool(std::string_view)> take;
  net::Notice notice;
  std::optional<Result<void>> end;
};

Gateway::Gateway(net::Loop& loop, Spawn spawn, Listener listener)
    : loop_(loop), spawn_(std::move(spawn)), listener_(std::move(listener)) {}

Gateway::~Gateway() = default;

bool Gateway::connected() const { return connection_ && !connection_->over; }

Error Gateway::gone() const {
  if (stopped_) return error(Code::cancelled, "Pitwall is ending its session with the broker.");
  return error(Code::unavailable,
               "The connection to TWS or IB Gateway is gone; it is set up again "
               "by itself. Ask again in a moment.");
}

net::Awaitable<Result<Opened>> Gateway::open(std::shared_ptr<net::Stream> stream,
                                             std::int64_t client_id) {
  auto connection = std::make_shared<Connection>(loop_, std::move(stream));
  connection_ = connection;
  outbox_.clear();
  opened_ = {};
  id_told_ = false;
  opening_failed_.reset();
  Result<Opened> opened = co_await shake_hands(connection, client_id);
  if (!opened) end(connection, opened.error().message);
  co_return opened;
}

net::Awaitable<Result<Opened>> Gateway::shake_hands(std::shared_ptr<Connection> connection,
                                                    std::int64_t client_id) {
  connection->stream->set_write_limit(write_limit);
  const std::string hello = std::string(request::greeting) + framed(request::versions());
  const Result<void> written = co_await connection->stream->write(hello);
  if (!written) co_return written.error();
  const Result<std::string> first = co_await first_frame(connection);
  if (!first) co_return first.error();
  const Result<answer::Handshake> hands = answer::handshake(*first);
  if (!hands) co_return hands.error();
  if (hands->version == -1)
    co_return error(Code::unsupported,
                    "The gateway sends us to another host, \"{}\". Pitwall follows nobody there: "
                    "set the host and port of the TWS or IB Gateway itself.",
                    hands->time);
  if (hands->version < oldest_version || hands->version > newest_version)
    co_return error(Code::unsupported,
                    "The gateway speaks version {} of its protocol, Pitwall {} to {}: install a "
                    "current TWS or IB Gateway.",
                    hands->version, oldest_version, newest_version);
  opened_.version = hands->version;
  opened_.time = hands->time;
  spawn_("tws reader", read_all(*this, connection));
  spawn_("tws writer", write_all(*this, connection));
  send(Urgency::session, request::start_api(client_id));
  bool late = false;
  const net::Timer deadline = loop_.after(handshake_deadline, [connection, &late] {
    late = true;
    connection->opening.notify();
  });
  while (!connection->over && !late && !opening_failed_ && (!id_told_ || opened_.accounts.empty()))
    co_await connection->opening.wait();
  if (opening_failed_) co_return *opening_failed_;
  if (connection->over)
    co_return stopped_ ? gone() : error(Code::unavailable, "{}", connection->why);
  if (late)
    co_return error(Code::deadline_exceeded,
                    "TWS or IB Gateway took the connection but tells no account. Look at its "
                    "window: a dialog may wait for an answer there (the paper trading notice, or "
                    "whether to accept the connection).");
  co_return opened_;
}

net::Awaitable<Result<std::string>> Gateway::first_frame(std::shared_ptr<Connection> connection) {
  connection->stream->set_read_deadline(handshake_deadline);
  for (;;) {
    const std::span<char> room = connection->frames.room();
    const Result<std::size_t> got = co_await connection->stream->read_some(room);
    if (!got && got.error().code == Code::deadline_exceeded)
      co_return error(Code::deadline_exceeded,
                      "TWS or IB Gateway took the connection and does not answer. Look at its "
                      "window: a dialog may wait for an answer there (the paper trading notice, or "
                      "whether to accept the connection).");
    if (!got) co_return got.error();
    if (*got == 0) co_return error(Code::unavailable, "The gateway closed without a word.");
    connection->frames.filled(*got);
    const Result<std::optional<std::string_view>> frame = connection->frames.next();
    if (!frame) co_return frame.error();
    if (!*frame) continue;
    connection->stream->set_read_deadline(net::no_deadline);
    co_return std::string(**frame);
  }
}

net::Awaitable<void> Gateway::read_all(Gateway& gateway, std::shared_ptr<Connection> connection) {
  while (!connection->over) {
    gateway.deliver(connection);
    if (connection->over) break;
    const std::span<char> room = connection->frames.room();
    const Result<std::size_t> got = co_await connection->stream->read_some(room);
    if (connection->over) break;
    if (!got) {
      gateway.end(connection, fmt::format("The connection to TWS or IB Gateway broke off: {}",
                                          got.error().message));
    } else if (*got == 0) {
      gateway.end(connection, "TWS or IB Gateway closed the connection.");
    } else {
      connection->frames.filled(*got);
    }
  }
}

net::Awaitable<void> Gateway::write_all(Gateway& gateway, std::shared_ptr<Connection> connection) {
  while (!connection->over) {
    const std::optional<Duration> wait = gateway.outbox_.wait(gateway.loop_.now());
    if (!wait || *wait > Duration{}) {
      net::Timer timer;
      if (wait) timer = gateway.loop_.after(*wait, [connection] { connection->to_write.notify(); });
      co_await connection->to_write.wait();
      continue;
    }
    std::string bytes;
    while (gateway.outbox_.wait(gateway.loop_.now()) == Duration{})
      bytes += framed(gateway.outbox_.take(gateway.loop_.now()));
    const Result<void> written = co_await connection->stream->write(bytes);
    if (!written)
      gateway.end(connection, fmt::format("The connection to TWS or IB Gateway broke off: {}",
                                          written.error().message));
  }
}

void Gateway::deliver(const std::shared_ptr<Connection>& connection) {
  while (!connection->over) {
    const Result<std::optional<std::string_view>> payload = connection->frames.next();
    if (!payload) {
      end(connection, payload.error().message);
    } else if (*payload) {
      dispatch(**payload);
    } else {
      return;
    }
  }
}

void Gateway::dispatch(std::string_view payload) {
  const int id = answer::id_of(payload);
  if (is_tick(id)) {
    listener_.on_tick(payload);
    return;
  }
  switch (static_cast<In>(id)) {
    case In::error:
      return dispatch_error(payload);
    case In::managed_accounts:
      if (Result<std::vector<std::string>> accounts = answer::managed_accounts(payload))
        opened_.accounts = std::move(*accounts);
      return connection_->opening.notify();
    case In::next_valid_id:
      if (const Result<std::int64_t> next = answer::next_valid_id(payload)) {
        opened_.next_order_id = *next;
        id_told_ = true;
      }
      return connection_->opening.notify();
    case In::open_order:
      listener_.on_order(payload);
      return;
    case In::order_status:
    case In::commission:
      listener_.on_order(payload);
      return;
    case In::execution:
      listener_.on_order(payload);
      break;
    case In::open_order_end:
      return give(unnumbered::open_orders, payload);
    case In::position:
    case In::position_end:
      return give(unnumbered::positions, payload);
    case In::completed_order:
    case In::completed_orders_end:
      return give(unnumbered::completed_orders, payload);
    case In::scanner_parameters:
      return give(unnumbered::scanner_parameters, payload);
    case In::news_providers:
      return give(unnumbered::news_providers, payload);
    case In::current_time:
      return give(unnumbered::current_time, payload);
    case In::market_rule:
      if (const Result<answer::MarketRule> rule = answer::market_rule(payload))
        give(unnumbered::first_market_rule - rule->id, payload);
      return;
    default:
      break;
  }
  if (const std::optional<std::int64_t> key = answer::request_of(payload, opened_.version))
    give(*key, payload);
}

void Gateway::dispatch_error(std::string_view payload) {
  const Result<answer::ErrorMessage> message = answer::error_message(payload, opened_.version);
  if (!message) return;
  const Notice notice = notice_of(*message);
  if (notice == Notice::client_id_taken) {
    opening_failed_ = error(Code::already_exists, "{}", error_of(*message).message);
    connection_->opening.notify();
    return;
  }
  listener_.on_notice(*message);
  if (notice == Notice::information || notice == Notice::warning || notice == Notice::farm_broken ||
      notice == Notice::partly_delayed)
    return;
  if (message->id != -1) fail(message->id, error_of(*message));
}

void Gateway::give(std::int64_t key, std::string_view payload) {
  const auto found = pending_.find(key);
  if (found == pending_.end() || found->second->end) return;
  if (found->second->take(payload)) found->second->finish({});
}

void Gateway::fail(std::int64_t key, const Error& error) {
  const auto found = pending_.find(key);
  if (found != pending_.end()) found->second->finish(error);
}

net::Awaitable<Result<void>> Gateway::ask(Question question) {
  if (!connected()) co_return gone();
  if (pending_.contains(question.key))
    co_return error(Code::unavailable, "The same is being asked already; ask again in a moment.");
  Pending pending(loop_);
  pending.take = std::move(question.take);
  const Duration queue =
      seconds(static_cast<std::int64_t>(outbox_.size() / Outbox::messages_per_second) + 1);
  const std::optional<std::uint64_t> number = send(question.urgency, std::move(question.payload));
  if (!number)
    co_return error(Code::unavailable, "Too much waits to be sent to the broker; ask later.");
  pending_.emplace(question.key, &pending);
  const net::Timer timer = loop_.after(question.deadline + queue, [&pending] {
    pending.finish(error(Code::deadline_exceeded,
                         "TWS or IB Gateway did not answer in time; ask again in a moment."));
  });
  while (!pending.end) co_await pending.notice.wait();
  pending_.erase(question.key);
  const bool given_up = !*pending.end && pending.end->error().code == Code::deadline_exceeded;
  if (given_up && !outbox_.take_back(*number) && !question.cancel.empty())
    send(Urgency::question, std::move(question.cancel));
  co_return *pending.end;
}

std::optional<std::uint64_t> Gateway::send(Urgency urgency, std::string payload) {
  if (!connected()) return std::nullopt;
  const std::optional<std::uint64_t> number = outbox_.put(urgency, std::move(payload));
  connection_->to_write.notify();
  return number;
}

net::Awaitable<void> Gateway::pause(Duration length) {
  if (stopped_) co_return;
  net::Notice notice(loop_);
  pauses_.push_back(&notice);
  const net::Timer timer = loop_.after(length, [&notice] { notice.notify(); });
  co_await notice.wait();
  std::erase(pauses_, &notice);
}

net::Awaitable<std::string> Gateway::ended() {
  const std::shared_ptr<Connection> connection = connection_;
  if (!connection) co_return std::string();
  while (!connection->over) co_await connection->over_notice.wait();
  co_return connection->why;
}

void Gateway::end(const std::shared_ptr<Connection>& connection, std::string why) {
  if (connection->over) return;
  connection->over = true;
  connection->why = std::move(why);
  connection->stream->close();
  connection->to_write.notify();
  connection->opening.notify();
  connection->over_notice.notify();
  const Error lost = gone();
  for (const auto& [key, pending] : pending_) pending->finish(lost);
  for (net::Notice* notice : pauses_) notice->notify();
}

void Gateway::close(std::string why) {
  if (connection_) end(connection_, std::move(why));
}

void Gateway::stop() {
  stopped_ = true;
  close("Pitwall ends its session.");
  for (net::Notice* notice : pauses_) notice->notify();
}

}  // namespace pitwall::tws

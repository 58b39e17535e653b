#include "serve/mcp/mcp_socket.h"

#include <vector>

namespace pitwall::serve {

struct McpSocket::State {
  net::Loop& loop;
  McpServer& server;
  LocalMethods local;
  std::unique_ptr<net::Listener> listener;
  std::unique_ptr<net::PipeListener> pipes;
  std::vector<std::weak_ptr<Connection>> connections;
  bool closed = false;
};

// One peer: its lines, and for a client before 2026-07-28 its session.
class McpSocket::Connection final : public Session {
 public:
  Connection(std::shared_ptr<State> owner, std::unique_ptr<net::Stream> s)
      : Session(owner->loop, owner->server.subscriptions()),
        state(std::move(owner)),
        stream(std::move(s)),
        answered(state->loop),
        written(state->loop) {}

  std::shared_ptr<State> state;
  std::unique_ptr<net::Stream> stream;
  std::string received;  // an unfinished line
  std::string answers;   // not yet written
  std::size_t under_way = 0;
  bool reading = true;
  bool writing = true;
  net::Notice answered;
  net::Notice written;  // answers have gone out, or the peer has
  net::Timer drained;

  bool finished() const { return !reading && under_way == 0 && answers.empty(); }
  void push(std::string text) override { write(text); }
  bool keeps_up() const override {
    constexpr std::size_t comfortable = 64 * 1024;  // bytes
    return answers.size() < comfortable;
  }
  void write(std::string_view text) {
    if (!text.empty()) answers.append(text).push_back('\n');
    if (answers.size() > max_queued) stream->close();
    answered.notify();
  }
  void take(std::string_view line);

 private:
  void serve(RpcMessage message);
};

class McpSocket::LineExchange final : public Exchange {
 public:
  LineExchange(std::shared_ptr<Connection> to, tool::Asker kind, Client from, std::string who,
               RpcMessage said)
      : Exchange(kind, std::move(who), from, std::move(said)), connection_(std::move(to)) {
    if (!client.modern) session = connection_;
    ++connection_->under_way;
  }
  ~LineExchange() override { ended(); }
  void send(std::string text) override { connection_->write(text); }
  bool keeps_up() const override { return connection_->keeps_up(); }

 protected:
  void deliver(std::string text, std::optional<RpcCode>) override {
    // Whoever called a request off wants no answer any more.
    if (!cancelled()) connection_->write(text);
    ended();
  }

 private:
  void ended() {
    if (!std::exchange(counted_, false)) return;
    --connection_->under_way;
    connection_->answered.notify();
  }
  std::shared_ptr<Connection> connection_;
  bool counted_ = true;
};

void McpSocket::Connection::take(std::string_view line) {
  std::variant<RpcMessage, RpcFault> read = state->server.read(line);
  if (const auto* fault = std::get_if<RpcFault>(&read))
    return write(rpc_error(fault->id, fault->code, fault->message));
  RpcMessage& message = std::get<RpcMessage>(read);
  if (!message.id || message.method.empty()) return state->server.take_legacy(message, this);
  if (state->local) {
    const auto self = std::static_pointer_cast<Connection>(shared_from_this());
    ++under_way;
    if (state->local(message, [self](const std::string& text) {
          --self->under_way;
          self->write(text);
        }))
      return;
    --under_way;
  }
  serve(std::move(message));
}

void McpSocket::Connection::serve(RpcMessage message) {
  const auto self = std::static_pointer_cast<Connection>(shared_from_this());
  const bool modern = McpServer::is_modern(message);
  Client client;
  if (modern) {
    client = McpServer::modern_client(message);
  } else {
    client.name = client_name;
    client.version = client_version;
    client.capabilities = &capabilities;
    client.log_level = log_level;
  }
  std::string who = client.name.empty() ? "an assistant" : client.name.substr(0, 100);
  const OfferedTool* tool = state->server.called_tool(message);
  const tool::Asker asker = tool && tool->for_views ? tool::Asker::person : tool::Asker::assistant;
  const auto exchange =
      std::make_shared<LineExchange>(self, asker, client, std::move(who), std::move(message));
  if (!begin(exchange))
    return exchange->finish({.error = RpcError{RpcCode::internal_error,
                                               "Too many requests are under way; wait for some."}});
  if (modern) return state->server.serve_modern(exchange);
  state->server.serve_legacy(exchange, this);
}

McpSocket::McpSocket(net::Loop& loop, McpServer& server, LocalMethods local)
    : state_(std::make_shared<State>(State{loop, server, std::move(local), {}, {}, {}})) {}

McpSocket::~McpSocket() { close(); }

Result<void> McpSocket::listen(const std::string& path) {
  PITWALL_TRY(state_->listener, net::Listener::unix_socket(state_->loop, path));
  state_->loop.spawn("mcp socket", accept_all(state_));
  return {};
}

Result<void> McpSocket::listen_pipes(const std::string& path) {
  PITWALL_TRY(state_->pipes, net::PipeListener::at(state_->loop, path));
  state_->loop.spawn("mcp pipes", accept_pipes(state_));
  return {};
}

void McpSocket::serve(std::unique_ptr<net::Stream> stream) { start(state_, std::move(stream)); }

void McpSocket::start(const std::shared_ptr<State>& owner, std::unique_ptr<net::Stream> stream) {
  State& state = *owner;
  std::erase_if(state.connections, [](const auto& weak) { return weak.expired(); });
  if (state.closed || state.connections.size() >= max_connections) return stream->close();
  const auto connection = std::make_shared<Connection>(owner, std::move(stream));
  state.connections.push_back(connection);
  state.loop.spawn("mcp reader", read_lines(connection));
  state.loop.spawn("mcp writer", write_answers(connection));
}

void McpSocket::close() {
  state_->closed = true;
  if (state_->listener) state_->listener->close();
  if (state_->pipes) state_->pipes->close();
  for (const std::weak_ptr<Connection>& weak : state_->connections)
    if (const auto connection = weak.lock()) connection->stream->close();
}

net::Awaitable<void> McpSocket::accept_all(std::shared_ptr<State> state) {
  while (!state->closed) {
    Result<std::unique_ptr<net::Stream>> stream = co_await state->listener->accept();
    if (!stream) {
      if (state->closed || stream.error().code == Code::cancelled) co_return;
      co_await state->loop.sleep(milliseconds(100));  // out of descriptors: let some come free
      continue;
    }
    start(state, std::move(*stream));
  }
}

net::Awaitable<void> McpSocket::accept_pipes(std::shared_ptr<State> state) {
  while (!state->closed) {
    Result<std::unique_ptr<net::Stream>> stream = co_await state->pipes->accept();
    if (stream) {
      start(state, std::move(*stream));
    } else if (state->closed || stream.error().code == Code::cancelled) {
      co_return;
    } else {
      co_await state->loop.sleep(milliseconds(100));  // out of descriptors
    }
  }
}

net::Awaitable<void> McpSocket::read_lines(std::shared_ptr<Connection> connection) {
  Connection& c = *connection;
  std::vector<char> buffer(65536);
  while (true) {
    const Result<std::size_t> count = co_await c.stream->read_some(buffer);
    if (!count || *count == 0) break;
    c.received.append(buffer.data(), *count);
    std::size_t start = 0;
    for (std::size_t end; (end = c.received.find('\n', start)) != c.received.npos;
         start = end + 1) {
      std::string_view line(c.received.data() + start, end - start);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      c.take(line);
      while (c.answers.size() > enough_queued && c.writing) co_await c.written.wait();
    }
    c.received.erase(0, start);
    if (c.received.size() > max_message) {
      c.write(rpc_error("null", RpcCode::invalid_request,
                        fmt::format("A message is at most {} bytes long.", max_message)));
      break;
    }
  }
  c.reading = false;
  c.cancel_listening();
  // Nobody waits longer for what is still under way.
  c.drained = c.state->loop.after(drain_within, [weak = c.weak_from_this()] {
    if (const std::shared_ptr<Session> gone = weak.lock()) gone->cancel_all();
  });
  c.answered.notify();
}

net::Awaitable<void> McpSocket::write_answers(std::shared_ptr<Connection> connection) {
  Connection& c = *connection;
  std::string sending;
  while (!c.finished()) {
    if (c.answers.empty()) {
      co_await c.answered.wait();
      continue;
    }
    sending.clear();
    sending.swap(c.answers);
    const Result<void> written = co_await c.stream->write(sending, {});
    if (!written) break;
    c.written.notify();
  }
  c.writing = false;
  c.written.notify();
  c.stream->close();
}

}  // namespace pitwall::serve

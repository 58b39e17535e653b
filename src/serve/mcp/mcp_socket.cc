#include "serve/mcp/mcp_socket.h"

#include <vector>

namespace pitwall::serve {

struct McpSocket::State {
  net::Loop& loop;
  McpServer& server;
  McpServer::LocalMethods local;
  std::unique_ptr<net::Listener> listener;
  std::vector<std::weak_ptr<Connection>> connections;
  bool closed = false;
};

struct McpSocket::Connection {
  Connection(std::shared_ptr<State> owner, std::unique_ptr<net::Stream> s)
      : state(std::move(owner)), stream(std::move(s)), answered(state->loop) {}

  std::shared_ptr<State> state;
  std::unique_ptr<net::Stream> stream;
  std::string received;  // an unfinished line
  std::string answers;   // not yet written
  std::size_t under_way = 0;
  bool reading = true;
  net::Notice answered;

  bool finished() const { return !reading && under_way == 0 && answers.empty(); }
  void answer(const std::string& text) {
    if (!text.empty()) {
      answers += text;
      answers += '\n';
    }
    if (answers.size() > max_queued) stream->close();
    answered.notify();
  }
};

McpSocket::McpSocket(net::Loop& loop, McpServer& server, McpServer::LocalMethods local)
    : state_(std::make_shared<State>(State{loop, server, std::move(local), {}, {}})) {}

McpSocket::~McpSocket() { close(); }

Result<void> McpSocket::listen(const std::string& path) {
  PITWALL_TRY(state_->listener, net::Listener::unix_socket(state_->loop, path));
  state_->loop.spawn("mcp socket", accept_all(state_));
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
      ++c.under_way;
      c.state->server.handle(
          line,
          [connection](const std::string& answer) {
            --connection->under_way;
            connection->answer(answer);
          },
          c.state->local);
    }
    c.received.erase(0, start);
    if (c.received.size() > max_message) {
      c.answer(rpc_error("null", RpcCode::invalid_request,
                         fmt::format("A message is at most {} bytes long.", max_message)));
      break;
    }
  }
  c.reading = false;
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
  }
  c.stream->close();
}

}  // namespace pitwall::serve

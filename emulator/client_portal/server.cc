#include "emulator/client_portal/server.h"

#include <list>

#include "emulator/client_portal/feed.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/wire_stream.h"
#include "emulator/client_portal/writing.h"
#include "net/tls.h"

namespace pitwall::emulator {

using namespace cp;

namespace {

constexpr std::string_view api = "/v1/api/";
constexpr std::string_view portal = "/v1/portal/";  // the older name of the same
constexpr std::size_t max_body = 256 * 1024;
constexpr int certificate_days = 365;
constexpr std::string_view login_path = "/sso/Login?forwardTo=22&RL=1&ip2loc=US";

constexpr std::string_view login_page =
    "<!DOCTYPE html><html><head><title>Client Portal emulator</title></head><body>"
    "<h1>Pitwall's Client Portal emulator</h1>"
    "<p>No broker is behind this: the market is <b>simulated</b> and so is all money, whatever the "
    "answers say of themselves.</p>"
    "<form method=\"post\" action=\"/sso/Dispatcher\"><button>Log in</button></form>"
    "</body></html>";

net::Response html(int status, std::string_view text) {
  return net::Response::of_type(status, "text/html", std::string(text));
}

net::Response not_found() {
  return html(404,
              "<html><head><title>Error 404 Not Found</title></head><body><h1>Resource not "
              "found</h1></body></html>");
}

net::Response to_login() {
  net::Response response = html(302, "The market here is simulated; log in first.");
  response.headers.add("Location", login_path);
  return response;
}

net::Response options_answer() {
  net::Response response;
  response.status = 204;
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.headers.add("Access-Control-Allow-Methods", "POST,GET,OPTIONS,DELETE,PUT");
  response.headers.add("Access-Control-Allow-Headers", "Content-Type,portal,Cookie");
  return response;
}

// The stages of a request's way in: each may be the end of it.
net::Response not_logged_in(std::string_view path) {
  if (path.starts_with("portfolio")) return to_login();
  if (path.starts_with("iserver")) return net::Response{.status = 401};
  return html(401, "<html><body><h1>401 Unauthorized</h1></body></html>");
}

// A request about an account's orders, or to any other part of it, ends what was pending.
void drop_pending(Gateway& gateway, std::string_view path) {
  if (path.starts_with("iserver/reply/")) return;
  if (path.starts_with("iserver/account") || path.starts_with("portfolio")) gateway.pending.clear();
}

net::Awaitable<net::Reply> never(net::Loop& loop, std::shared_ptr<net::Disconnect> disconnect) {
  const auto gone = std::make_shared<net::Notice>(loop);
  disconnect->on_disconnect([gone] { gone->notify(); });
  if (!disconnect->happened()) co_await gone->wait();
  co_return net::Reply(net::Response{});
}

net::Awaitable<net::Reply> later(net::Loop& loop, Duration delay, net::Response response) {
  co_await loop.sleep(delay);
  co_return net::Reply(std::move(response));
}

}  // namespace

struct ClientPortalServer::State : std::enable_shared_from_this<ClientPortalServer::State> {
  explicit State(Brokerage& of) : gateway(of) {}

  Gateway gateway;
  std::shared_ptr<WireStream::Open> open = std::make_shared<WireStream::Open>();
  std::unique_ptr<net::HttpServer> http;
  std::list<std::unique_ptr<net::Listener>> listeners;
  std::shared_ptr<net::TlsServerContext> tls;
  Feeds feeds{gateway};

  net::Loop& loop() { return gateway.broker.loop(); }
  net::Reply handle(net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect);
  net::Response respond(const net::Request& request);
  net::Response outside(const net::Request& request);
  net::Response api_call(const net::Request& request, std::string path);
  net::Reply open_feed(const net::Request& request);
  void on_happening(Happening happening);
  void serve(std::unique_ptr<net::Stream> stream) {
    http->serve(
        std::make_unique<WireStream>(loop(), std::move(stream), gateway.broker.faults(), open));
  }
  void cut_all() {
    const std::vector<WireStream*> streams(open->begin(), open->end());
    for (WireStream* stream : streams) stream->close();
  }
  Result<void> listen(std::uint16_t port, std::shared_ptr<net::TlsServerContext> with);
  static net::Awaitable<void> accept_all(std::shared_ptr<State> self, net::Listener* listener,
                                         std::shared_ptr<net::TlsServerContext> tls);
  static net::Awaitable<void> secure(std::shared_ptr<State> self,
                                     std::unique_ptr<net::Stream> stream,
                                     std::shared_ptr<net::TlsServerContext> tls);
};

// ---- Requests

net::Reply ClientPortalServer::State::handle(net::Request& request,
                                             const std::shared_ptr<net::Disconnect>& disconnect) {
  ++gateway.counts.requests;
  const Faults& faults = gateway.broker.faults();
  if (faults.hang) return net::Reply(never(loop(), disconnect));
  if (net::is_websocket_request(request)) return open_feed(request);
  gateway.hold_answer = false;
  net::Response response = respond(request);
  if (gateway.hold_answer) return net::Reply(never(loop(), disconnect));
  if (faults.delay > Duration{})
    return net::Reply(later(loop(), faults.delay, std::move(response)));
  return net::Reply(std::move(response));
}

net::Response ClientPortalServer::State::respond(const net::Request& request) {
  if (request.method == "OPTIONS") return options_answer();
  if (gateway.broker.condition().maintenance) return refuse(503, "Service Unavailable");
  const std::string_view path = request.path();
  for (const std::string_view root : {api, portal})
    if (path.starts_with(root)) return api_call(request, std::string(path.substr(root.size())));
  return outside(request);
}

net::Response ClientPortalServer::State::outside(const net::Request& request) {
  const std::string_view path = request.path();
  if (path == "/") return to_login();
  if (path == "/sso/Login") return html(200, login_page);
  if (path == "/sso/Dispatcher") {
    gateway.log_in();
    gateway.bridge = true;  // the real gateway starts the brokerage session after a login
    gateway.broker.happen(Happening::logged_in);
    return html(200, "Client login succeeds");
  }
  return not_found();
}

net::Response ClientPortalServer::State::api_call(const net::Request& request, std::string path) {
  Call call{.request = request, .path = std::move(path)};
  const Route* route = find_route(request.method, call.path, call.captured);
  if (gateway.paced && !gateway.pacing.allows(route ? route->limit : Limit::none, gateway.now())) {
    ++gateway.counts.too_many;
    return refuse(429, "Too many requests");
  }
  if (request.method == "POST" && !request.headers.contains("Content-Length")) {
    if (request.headers.contains("Transfer-Encoding"))
      return net::Response::text(500, "You must set the Content-Length header");
    return html(411, "<html><body><h1>411 Length Required</h1></body></html>");
  }
  gateway.look_for_timeout();
  gateway.last_request = gateway.now();
  if (!route) return not_found();
  if (route->tier != Tier::open && !gateway.logged_in()) return not_logged_in(call.path);
  if (route->tier == Tier::brokerage && !gateway.established()) {
    if (!gateway.broker.condition().upstream) return refuse(503, "Service Unavailable");
    return refuse(400, "Bad Request: no bridge");
  }
  drop_pending(gateway, call.path);
  if (!request.body.empty()) {
    Result<Json> body = parse_json(request.body);
    if (!body) return refuse(400, "Bad Request: " + body.error().message);
    call.body = std::move(*body);
  }
  return route->handler(gateway, call);
}

net::Reply ClientPortalServer::State::open_feed(const net::Request& request) {
  const std::string_view path = request.path();
  if (gateway.broker.condition().maintenance) return net::Reply(refuse(503, "Service Unavailable"));
  if (path != "/v1/api/ws" && path != "/v1/portal/ws") return net::Reply(not_found());
  net::WebSocketUpgrade upgrade;
  upgrade.options.max_message = Feed::max_message;
  upgrade.session =
      [weak = weak_from_this()](std::shared_ptr<net::WebSocket> socket) -> net::Awaitable<void> {
    const std::shared_ptr<State> self = weak.lock();
    return Feeds::run(self ? std::shared_ptr<Feeds>(self, &self->feeds) : nullptr,
                      std::move(socket));
  };
  return net::Reply(std::move(upgrade));
}

void ClientPortalServer::State::on_happening(Happening happening) {
  switch (happening) {
    case Happening::drop:
      cut_all();
      return;
    case Happening::logged_in:
      if (!gateway.signed_out && gateway.bridge) break;  // by the login page
      gateway.log_in();
      break;
    case Happening::logged_out:
      gateway.lose_bridge();
      gateway.session = Session();
      gateway.session.account = gateway.broker.accounts().front();
      feeds.close_all();
      return;
    case Happening::competing_login:
    case Happening::restored_data_lost:
      gateway.lose_bridge();
      break;
    default:
      break;
  }
  feeds.tell_status();
}

// ---- Connections

Result<void> ClientPortalServer::State::listen(std::uint16_t port,
                                               std::shared_ptr<net::TlsServerContext> with) {
  PITWALL_TRY(std::unique_ptr<net::Listener> listener,
              net::Listener::tcp(loop(), "127.0.0.1", port));
  listeners.push_back(std::move(listener));
  loop().spawn("Client Portal connections",
               accept_all(shared_from_this(), listeners.back().get(), std::move(with)));
  return {};
}

net::Awaitable<void> ClientPortalServer::State::accept_all(
    std::shared_ptr<State> self, net::Listener* listener,
    std::shared_ptr<net::TlsServerContext> tls) {
  while (true) {
    Result<std::unique_ptr<net::Stream>> stream = co_await listener->accept();
    if (!stream) {
      if (stream.error().code == Code::cancelled) co_return;
      co_await self->loop().sleep(milliseconds(100));
      continue;
    }
    if (!self->http) co_return;
    if (tls)
      self->loop().spawn("Client Portal handshake", secure(self, std::move(*stream), tls));
    else
      self->serve(std::move(*stream));
  }
}

net::Awaitable<void> ClientPortalServer::State::secure(std::shared_ptr<State> self,
                                                       std::unique_ptr<net::Stream> stream,
                                                       std::shared_ptr<net::TlsServerContext> tls) {
  Result<std::unique_ptr<net::Stream>> secured =
      co_await net::tls_accept(self->loop(), std::move(stream), tls, seconds(10));
  if (secured && self->http) self->serve(std::move(*secured));
}

ClientPortalServer::ClientPortalServer(Brokerage& brokerage)
    : state_(std::make_shared<State>(brokerage)) {
  net::HttpServerOptions options;
  options.limits.body_bytes = max_body;
  State* state = state_.get();
  state->http = std::make_unique<net::HttpServer>(
      brokerage.loop(),
      [state](net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect) {
        return state->handle(request, disconnect);
      },
      std::move(options));
  state->gateway.on_status = [state] { state->feeds.tell_status(); };
  const std::weak_ptr<State> weak = state_;
  const auto with = [weak](auto action) {
    return [weak, action](const auto&... what) {
      const std::shared_ptr<State> self = weak.lock();
      if (self && self->http) action(*self, what...);
    };
  };
  brokerage.listen({
      .on_order = with([](State& self, const Ticket& each) { self.feeds.on_order(each); }),
      .on_fill = with([](State& self, const Fill& each) { self.feeds.on_fill(each); }),
      .on_tick = with([](State& self, const market::Tick& tick, const market::Quote&) {
        self.feeds.on_tick(tick.instrument);
      }),
      .on_happening = with([](State& self, Happening what) { self.on_happening(what); }),
  });
}

ClientPortalServer::~ClientPortalServer() {
  for (const auto& listener : state_->listeners) listener->close();
  state_->feeds.close_all();
  state_->http.reset();
}

Result<void> ClientPortalServer::listen_tcp(std::uint16_t port) {
  return state_->listen(port, nullptr);
}

Result<void> ClientPortalServer::listen_tls(std::uint16_t port) {
  if (!state_->tls) {
    PITWALL_TRY(const net::SelfSigned made, net::make_self_signed("localhost", certificate_days));
    PITWALL_TRY(state_->tls, net::TlsServerContext::from_pem(made.certificate, made.private_key));
  }
  return state_->listen(port, state_->tls);
}

void ClientPortalServer::serve(std::unique_ptr<net::Stream> stream) {
  state_->serve(std::move(stream));
}

std::uint16_t ClientPortalServer::port() const {
  return state_->listeners.empty() ? 0 : state_->listeners.front()->port();
}

std::string ClientPortalServer::fingerprint() const {
  return state_->tls ? state_->tls->fingerprint() : std::string();
}

void ClientPortalServer::enforce_pacing(bool enforced) { state_->gateway.paced = enforced; }
void ClientPortalServer::push_every(Duration pause) { state_->feeds.push_every(pause); }

void ClientPortalServer::notify(std::string title, std::string text) {
  state_->feeds.send_all(object([&](JsonWriter& w) {
    put(w, "topic", "ntf");
    put_object(w, "args", [&](JsonWriter& args) {
      put(args, "id", state_->gateway.new_id());
      put(args, "title", title);
      put(args, "text", text);
      put(args, "url", "");
    });
  }));
}

void ClientPortalServer::bulletin(std::string text) {
  state_->feeds.send_all(object([&](JsonWriter& w) {
    put(w, "topic", "blt");
    put_object(w, "args", [&](JsonWriter& args) {
      put(args, "id", state_->gateway.new_id());
      put(args, "message", text);
    });
  }));
}

const ClientPortalServer::Counts& ClientPortalServer::counts() const {
  return state_->gateway.counts;
}

}  // namespace pitwall::emulator

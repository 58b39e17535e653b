#include "emulator/tws/server.h"

#include "emulator/tws/session.h"

namespace pitwall::emulator {

// Listeners of the brokerage cannot be taken back, so they hold this weakly.
struct TwsServer::State : std::enable_shared_from_this<TwsServer::State> {
  State(Brokerage& brokerage, int version, TwsOptions options)
      : gateway(brokerage, version, options) {}

  void begin() {
    const auto told = [weak = weak_from_this()](auto member) {
      return [weak, member](const auto&... what) {
        if (const auto state = weak.lock()) (state->gateway.*member)(what...);
      };
    };
    Brokerage::Listener ears;
    ears.on_order = told(&tws::Gateway::on_order);
    ears.on_fill = told(&tws::Gateway::on_fill);
    ears.on_tick = told(&tws::Gateway::on_tick);
    ears.on_happening = told(&tws::Gateway::on_happening);
    gateway.brokerage().listen(std::move(ears));
  }

  void serve(std::unique_ptr<net::Stream> stream) {
    if (!gateway.accepts() || gateway.sessions().size() >= gateway.options().clients) {
      stream->close();
      return;
    }
    auto session = std::make_shared<tws::Session>(gateway, std::move(stream));
    gateway.sessions().push_back(session);
    gateway.brokerage().loop().spawn("tws session", keep(shared_from_this(), session));
  }

  // A session ends before what it stands on.
  static net::Awaitable<void> keep(std::shared_ptr<State> state,
                                   std::shared_ptr<tws::Session> session) {
    co_await tws::Session::run(session);
    session.reset();
    state.reset();
  }

  static net::Awaitable<void> accept_all(std::shared_ptr<State> state) {
    while (!state->stopping) {
      Result<std::unique_ptr<net::Stream>> stream = co_await state->listener->accept();
      if (stream) {
        state->serve(std::move(*stream));
      } else if (stream.error().code == Code::cancelled) {
        break;
      } else {
        co_await state->gateway.brokerage().loop().sleep(milliseconds(100));
      }
    }
  }

  tws::Gateway gateway;
  std::unique_ptr<net::Listener> listener;
  bool stopping = false;
};

TwsServer::TwsServer(Brokerage& brokerage, int server_version, TwsOptions options)
    : state_(std::make_shared<State>(brokerage, server_version, options)) {
  state_->begin();
}

TwsServer::~TwsServer() {
  state_->stopping = true;
  if (state_->listener) state_->listener->close();
  for (const auto& session : state_->gateway.sessions()) session->cut();
}

Result<void> TwsServer::listen(std::uint16_t port) {
  PITWALL_TRY(state_->listener,
              net::Listener::tcp(state_->gateway.brokerage().loop(), "127.0.0.1", port));
  state_->gateway.brokerage().loop().spawn("tws accept", State::accept_all(state_));
  return {};
}

void TwsServer::serve(std::unique_ptr<net::Stream> stream) { state_->serve(std::move(stream)); }

std::uint16_t TwsServer::port() const { return state_->listener ? state_->listener->port() : 0; }

const TwsServer::Counts& TwsServer::counts() const { return state_->gateway.counts(); }

}  // namespace pitwall::emulator

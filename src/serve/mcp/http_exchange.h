// One request over HTTP: answered as plain JSON, or over a stream of events.
#pragma once

#include "net/http_server.h"
#include "serve/mcp/exchange.h"
#include "serve/mcp/http_session.h"

namespace pitwall::serve {

class HttpExchange final : public Exchange {
 public:
  static constexpr std::size_t max_queued = 4 << 20;  // bytes a reader may be behind

  HttpExchange(net::Loop& loop, tool::Asker asker, std::string who, Client from, RpcMessage said,
               std::shared_ptr<HttpSession> in, bool reads_streams);

  // The reply, at once where the answer is there, else later.
  net::Reply reply();
  net::Response response_head;  // headers that go with the answer

  void send(std::string text) override;
  bool keeps_up() const override;
  void pause_stream(Duration retry) override;
  void open_stream();

 protected:
  void deliver(std::string text, std::optional<RpcCode> code) override;

 private:
  static net::Awaitable<net::Reply> wait(std::shared_ptr<HttpExchange> exchange);
  int status_of(RpcCode code) const;
  net::Reply take();

  net::Loop& loop_;
  std::shared_ptr<HttpSession> http_session_;
  bool reads_streams_;
  std::optional<net::Response> response_;
  std::optional<net::StreamedResponse> stream_;
  std::shared_ptr<net::BodyStream> body_;  // without a session
  std::shared_ptr<Channel> channel_;       // with one
  std::unique_ptr<net::Notice> decided_;   // only where somebody waits
};

}  // namespace pitwall::serve

// An HTTP/1.1 client that keeps connections for the next request: over TCP, TLS, a Unix socket, or
// any Stream that a dialler hands it (the twin in memory). Redirects are not followed: a caller who
// checked one address would otherwise be taken to another. Nothing is retried, with one exception:
// a kept connection that turns out closed before a byte of the answer, for methods without side
// effects. Belongs to the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/http_parser.h"
#include "net/stream.h"
#include "net/tls.h"

namespace pitwall::net {

struct HttpClientOptions {
  HttpLimits limits{.body_bytes = 64 * 1024 * 1024};
  Duration connect_deadline = seconds(10);     // name, connection and TLS together
  Duration first_byte_deadline = seconds(30);  // from the request to the answer's first byte
  Duration whole_deadline = seconds(120);      // from the call to the answer's last byte
  Duration keep_idle = seconds(30);            // an unused connection is closed after that
  std::size_t max_idle_per_host = 4;
  TlsClientOptions tls;
  // Opens connections instead of TCP and TLS; the URL only names the host then.
  std::function<Awaitable<Result<std::unique_ptr<Stream>>>()> dial;
};

class HttpClient;

// An answer whose body is read as it comes: server-sent events, downloads.
class HttpBody {
 public:
  ~HttpBody();
  Response head;  // status and fields; its body stays empty
  // The next piece; nothing at the end. The limit on body_bytes does not apply, nor whole_deadline:
  // each piece has `quiet` to come.
  Awaitable<Result<std::optional<std::string>>> next(Duration quiet);
  void cancel();  // next() returns Code::cancelled; must not be destroyed before it has

 private:
  friend class HttpClient;
  struct State;
  HttpBody();
  std::unique_ptr<State> state_;
};

class HttpClient {
 public:
  HttpClient(Loop& loop, HttpClientOptions options);
  explicit HttpClient(Loop& loop) : HttpClient(loop, HttpClientOptions{}) {}
  ~HttpClient();  // waiting requests must have returned

  // `request.target` and a Host field are taken from the URL; Content-Length is added. An answer of
  // any status is a success; Code::unavailable, deadline_exceeded and too_large say why none came.
  Awaitable<Result<Response>> send(std::string url, Request request);
  Awaitable<Result<Response>> get(std::string url);
  Awaitable<Result<Response>> post(std::string url, std::string content_type, std::string body);
  // Returns when the head has come.
  Awaitable<Result<std::unique_ptr<HttpBody>>> open(std::string url, Request request);

  std::size_t idle_connections() const;

 private:
  friend class HttpBody;
  struct State;
  std::shared_ptr<State> state_;
};

// A dialler for HttpClientOptions::dial.
std::function<Awaitable<Result<std::unique_ptr<Stream>>>()> dial_unix(Loop& loop, std::string path,
                                                                      Duration deadline);

}  // namespace pitwall::net

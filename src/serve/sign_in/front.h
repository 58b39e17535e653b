// The door for what comes from outside, by the public name: sign-in pages, discovery documents,
// tokens, and /mcp for who holds one. Nothing else of the desk is there under that name. Off unless
// it was made; on the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "net/http_server.h"
#include "port/reply.h"
#include "serve/sign_in/book.h"
#include "serve/sign_in/consent.h"
#include "serve/sign_in/documents.h"
#include "serve/sign_in/options.h"
#include "serve/sign_in/principal.h"
#include "serve/sign_in/rate_limit.h"

namespace pitwall::serve::sign_in {

class Front {
 public:
  // Of what is asked without a token, by address: pages, documents, registrations, wrong tokens.
  static constexpr Rate strangers{.burst = 120, .per_second = 2};
  // Of new clients, by all together: each is kept in a file.
  static constexpr Rate registrations{.burst = 20, .per_second = 0.1};
  // Of what one grant asks.
  static constexpr Rate calls{.burst = 300, .per_second = 50};

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    port::Random& random;
    std::shared_ptr<Vault> vault;
    Fetch fetch;
    std::function<void(std::string_view)> log;  // one line; never with a secret in it
  };
  Front(Parts parts, const Options& options);

  Result<void> restore() { return book_.restore(); }
  const std::string& origin() const { return origin_; }

  // Whether the request names the public address as its host: then it is for admit(), and only for
  // it.
  bool is_public(const net::Request& request) const;
  // Who asks, where the request is for /mcp and may go on; otherwise its answer.
  using Admission = std::variant<Principal, net::Reply>;
  Admission admit(net::Request& request);
  // What is under way for a grant is cut off when the grant ends: streams would go on otherwise.
  void watch(const Principal& principal, std::shared_ptr<net::Disconnect> client);

  // 403 insufficient_scope where the principal may not do what needs `scope`; clients answer it by
  // asking the owner for more.
  std::optional<net::Response> refuse_scope(const Principal& principal, Scope scope) const;

  // For the dashboard and the command line, on this machine.
  std::string listing();  // JSON: {"enabled":true,"public_url":…,"grants":[…]}
  // One grant, or all where `id` is "all". Code::not_found where there is none.
  void revoke(const std::string& id, port::Reply<void> done);

 private:
  net::Reply serve_document(const net::Request& request, const std::string& document) const;
  std::optional<net::Reply> answer(net::Request& request);
  net::Reply answer_form(net::Request& request);
  net::Reply answer_registration(const net::Request& request);
  Admission admit_token(const net::Request& request, Time now);
  net::Awaitable<net::Reply> give_tokens(std::string body);
  net::Awaitable<net::Reply> end_token(std::string body);
  net::Awaitable<net::Reply> registered(std::string answer);
  Outcome<Tokens> tokens_for(const Form& form);
  void hang_up_on_ended();

  Parts parts_;
  std::string origin_;
  std::string host_;  // as a Host header names it
  std::string resource_document_;
  std::string server_document_;
  Book book_;
  Documents documents_;
  ConsentDesk consent_;
  std::vector<std::pair<std::string, std::shared_ptr<net::Disconnect>>> under_way_;  // by grant
  RateLimit strangers_{strangers};
  RateLimit registrations_{registrations};
  RateLimit calls_{calls};
};

// Where a request that a proxy passed on came from: the last address that the proxy noted.
std::string asker_of(const net::Request& request);

}  // namespace pitwall::serve::sign_in

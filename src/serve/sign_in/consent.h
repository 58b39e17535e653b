// The page where the owner lets an assistant in: shown for a request to /authorize, answered with
// the desk's password. A request waits here, under a name that stands in the form, until it is
// answered; only the browser that was shown the page can answer it (a cookie says so).
#pragma once

#include <deque>
#include <string>

#include "net/http_server.h"
#include "serve/sign_in/authorisation.h"
#include "serve/sign_in/book.h"
#include "serve/sign_in/documents.h"
#include "serve/sign_in/lockout.h"

namespace pitwall::serve::sign_in {

class ConsentDesk {
 public:
  static constexpr std::size_t max_waiting = 500;
  static constexpr Duration wait_for_answer = minutes(10);
  static constexpr std::string_view cookie_name = "__Host-pitwall_sign_in";

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    port::Random& random;
    std::shared_ptr<Vault> vault;
    Book& book;
    Documents& documents;
    std::function<void(std::string_view)> log;
    std::string origin;
  };
  explicit ConsentDesk(Parts parts) : parts_(std::move(parts)) {}

  net::Awaitable<net::Reply> show(std::string query, std::string cookies);
  net::Awaitable<net::Reply> answer(std::string body, std::string cookies);

 private:
  struct Waiting {
    std::string name;
    std::string browser;  // fingerprint of its cookie
    Authorisation asked;
    Time since;
  };
  Waiting* find(std::string_view name, std::string_view cookies);
  net::Awaitable<Outcome<Client>> client_of(std::string id);
  net::Response notice(int status, std::string_view title, std::string_view sentence);
  net::Response again(int status, const Waiting& waiting, std::string_view problem);
  net::Response open(Authorisation asked, std::string_view cookies);
  net::Response let_in(const Waiting& waiting, Scopes scopes);
  net::Awaitable<Result<bool>> is_owner(std::string password);

  Parts parts_;
  Lockout lockout_;
  bool checking_ = false;  // one password at a time: each takes 64 MiB
  std::deque<Waiting> waiting_;
};

// The value of one cookie in a Cookie header; "" where it is not there.
std::string_view cookie_value(std::string_view cookies, std::string_view name);

}  // namespace pitwall::serve::sign_in

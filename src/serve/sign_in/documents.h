// Clients whose identifier is the https address of a document about them. The address comes from
// whoever opened our page, so looking it up is bounded in every way: https, public addresses, no
// redirects, five seconds, ten kilobytes, and what was found is kept for a while.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "net/loop.h"
#include "serve/sign_in/clients.h"

namespace pitwall::serve::sign_in {

using Fetch = std::function<net::Awaitable<Result<net::Response>>(std::string address)>;

inline constexpr Duration document_deadline = seconds(5);

// `call_private` is for tests: it lets addresses of this machine and its network through.
Fetch fetch_documents(net::Loop& loop, bool call_private);

class Documents {
 public:
  static constexpr std::size_t max_kept = 50;
  static constexpr Duration kept_usually = minutes(5);  // where the answer says nothing
  static constexpr Duration kept_longest = hours(24);

  Documents(const port::Clock& clock, Fetch fetch) : clock_(clock), fetch_(std::move(fetch)) {}

  net::Awaitable<Outcome<Client>> find(std::string address);

 private:
  struct Kept {
    Client client;
    Time until;
  };
  void keep(const Client& client, Duration span);

  const port::Clock& clock_;
  Fetch fetch_;
  std::map<std::string, Kept, std::less<>> kept_;
};

// How long an answer may be kept by its Cache-Control.
Duration span_kept(std::string_view cache_control);

}  // namespace pitwall::serve::sign_in

// What the Client Portal server keeps between requests, and how a request finds its answer. Used by
// this folder only; belongs to the loop's thread. Every answer is ready at once: the paper market
// does not wait.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "emulator/brokerage.h"
#include "emulator/client_portal/pacing.h"
#include "emulator/client_portal/server.h"
#include "net/http.h"

namespace pitwall::emulator::cp {

// Printable ASCII: all that a path or query means anything with, and that may be said back.
bool is_plain(std::string_view text);

// One request, taken apart.
struct Call {
  const net::Request& request;
  std::string path{};                   // below /v1/api, without a slash in front
  std::vector<std::string> captured{};  // what stood for each {} of the pattern
  Json body{};                          // null where there is none

  std::string parameter(std::string_view name) const;  // of the query; "" where it is not plain
  std::int64_t number(std::string_view name, std::int64_t otherwise) const;
  bool flag(std::string_view name) const;  // true for "true"
};

using Answer = net::Response;
Answer answer(std::string json);                      // 200
Answer refuse(int status, std::string_view message);  // {"error":…,"statusCode":…}
Answer sorry(std::string_view message);               // 200, {"error":…}

// What a request needs: nothing, the login, or the brokerage session.
enum class Tier { open, login, brokerage };

struct Gateway;
using Handler = Answer (*)(Gateway&, const Call&);
struct Route {
  std::string_view methods;  // "GET", "GET POST"
  std::string_view pattern;  // "iserver/contract/{}/info"
  Handler handler;
  Tier tier = Tier::login;
  Limit limit = Limit::none;
};
std::span<const Route> session_routes();
std::span<const Route> contract_routes();
std::span<const Route> market_data_routes();
std::span<const Route> portfolio_routes();
std::span<const Route> order_routes();
std::span<const Route> desk_routes();  // watchlists, alerts, notices, scanner, performance

// The first route whose method and pattern fit; null where none does. Fills `captured`.
const Route* find_route(std::string_view method, std::string_view path,
                        std::vector<std::string>& captured);

// What waits for yes or no: an order, or several that belong together.
struct Question {
  std::string message_id;
  std::string text;
};
struct PendingOrder {
  std::string reply_id;
  std::vector<Ticket> tickets;
  std::int64_t modifies = 0;          // an order_id, where it is a change
  std::vector<Question> questions{};  // the first is the one that was asked
  Duration asked;
};

struct CachedPositions {
  std::vector<std::pair<market::InstrumentId, paper::Holding>> holdings;
  Duration taken;
};

// What a login knows; gone with it.
struct Session {
  bool accounts_asked = false;                 // /iserver/accounts
  bool portfolio_asked = false;                // /portfolio/accounts
  bool profit_followed = false;                // spl was subscribed to once
  std::set<std::string> searched;              // symbols of secdef/search
  std::map<std::int64_t, Duration> snapshots;  // conid -> when its data began to flow
  std::map<std::int64_t, std::vector<std::string>> snapshot_fields;
  std::set<std::int64_t> charted;    // conids whose history was asked for
  std::set<std::string> suppressed;  // message ids
  std::optional<Duration> orders_asked;
  std::optional<Duration> trades_asked;
  bool orders_filtered = false;  // the stream of orders is broken by it
  std::string account;           // selected
};

struct Watchlist {
  std::string name;
  std::vector<std::int64_t> conids;
  Time changed;
};
struct Alert {
  std::string account;
  std::string name;
  bool active = true;
  Json body;
  Time made;
};

struct Gateway {
  explicit Gateway(Brokerage& of);

  Brokerage& broker;
  Session session;
  Pacing pacing;
  bool paced = true;
  ClientPortalServer::Counts counts;
  bool bridge = true;       // the brokerage session, as far as it is ours to have
  bool signed_out = false;  // by /logout
  Duration last_request;
  std::int64_t login = 1;                            // counts logins, for session ids
  std::uint64_t serial = 0;                          // of ids that are given out
  std::map<std::string, PendingOrder> pending;       // by account
  std::map<std::string, CachedPositions> positions;  // by account
  std::map<std::string, Watchlist> watchlists;       // by id
  std::map<std::int64_t, Alert> alerts;              // by id

  Duration now() const { return broker.loop().now(); }
  Time time() const { return broker.market().market_time(); }
  bool logged_in() const { return broker.condition().logged_in && !signed_out; }
  bool established() const;  // the brokerage session is there
  bool known_account(std::string_view account) const { return broker.has_account(account); }
  std::string new_id();  // in the form of a UUID
  std::string session_id() const;

  void log_in();            // a person did
  void lose_bridge();       // what hangs on the brokerage session is gone
  void look_for_timeout();  // of a session that nobody has kept alive
  // Whatever happened to the session has changed `established`: the streams tell it.
  std::function<void()> on_status;
  std::function<void(std::string)> push_all;  // to every stream, as it is
  bool hold_answer = false;                   // this request's answer is to be lost
};

// A port's answer, which the paper market gives before it returns.
template <class T, class Begin>
Result<T> now_from(Begin begin) {
  std::optional<Result<T>> got;
  begin(port::Reply<T>([&got](Result<T> result) { got.emplace(std::move(result)); }));
  if (!got) return error(Code::unavailable, "The market did not answer.");
  return std::move(*got);
}

// ---- Shared between the areas.
// The contract that a conid names, option or instrument.
struct Named {
  ibkr::Contract contract;
  std::optional<market::InstrumentId> instrument;
  std::optional<market::OptionQuote> option;
  Price tick = Price::from_scaled(Price::unit / 100);
};
std::optional<Named> named(Gateway& gateway, std::int64_t conid);
std::int64_t conid_of(const Json* value);  // a number, "265598", "265598@SMART"; 0 if neither
std::int64_t conid_of(std::string_view text);
std::optional<market::Quote> quote_of(Gateway& gateway, const Named& contract);
std::string listing_text(const ibkr::Contract& contract);  // "NASDAQ.NMS" for NASDAQ
std::string accounts_json(Gateway& gateway);        // of /iserver/accounts, and of the stream
std::string status_json(Gateway& gateway);          // of /iserver/auth/status
std::string date_of_expiry(const Named& contract);  // "20261218", or ""

// Fields of a snapshot or of the stream: only those that there is something to say about.
std::map<std::string, std::string> snapshot_of(Gateway& gateway, const Named& contract,
                                               const std::vector<std::string>& fields);
std::string availability(const Gateway& gateway);  // "RpB"

std::string order_json(Gateway& gateway, const Ticket& ticket);
std::string trade_json(Gateway& gateway, const Fill& fill);
std::string profit_json(Gateway& gateway, const std::string& account);  // of one "….Core" row
std::string history_json(Gateway& gateway, const Named& contract, std::string_view period,
                         std::string_view bar, bool outside, std::optional<Time> until,
                         Answer* refused);
struct SummaryValue {
  std::string key;  // "netliquidation"
  Money amount;
  std::string currency;
};
std::vector<SummaryValue> summary_of(Gateway& gateway, const std::string& account);
// The rate from one currency to another by the market's pairs; none where there is none.
std::optional<double> rate_between(Gateway& gateway, market::Currency from, market::Currency to);

}  // namespace pitwall::emulator::cp

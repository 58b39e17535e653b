#include "app/connect/gateway_probe.h"

#include <algorithm>

#include "adapter/ibkr/account.h"
#include "base/json.h"
#include "net/http_client.h"
#include "net/tls.h"

namespace pitwall::app {
namespace {

constexpr Duration patience = seconds(8);  // for each step; a stuck gateway never answers
constexpr Duration settle = seconds(1);    // the first answer of a new session may be wrong
constexpr std::size_t max_answer = 1 << 20;
constexpr std::size_t shown_of_answer = 80;
constexpr std::uint16_t airplay_port = 5000;
constexpr std::string_view known_contract = "265598";  // a share that every login may see

class GatewayTalk {
 public:
  GatewayTalk(net::Loop& loop, GatewayProbe probe) : loop_(loop), probe_(std::move(probe)) {}

  net::Awaitable<Diagnosis> run() {
    net::HttpClientOptions options;
    options.limits.body_bytes = max_answer;
    options.first_byte_deadline = patience;
    options.whole_deadline = patience;
    options.dial = [this] { return open(); };
    client_ = std::make_unique<net::HttpClient>(loop_, std::move(options));
    const bool inside = co_await look_at_session();
    if (inside) {
      co_await look_at_accounts();
      co_await look_at_market_data();
    }
    co_return std::move(found_);
  }

 private:
  enum class Session { usable, unsettled, not_usable };

  net::Awaitable<Result<std::unique_ptr<net::Stream>>> open() {
    if (probe_.dial) {
      auto dialled = co_await probe_.dial();
      refused_ = !dialled.ok();
      co_return dialled;
    }
    const std::string host = probe_.host;
    auto stream = co_await net::connect_tcp(loop_, host, probe_.port, patience);
    if (!stream) {
      refused_ = true;
      co_return stream.error();
    }
    net::TlsClientOptions tls;
    tls.verify = probe_.fingerprint.empty() ? net::TlsVerify::loopback_unverified
                                            : net::TlsVerify::pinned_fingerprint;
    tls.fingerprint = probe_.fingerprint;
    tls.on_certificate = [this](std::string_view seen) { found_.fingerprint = seen; };
    PITWALL_CO_TRY(std::shared_ptr<net::TlsClientContext> context,
                   net::TlsClientContext::make(std::move(tls)));
    auto secured =
        co_await net::tls_connect(loop_, std::move(*stream), host, std::move(context), patience);
    if (!secured) no_tls_ = true;
    co_return secured;
  }

  net::Awaitable<Result<net::Response>> ask(std::string method, std::string path) {
    net::Request request;
    request.method = std::move(method);
    request.headers.add("User-Agent", "pitwall");
    std::string url = fmt::format("http://localhost:{}/v1/api{}", probe_.port, path);
    auto answer = co_await client_->send(std::move(url), std::move(request));
    co_return answer;
  }

  // Why nothing came back.
  void explain_silence(const Error& why) {
    if (refused_) return explain_refusal();
    if (no_tls_) return explain_tls(why);
    found_.right_door = true;
    found_.stop(
        "The gateway takes the connection and does not answer: it cannot reach Interactive "
        "Brokers. "
        "Check this machine's internet connection, and restart the gateway if it stays so." +
        pause_note());
  }

  void explain_refusal() {
    found_.stop(fmt::format(
        "Nothing listens at {}:{}. Start the gateway: in its folder `bin/run.sh root/conf.yaml` "
        "(Windows: `bin\\run.bat root\\conf.yaml`), and look at listenPort in root/conf.yaml.{}",
        probe_.host, probe_.port,
        probe_.port == airplay_port
            ? " On a Mac, port 5000 belongs to AirPlay: set listenPort: 5055 and use "
              "--client-portal https://127.0.0.1:5055."
            : ""));
  }

  void explain_tls(const Error& why) {
    if (!found_.fingerprint.empty() && !probe_.fingerprint.empty()) {
      found_.right_door = true;
      return found_.stop(fmt::format(
          "The gateway's certificate is another one than the one you pinned; this one's SHA-256 is "
          "{}. If you renewed it, pin the new one; if not, find out what listens on port {}.",
          found_.fingerprint, probe_.port));
    }
    found_.stop(fmt::format(
        "What listens at {}:{} does not speak TLS as the gateway does ({}). {}", probe_.host,
        probe_.port, why.message,
        probe_.port == airplay_port
            ? "On a Mac it is AirPlay: set listenPort: 5055 in root/conf.yaml, restart the gateway "
              "and use --client-portal https://127.0.0.1:5055."
            : "Check the port, and that root/conf.yaml says listenSsl: true."));
  }

  std::string pause_note() const {
    return probe_.pause.empty() ? std::string()
                                : fmt::format(" Just now this may be {}.", probe_.pause);
  }

  net::Awaitable<bool> look_at_session() {
    auto answer = co_await ask("POST", "/iserver/auth/status");
    if (!answer) {
      explain_silence(answer.error());
      co_return false;
    }
    Session session = judge(*answer, false);
    if (session != Session::unsettled) co_return session == Session::usable;
    // A new session's first answer may say no where a second one says yes.
    auto tickled = co_await ask("POST", "/tickle");
    co_await loop_.sleep(settle);
    answer = co_await ask("POST", "/iserver/auth/status");
    if (!answer) {
      explain_silence(answer.error());
      co_return false;
    }
    session = judge(*answer, true);
    co_return session == Session::usable;
  }

  Session judge(const net::Response& answer, bool last) {
    const std::string_view body = answer.body;
    if (answer.status == 404 && body.find("Access Denied") != std::string_view::npos) {
      found_.right_door = true;
      found_.stop(
          "The gateway does not let this machine in (Access Denied). Add 127.0.0.1 to ips.allow in "
          "root/conf.yaml, and restart it.");
      return Session::not_usable;
    }
    if (answer.status == 401 || answer.status == 302 || answer.status == 403) {
      explain_login();
      return Session::not_usable;
    }
    if (answer.status == 429) {
      found_.right_door = true;
      found_.stop(
          "Interactive Brokers has closed the door for asking too fast. Stop other programs that "
          "use this gateway, wait a quarter of an hour, and try again.");
      return Session::not_usable;
    }
    if (body.find("no bridge") != std::string_view::npos) return explain_no_bridge(last);
    const Result<Json> json = parse_json(body);
    if (json && json->is_object()) return judge_status(answer.status, *json, last);
    if (answer.status >= 500) return explain_closed(answer.status);
    explain_stranger(answer);
    return Session::not_usable;
  }

  Session explain_closed(int status) {
    found_.right_door = true;
    found_.stop(fmt::format(
        "The gateway is there, and Interactive Brokers answers {}: it is closed for now. Try again "
        "in a few minutes.{}",
        status, pause_note()));
    return Session::not_usable;
  }

  Session judge_status(int status, const Json& json, bool last) {
    const auto flag = [&](std::string_view name) {
      const Json* value = json.find(name);
      return value && value->kind() == Json::Kind::boolean && value->as_boolean();
    };
    const std::string_view fault = json.string_or("error", "");
    const bool known = json.find("authenticated") || !fault.empty();
    if (!known) {
      explain_stranger({.status = status, .body = json.dump()});
      return Session::not_usable;
    }
    if (status >= 500 && fault.find("authenticated") == std::string_view::npos)
      return explain_closed(status);
    found_.right_door = true;
    if (fault.find("no session") != std::string_view::npos) {
      explain_login();
      return Session::not_usable;
    }
    if (flag("competing")) {
      found_.stop(
          "Another login of this user (TWS, the phone, the web) holds the brokerage session. Log "
          "out "
          "there, or make a second user name for Pitwall in the Client Portal under Settings, "
          "Users. "
          "`compete: true` would take the session away from the other login.");
      return Session::not_usable;
    }
    if (flag("authenticated")) {
      found_.good("The gateway is there and logged in.");
      return Session::usable;
    }
    if (flag("connected")) return explain_no_bridge(last);
    if (!last) return Session::unsettled;
    explain_login();
    return Session::not_usable;
  }

  Session explain_no_bridge(bool last) {
    if (!last) return Session::unsettled;
    found_.right_door = true;
    found_.note(
        "You are logged in at the gateway, but its brokerage session is not open yet. Pitwall "
        "opens "
        "it when it starts; it does not take it from another login.");
    return Session::not_usable;
  }

  void explain_login() {
    found_.right_door = true;
    found_.stop(fmt::format(
        "The gateway is there, but nobody is logged in. Open https://localhost:{} in a browser on "
        "this machine and log in, with the second factor, until it says \"Client login succeeds\". "
        "If that page turns in circles, the gateway is old: download it anew from Interactive "
        "Brokers (clientportal.gw.zip).{}",
        probe_.port, pause_note()));
  }

  void explain_stranger(const net::Response& answer) {
    found_.stop(fmt::format(
        "Something else than the gateway answers at {}:{} (status {}: {}). Check the port in "
        "root/conf.yaml.",
        probe_.host, probe_.port, answer.status, answer.body.substr(0, shown_of_answer)));
  }

  net::Awaitable<void> look_at_accounts() {
    auto answer = co_await ask("GET", "/iserver/accounts");
    const Result<Json> json = answer ? parse_json(answer->body) : Result<Json>(answer.error());
    const Json* accounts = json ? json->find("accounts") : nullptr;
    if (!accounts || !accounts->is_array() || accounts->items().empty()) {
      found_.note(
          "The gateway names no account yet. If that stays so, the user may lack the permission "
          "for "
          "it: look under Settings, Users, in the Client Portal.");
      co_return;
    }
    const Json* paper = json->find("isPaper");
    market::AccountKind said = market::AccountKind::none;
    if (paper && paper->kind() == Json::Kind::boolean)
      said = paper->as_boolean() ? market::AccountKind::paper : market::AccountKind::live;
    for (const Json& account : accounts->items())
      if (account.is_string()) add_account(account.text(), said);
  }

  void add_account(const std::string& account, market::AccountKind said) {
    const Result<market::AccountKind> kind = ibkr::agreed_kind(account, said, "the gateway");
    if (!kind) return found_.stop(kind.error().message);
    found_.accounts.push_back(account);
    found_.good(fmt::format("Account {}, {}.", account, name_of(*kind)));
  }

  net::Awaitable<void> look_at_market_data() {
    std::string quality;
    const std::string path =
        fmt::format("/iserver/marketdata/snapshot?conids={}&fields=31,6509", known_contract);
    // The first question only orders the figures.
    for (int attempt = 0; attempt < 3 && quality.empty(); ++attempt) {
      if (attempt > 0) co_await loop_.sleep(settle);
      auto answer = co_await ask("GET", path);
      const Result<Json> json = answer ? parse_json(answer->body) : Result<Json>(answer.error());
      if (json && json->is_array() && !json->items().empty())
        quality = json->items().front().string_or("6509", "");
    }
    judge_quality(quality.empty() ? '?' : quality.front());
  }

  void judge_quality(char quality) {
    switch (quality) {
      case 'R':
        return found_.good("US stocks come in real time.");
      case 'D':
      case 'Y':
        return found_.note(
            "US stocks come delayed by 15 to 20 minutes, and Pitwall says so with each price. For "
            "real time subscribe in the Client Portal under Settings, Market Data Subscriptions.");
      case 'N':
        return found_.note(
            "No market data for US stocks: subscribe in the Client Portal under Settings, Market "
            "Data Subscriptions. A paper login must share those of its live one.");
      default:
        return found_.note(
            "Whether US stocks come live or delayed was not said; the markets may be closed.");
    }
  }

  net::Loop& loop_;
  GatewayProbe probe_;
  Diagnosis found_;
  std::unique_ptr<net::HttpClient> client_;
  bool refused_ = false;
  bool no_tls_ = false;
};

}  // namespace

net::Awaitable<Diagnosis> probe_gateway(net::Loop& loop, GatewayProbe probe) {
  GatewayTalk talk(loop, std::move(probe));
  Diagnosis diagnosis = co_await talk.run();
  co_return diagnosis;
}

}  // namespace pitwall::app

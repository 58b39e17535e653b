#include "app/connect/tws_probe.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "adapter/ibkr/account.h"

namespace pitwall::app {
namespace {

constexpr Duration connect_patience = seconds(3);
constexpr Duration handshake_patience = seconds(5);
constexpr Duration question_patience = seconds(5);
constexpr std::size_t max_frame = 1 << 20;  // of what is asked here, none comes near it
constexpr int oldest_version = 157;
constexpr std::string_view versions = "v157..200";
constexpr std::string_view question = "1";  // the number of the one request for a price
constexpr std::array<std::uint16_t, 4> usual_ports{7497, 7496, 4002, 4001};

using Fields = std::vector<std::string>;

Fields split(std::string_view payload) {
  Fields fields;
  while (!payload.empty()) {
    const std::size_t end = std::min(payload.find('\0'), payload.size());
    fields.emplace_back(payload.substr(0, end));
    payload.remove_prefix(std::min(end + 1, payload.size()));
  }
  return fields;
}

std::string framed(std::string_view payload) {
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::string frame;
  for (const int shift : {24, 16, 8, 0}) frame.push_back(static_cast<char>(size >> shift & 0xff));
  return frame += payload;
}

std::string message(std::initializer_list<std::string_view> fields) {
  std::string payload;
  for (const std::string_view field : fields) {
    payload += field;
    payload += '\0';
  }
  return framed(payload);
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class TwsTalk {
 public:
  TwsTalk(net::Loop& loop, TwsProbe probe) : loop_(loop), probe_(std::move(probe)) {}

  net::Awaitable<Diagnosis> run() {
    auto dialled = co_await dial(probe_.port);
    if (!dialled) {
      co_await explain_refusal();
      co_return std::move(found_);
    }
    stream_ = std::move(*dialled);
    stream_->set_write_limit(handshake_patience);
    const bool greeted = co_await greet();
    if (greeted) co_await look_around();
    stream_->close();
    co_return std::move(found_);
  }

 private:
  net::Awaitable<Result<std::unique_ptr<net::Stream>>> dial(std::uint16_t port) {
    if (probe_.dial) {
      auto given = co_await probe_.dial(port);
      co_return given;
    }
    const std::string host = probe_.host;
    auto stream = co_await net::connect_tcp(loop_, host, port, connect_patience);
    co_return stream;
  }

  net::Awaitable<void> explain_refusal() {
    std::string others;
    for (const std::uint16_t port : usual_ports) {
      if (port == probe_.port) continue;
      auto other = co_await dial(port);
      if (!other) continue;
      (*other)->close();
      others +=
          fmt::format(" Something listens on port {}: try --tws {}:{}.", port, probe_.host, port);
    }
    found_.stop(fmt::format(
        "Nothing listens at {}:{}. Start TWS or IB Gateway and log in; in TWS then tick \"Enable "
        "ActiveX and Socket Clients\" under File, Global Configuration, API, Settings, and look at "
        "the socket port there. Usual are 7496 (TWS, live), 7497 (TWS, paper), 4001 (Gateway, "
        "live), "
        "4002 (Gateway, paper).{}{}",
        probe_.host, probe_.port, others, pause_note()));
  }

  std::string pause_note() const {
    return probe_.pause.empty() ? std::string()
                                : fmt::format(" Just now this may be {}.", probe_.pause);
  }

  // Nothing where the connection ended, an error where it broke or nothing came in time.
  net::Awaitable<Result<std::optional<std::string>>> read_frame() {
    while (true) {
      if (received_.size() >= 4) {
        std::size_t size = 0;
        for (int i = 0; i < 4; ++i)
          size = size << 8 | static_cast<unsigned char>(received_[static_cast<std::size_t>(i)]);
        if (size > max_frame) co_return error(Code::corrupt, "it sends no frames");
        if (received_.size() >= 4 + size) {
          std::string payload = received_.substr(4, size);
          received_.erase(0, 4 + size);
          co_return std::optional<std::string>(std::move(payload));
        }
      }
      std::array<char, 4096> buffer;
      auto count = co_await stream_->read_some(buffer);
      if (!count) co_return count.error();
      if (*count == 0) co_return std::optional<std::string>();
      received_.append(buffer.data(), *count);
    }
  }

  net::Awaitable<bool> greet() {
    std::string hello("API\0", 4);
    hello += framed(versions);
    stream_->set_read_deadline(handshake_patience);
    auto sent = co_await stream_->write(hello);
    auto answer = co_await read_frame();
    if (!sent || !answer) {
      explain_no_greeting(answer ? Code::unavailable : answer.error().code);
      co_return false;
    }
    if (!*answer) {
      explain_no_greeting(Code::unavailable);
      co_return false;
    }
    const Fields fields = split(**answer);
    const std::optional<int> version = fields.empty() ? std::nullopt : number(fields[0]);
    if (!version) {
      explain_stranger();
      co_return false;
    }
    found_.right_door = true;
    version_ = *version;
    if (version_ < oldest_version) {
      found_.stop(fmt::format(
          "This TWS or IB Gateway is too old (server version {}, needed {}): update it.", version_,
          oldest_version));
      co_return false;
    }
    co_return true;
  }

  void explain_stranger() {
    found_.stop(fmt::format(
        "What listens at {}:{} is not TWS or IB Gateway. Look at the socket port under API, "
        "Settings; the Client Portal Gateway is another program (--client-portal).",
        probe_.host, probe_.port));
  }

  void explain_no_greeting(Code why) {
    if (why == Code::corrupt) return explain_stranger();
    if (why == Code::deadline_exceeded)
      return found_.stop(fmt::format(
          "Something takes the connection at {}:{} and stays silent. In TWS or IB Gateway a window "
          "is waiting for an answer: the warning of a paper login, or \"Accept incoming "
          "connection\" "
          "(answer it, and add 127.0.0.1 to the trusted IPs under API, Settings). If there is "
          "none, "
          "the port is another program's: {} is not where {} listens.{}",
          probe_.host, probe_.port, probe_.port, "the API", pause_note()));
    found_.stop(
        fmt::format("The connection to {}:{} is closed at once. Under API, Settings in TWS or IB "
                    "Gateway, allow "
                    "127.0.0.1 as a trusted IP; a version from before 2021 must be updated.{}",
                    probe_.host, probe_.port, pause_note()));
  }

  net::Awaitable<void> look_around() {
    found_.good(fmt::format("TWS or IB Gateway answers (server version {}).", version_));
    const std::string client = fmt::format("{}", probe_.client_id);
    const std::string start = message({"71", "2", client, ""});
    stream_->set_read_deadline(question_patience);
    auto sent = co_await stream_->write(start);
    bool more = sent.ok();
    bool asked = false;
    while (more && !answered_all()) {
      auto frame = co_await read_frame();
      if (!frame) break;  // so much for waiting
      more = frame->has_value();
      if (more) take(split(**frame));
      if (accounts_.empty() || asked) continue;
      asked = true;  // what comes before the accounts are named may be passed over
      auto questions = co_await stream_->write(asking());
      more = more && questions.ok();
    }
    closed_ = !more;
    conclude();
  }

  // Open orders: what a read-only API refuses. A price: what a login without data refuses.
  static std::string asking() {
    return message({"5", "1"}) + message({"59", "1", "3"}) +
           message({"1",     "11",     question, "0", "AAPL", "STK", "", "",  "",  "",
                    "SMART", "NASDAQ", "USD",    "",  "",     "0",   "", "0", "0", ""});
  }

  bool answered_all() const {
    return !accounts_.empty() && quality_ != 0 && (orders_told_ || read_only_);
  }

  void take(const Fields& fields) {
    if (fields.empty()) return;
    const std::string& kind = fields[0];
    if (kind == "15" && fields.size() > 2) accounts_ = fields[2];
    if (kind == "53") orders_told_ = true;
    if (kind == "58" && fields.size() > 3 && fields[2] == question)
      quality_ = number(fields[3]).value_or(0);
    if (kind == "4") take_error(fields);
  }

  // 4[, 2 before version 194], id, code, text
  void take_error(const Fields& fields) {
    constexpr int without_inner_version = 194;
    const std::size_t at = version_ < without_inner_version ? 2 : 1;
    if (fields.size() < at + 3) return;
    const int code = number(fields[at + 1]).value_or(0);
    const std::string& text = fields[at + 2];
    switch (code) {
      case 321:
        if (text.find("ead-") != std::string::npos || text.find("ead only") != std::string::npos)
          read_only_ = true;
        return;
      case 326:
        client_taken_ = true;
        return;
      case 1100:
      case 1300:
      case 2110:
        upstream_lost_ = true;
        return;
      case 10197:
        competing_ = true;
        quality_ = no_data;
        return;
      case 354:
      case 10089:
      case 10090:
      case 10091:
      case 10168:
      case 10186:
        if (fields[at] == question) quality_ = no_data;
        return;
      default:
        return;
    }
  }

  void conclude() {
    if (client_taken_)
      found_.note(
          fmt::format("Another API client uses the number {}; Pitwall takes one at random unless "
                      "told otherwise.",
                      probe_.client_id));
    if (upstream_lost_)
      found_.stop(
          "TWS has lost its connection to Interactive Brokers. Check this machine's internet "
          "connection; it comes back by itself." +
          pause_note());
    if (accounts_.empty() && !client_taken_) {
      found_.stop(closed_
                      ? "TWS closed the connection before it named an account: look for a window "
                        "that waits for an answer there, and try again."
                      : "TWS names no account. Is somebody logged in there, past the second "
                        "factor?");
      return;
    }
    tell_accounts();
    if (read_only_)
      found_.good(
          "Read-Only API is on: Pitwall can see everything and order nothing. Leave it on until "
          "you "
          "want more; it is under API, Settings.");
    if (competing_)
      found_.stop(
          "Another login of this user holds the live session (10197), so no prices come. Log out "
          "there, or use a second user name for Pitwall.");
    tell_quality();
  }

  void tell_accounts() {
    std::string_view rest = accounts_;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      const std::string account(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (account.empty()) continue;
      const Result<market::AccountKind> kind = ibkr::agreed_kind(
          account, ibkr::kind_of_tws_port(probe_.port), fmt::format("port {}", probe_.port));
      if (!kind) {
        found_.stop(kind.error().message);
        continue;
      }
      found_.accounts.push_back(account);
      found_.good(fmt::format("Account {}, {}.", account, name_of(*kind)));
    }
  }

  void tell_quality() {
    if (competing_) return;
    if (quality_ == 1) return found_.good("US stocks come in real time.");
    if (quality_ == 2)
      return found_.note(
          "US stocks stand as the market closed; whether they come live will show "
          "when it opens.");
    if (quality_ == 3 || quality_ == 4)
      return found_.note(
          "US stocks come delayed by 15 to 20 minutes, and Pitwall says so with each price. For "
          "real "
          "time subscribe in the Client Portal under Settings, Market Data Subscriptions; a paper "
          "login must share those of its live one.");
    if (quality_ == no_data)
      return found_.note(
          "No market data for US stocks: subscribe in the Client Portal under Settings, Market "
          "Data "
          "Subscriptions. A paper login must share those of its live one.");
    found_.note("Whether US stocks come live or delayed was not said in time.");
  }

  static constexpr int no_data = -1;
  net::Loop& loop_;
  TwsProbe probe_;
  Diagnosis found_;
  std::unique_ptr<net::Stream> stream_;
  std::string received_;
  int version_ = 0;
  std::string accounts_;
  int quality_ = 0;  // TWS's market data type; 0: not said
  bool orders_told_ = false;
  bool read_only_ = false;
  bool client_taken_ = false;
  bool competing_ = false;
  bool upstream_lost_ = false;
  bool closed_ = false;
};

}  // namespace

net::Awaitable<Diagnosis> probe_tws(net::Loop& loop, TwsProbe probe) {
  TwsTalk talk(loop, std::move(probe));
  Diagnosis diagnosis = co_await talk.run();
  co_return diagnosis;
}

std::vector<std::uint16_t> usual_tws_ports() { return {usual_ports.begin(), usual_ports.end()}; }

}  // namespace pitwall::app

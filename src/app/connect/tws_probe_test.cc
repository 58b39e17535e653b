#include "app/connect/tws_probe.h"

#include <array>
#include <set>

#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::app {
namespace {

std::string frame(std::string_view payload) {
  std::string out;
  for (const int shift : {24, 16, 8, 0})
    out.push_back(static_cast<char>(payload.size() >> shift & 0xff));
  return out.append(payload);
}
std::string fields(std::initializer_list<std::string_view> all) {
  std::string payload;
  for (const std::string_view field : all) payload.append(field).push_back('\0');
  return frame(payload);
}

// TWS in memory. It says `greeting` to the handshake, `to_start` to the start of the API and
// `to_questions` to what is asked then.
struct FakeTws {
  net::Awaitable<void> serve(std::unique_ptr<net::Stream> stream) {
    if (closes) co_return;
    std::array<char, 4096> buffer;
    for (const std::string* answer : {&greeting, &to_start, &to_questions}) {
      auto count = co_await stream->read_some(buffer);
      if (!count || *count == 0) co_return;
      heard.append(buffer.data(), *count);
      if (answer->empty()) break;
      auto sent = co_await stream->write(*answer);
      if (!sent) co_return;
    }
    if (hangs_up) co_return;
    auto count = co_await stream->read_some(buffer);
    while (count && *count > 0) count = co_await stream->read_some(buffer);
  }
  net::Awaitable<Result<std::unique_ptr<net::Stream>>> dial(std::uint16_t port) {
    if (!open.contains(port)) co_return error(Code::unavailable, "refused");
    auto pipe = net::memory_pipe(loop);
    loop.spawn("tws", serve(std::move(pipe.second)));
    co_return std::move(pipe.first);
  }
  Diagnosis knock(std::uint16_t port = 7497, std::string pause = "") {
    TwsProbe probe;
    probe.port = port;
    probe.client_id = 4711;
    probe.pause = std::move(pause);
    probe.dial = [this](std::uint16_t p) { return dial(p); };
    Diagnosis found;
    net::testing::run(loop, [](net::Loop* l, TwsProbe p, Diagnosis* out) -> net::Awaitable<void> {
      *out = co_await probe_tws(*l, std::move(p));
    }(&loop, std::move(probe), &found));
    return found;
  }

  std::set<std::uint16_t> open{7497};
  std::string greeting = fields({"178", "20261123 10:00:00 EST"});
  std::string to_start = fields({"15", "1", "DU1234567,"}) + fields({"9", "1", "1"}) +
                         fields({"4", "2", "-1", "2104", "Market data farm is OK", ""});
  std::string to_questions = fields({"53", "1"}) + fields({"58", "1", "1", "1"});
  bool closes = false;
  bool hangs_up = false;
  std::string heard;
  net::Loop loop{net::testing::simulated()};
};

bool mentions(const Diagnosis& found, std::string_view text) {
  return std::ranges::any_of(found.findings, [&](const Finding& finding) {
    return finding.text.find(text) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a paper TWS that lets us in") {
  FakeTws tws;
  const Diagnosis found = tws.knock();
  CHECK(found.right_door);
  CHECK_FALSE(found.stopped());
  CHECK(found.accounts == std::vector<std::string>{"DU1234567"});
  CHECK(mentions(found, "server version 178"));
  CHECK(mentions(found, "Account DU1234567, paper."));
  CHECK(mentions(found, "real time"));
  CHECK(tws.heard.starts_with(std::string("API\0", 4) + frame("v157..200")));
  CHECK(tws.heard.find(fields({"71", "2", "4711", ""})) != std::string::npos);
  CHECK(tws.heard.find(fields({"5", "1"}) + fields({"59", "1", "3"})) != std::string::npos);
  // Nothing that it says could order or cancel.
  CHECK(tws.heard.find(frame("3")) == std::string::npos);
}

TEST_CASE("nobody listens: what to switch on, and which port does answer") {
  FakeTws tws;
  tws.open = {4002};
  const Diagnosis found = tws.knock();
  CHECK_FALSE(found.right_door);
  CHECK(mentions(found, "Enable ActiveX and Socket Clients"));
  CHECK(mentions(found, "Something listens on port 4002: try --tws 127.0.0.1:4002."));
  CHECK_FALSE(mentions(found, "port 4001:"));
}

TEST_CASE("a silent handshake waits for a window, or is another program") {
  FakeTws tws;
  tws.greeting.clear();
  const Diagnosis found = tws.knock(7497, "the nightly reset, until 01:45 in New York");
  CHECK(found.stopped());
  CHECK(mentions(found, "Accept incoming connection"));
  CHECK(mentions(found, "Just now this may be the nightly reset"));
  CHECK(tws.loop.now() < seconds(30));
}

TEST_CASE("a connection that is closed at once, a stranger, and a version that is too old") {
  FakeTws closed;
  closed.closes = true;
  CHECK(mentions(closed.knock(), "closed at once"));
  for (const std::string& greeting :
       {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), fields({"hello"}), frame("")}) {
    FakeTws stranger;
    stranger.greeting = greeting;
    const Diagnosis found = stranger.knock();
    CHECK_FALSE(found.right_door);
    CHECK(mentions(found, "is not TWS or IB Gateway"));
  }
  FakeTws old;
  old.greeting = fields({"120", "20190101 10:00:00 EST"});
  CHECK(mentions(old.knock(), "too old"));
}

TEST_CASE("a live account behind a paper port is refused, and the other way round") {
  FakeTws tws;
  tws.to_start = fields({"15", "1", "U1234567"});
  const Diagnosis found = tws.knock();
  CHECK(found.stopped());
  CHECK(found.accounts.empty());
  CHECK(mentions(found, "Account U1234567 is a live account by its number, but port 7497 says"));
  FakeTws paper;
  paper.open = {7496, 7500};
  CHECK(paper.knock(7496).stopped());
  CHECK_FALSE(paper.knock(7500).stopped());
}

TEST_CASE("what TWS complains of is told, at old versions and new") {
  struct Row {
    std::string_view code, text, words;
    bool stops;
  };
  const Row rows[]{
      {"321",
       "Error validating request.-'bW' : cause - The API interface is currently in Read-Only "
       "mode.",
       "Read-Only API is on", false},
      {"354", "Requested market data is not subscribed.", "No market data for US stocks", false},
      {"10089", "Requested market data requires additional subscription.", "No market data", false},
      {"10197", "No market data during competing live session", "Another login", true},
      {"1100", "Connectivity between IB and TWS has been lost.", "lost its connection", true},
  };
  for (const bool inner_version : {true, false}) {
    for (const Row& row : rows) {
      FakeTws tws;
      tws.greeting = fields({inner_version ? "178" : "200", "20261123 10:00:00 EST"});
      tws.to_questions = inner_version ? fields({"4", "2", "1", row.code, row.text, ""})
                                       : fields({"4", "1", row.code, row.text, "", "0"});
      const Diagnosis found = tws.knock();
      CHECK_MESSAGE(mentions(found, row.words), std::string(row.code));
      CHECK(found.stopped() == row.stops);
      CHECK(found.accounts.size() == 1);
    }
  }
}

TEST_CASE("delayed data, silence about it, a client number that is taken, a login that is none") {
  FakeTws delayed;
  delayed.to_questions = fields({"53", "1"}) + fields({"58", "1", "1", "3"});
  CHECK(mentions(delayed.knock(), "delayed by 15 to 20 minutes"));
  FakeTws silent;
  silent.to_questions = fields({"53", "1"});
  const Diagnosis unsaid = silent.knock();
  CHECK_FALSE(unsaid.stopped());
  CHECK(mentions(unsaid, "was not said in time"));
  FakeTws taken;
  taken.to_start = fields({"4", "2", "-1", "326", "Unable to connect as the client id is in use."});
  taken.to_questions.clear();
  taken.hangs_up = true;
  CHECK(mentions(taken.knock(), "Another API client uses the number 4711"));
  FakeTws nobody;
  nobody.to_start = fields({"9", "1", "1"});
  CHECK(mentions(nobody.knock(), "names no account"));
  FakeTws window;
  window.to_start = fields({"9", "1", "1"});
  window.to_questions.clear();
  window.greeting = fields({"178", "x"});
  window.hangs_up = true;
  CHECK(window.knock().stopped());
}

TEST_CASE("whatever comes back, cut anywhere, ends in words") {
  const std::string whole = fields({"15", "1", "DU1234567"}) + fields({"53", "1"}) +
                            fields({"4", "2", "1", "354", "no", ""}) +
                            fields({"58", "1", "1", "x"});
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    FakeTws tws;
    tws.to_start = whole.substr(0, cut);
    tws.hangs_up = true;
    CHECK_FALSE(tws.knock().findings.empty());
  }
}

}  // namespace pitwall::app

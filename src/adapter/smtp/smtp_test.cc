#include "adapter/smtp/smtp.h"

#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::smtp {
namespace {

using Outcome = port::Attempt::Outcome;

class LoopClock final : public port::Clock {
 public:
  explicit LoopClock(const net::Loop& loop) : loop_(loop) {}
  Time now() const override { return Time::parse("2026-11-20T15:00:00Z").value() + loop_.now(); }

 private:
  const net::Loop& loop_;
};

// A mail server that says what it is told to, and keeps what it hears.
struct Server {
  std::string offers = "250-mail.test\r\n250-STARTTLS\r\n250 AUTH LOGIN PLAIN\r\n";
  std::string offers_encrypted = "250-mail.test\r\n250 AUTH LOGIN PLAIN\r\n";
  std::map<std::string, std::string> answers;  // by the command's first word, instead of the usual
  bool tls_at_once = false;
  bool early = false;  // speaks behind its answer to STARTTLS
  bool reachable = true;
  std::string silent_at;  // a command that is never answered
  std::vector<std::string> heard;
  std::string letter;
  std::vector<bool> encrypted;  // for each line heard

  Server() : certificate(net::make_self_signed("mail.test", 2).value()) {
    context =
        net::TlsServerContext::from_pem(certificate.certificate, certificate.private_key).value();
  }
  net::SelfSigned certificate;
  std::shared_ptr<net::TlsServerContext> context;

  std::string usual(const std::string& word, bool secure) const {
    if (word == "EHLO") return secure ? offers_encrypted : offers;
    if (word == "STARTTLS") return early ? "220 go\r\n250 too early\r\n" : "220 go\r\n";
    if (word == "AUTH") return "235 welcome\r\n";
    if (word == "DATA") return "354 go\r\n";
    if (word == "QUIT") return "221 bye\r\n";
    return "250 ok\r\n";
  }

  net::Awaitable<void> serve(net::Loop& loop, std::unique_ptr<net::Stream> stream) {
    bool secure = tls_at_once;
    if (tls_at_once) {
      auto wrapped = co_await net::tls_accept(loop, std::move(stream), context, seconds(10));
      if (!wrapped) co_return;
      stream = std::move(*wrapped);
    }
    if (!co_await stream->write(answers.contains("") ? answers.at("") : "220 mail.test\r\n"))
      co_return;
    std::string input;
    std::array<char, 4096> buffer{};
    bool in_letter = false;
    while (true) {
      const std::size_t end = input.find("\r\n");
      if (end == std::string::npos) {
        const auto count = co_await stream->read_some(buffer);
        if (!count || *count == 0) co_return;
        input.append(buffer.data(), *count);
        continue;
      }
      const std::string line = input.substr(0, end);
      input.erase(0, end + 2);
      if (in_letter && line != ".") {
        letter += line + "\n";
        continue;
      }
      in_letter = false;
      heard.push_back(line);
      encrypted.push_back(secure);
      const std::string word = line.substr(0, line.find_first_of(" :"));
      if (word == silent_at) continue;
      const auto scripted = answers.find(word);
      const std::string answer = scripted != answers.end() ? scripted->second : usual(word, secure);
      if (!co_await stream->write(answer)) co_return;
      if (word == "DATA" && answer.starts_with("354")) in_letter = true;
      if (word == "STARTTLS" && answer.starts_with("220")) {
        auto wrapped = co_await net::tls_accept(loop, std::move(stream), context, seconds(10));
        if (!wrapped) co_return;
        stream = std::move(*wrapped);
        secure = true;
      }
    }
  }
};

struct Post {
  explicit Post(Security security = Security::starttls) {
    options.host = "mail.test";
    options.security = security;
    options.user = "anna";
    options.password = {"pa55-word"};
    options.from = "desk@example.com";
    options.to = {"anna@example.com"};
    options.tls.ca_pem = server.certificate.certificate;
    options.dial = [this]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
      if (!server.reachable) co_return error(Code::unavailable, "Cannot connect to mail.test.");
      net::MemoryPipe pipe = net::memory_pipe(loop);
      loop.spawn("mail server", server.serve(loop, std::move(pipe.second)));
      co_return std::move(pipe.first);
    };
  }
  port::Attempt send() {
    auto made = Smtp::create(loop, clock, options);
    REQUIRE_MESSAGE(made.ok(), (made ? "" : made.error().message));
    std::optional<port::Attempt> got;
    (*made)->send("k1", {port::Severity::attention, "AAPL is above 200", ".hidden\n", {}},
                  [&](port::Attempt attempt) { got = std::move(attempt); });
    net::Timer timer = loop.after(minutes(3), [&] { loop.stop(); });
    loop.run();
    REQUIRE(got.has_value());
    CHECK(got->words.find("pa55") == std::string::npos);
    return *got;
  }
  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop};
  Server server;
  Options options;
};

TEST_CASE("a letter goes out encrypted after STARTTLS, with the password only then") {
  Post post;
  CHECK(post.send().outcome == Outcome::delivered);
  CHECK(post.server.heard ==
        std::vector<std::string>{"EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]",
                                 "AUTH PLAIN AGFubmEAcGE1NS13b3Jk", "MAIL FROM:<desk@example.com>",
                                 "RCPT TO:<anna@example.com>", "DATA", ".", "QUIT"});
  for (std::size_t i = 2; i < post.server.encrypted.size(); ++i) CHECK(post.server.encrypted[i]);
  CHECK(post.server.letter.find("Subject: AAPL is above 200\n") != std::string::npos);
  CHECK(post.server.letter.find("\n..hidden\n") != std::string::npos);
}

TEST_CASE("a letter goes out encrypted from the first byte") {
  Post post(Security::tls);
  post.server.tls_at_once = true;
  post.server.offers_encrypted = "250-mail.test\r\n250 AUTH LOGIN\r\n";
  post.server.answers["AUTH"] = "334 VXNlcm5hbWU6\r\n";
  post.server.answers["YW5uYQ=="] = "334 UGFzc3dvcmQ6\r\n";
  post.server.answers["cGE1NS13b3Jk"] = "235 welcome\r\n";
  const port::Attempt attempt = post.send();
  CHECK_MESSAGE(attempt.outcome == Outcome::delivered, attempt.words);
  CHECK(post.server.heard[1] == "AUTH LOGIN");
}

TEST_CASE("without encryption nothing is said that matters") {
  Post post;
  post.server.offers = "250-mail.test\r\n250 AUTH PLAIN\r\n";
  const port::Attempt attempt = post.send();
  CHECK(attempt.outcome == Outcome::later);
  CHECK(attempt.words.find("offers no encryption") != std::string::npos);
  CHECK(post.server.heard == std::vector<std::string>{"EHLO [127.0.0.1]"});
}

TEST_CASE("who speaks before the encryption begins is not listened to") {
  Post post;
  post.server.early = true;
  const port::Attempt attempt = post.send();
  CHECK(attempt.outcome == Outcome::later);
  CHECK(attempt.words.find("stand in between") != std::string::npos);
  CHECK(post.server.heard.back() == "STARTTLS");
}

TEST_CASE("a certificate of another name is not accepted") {
  Post post;
  post.options.host = "mail.example.com";
  const port::Attempt attempt = post.send();
  CHECK(attempt.outcome == Outcome::later);
  CHECK(attempt.wait == minutes(5));
  CHECK(post.server.letter.empty());
}

TEST_CASE("this machine's own server needs neither encryption nor a password") {
  Post post(Security::none);
  post.options.host = "127.0.0.1";
  post.options.user.clear();
  CHECK(post.send().outcome == Outcome::delivered);
  CHECK(post.server.heard[1] == "MAIL FROM:<desk@example.com>");
}

TEST_CASE("each refusal is worth another try, or a person's look, or nothing") {
  const auto attempt = [](const std::string& command, std::string answer) {
    Post post;
    post.server.answers[command] = std::move(answer);
    return post.send();
  };
  CHECK(attempt("", "421 busy\r\n").wait == Duration{});
  CHECK(attempt("", "554 go away\r\n").wait == minutes(5));
  CHECK(attempt("", "HTTP/1.1 400 Bad Request\r\n").words.find("no mail server") !=
        std::string::npos);
  CHECK(attempt("AUTH", "535 5.7.8 bad credentials\r\n").words.find("app password") !=
        std::string::npos);
  CHECK(attempt("AUTH", "454 later\r\n").wait == Duration{});
  CHECK(attempt("MAIL", "550 no such sender\r\n").wait == minutes(5));
  CHECK(attempt("RCPT", "450 greylisted\r\n").wait == Duration{});
  CHECK(attempt("RCPT", "550 no such user\r\n").words.find("anna@example.com") !=
        std::string::npos);
  CHECK(attempt("DATA", "452 full\r\n").outcome == Outcome::later);
  CHECK(attempt(".", "552 too large\r\n").outcome == Outcome::never);
  CHECK(attempt(".", "451 try again\r\n").outcome == Outcome::later);
  CHECK(attempt("STARTTLS", "454 not now\r\n").outcome == Outcome::later);
  CHECK(attempt("EHLO", "502 what?\r\n").outcome == Outcome::later);
  CHECK(attempt("QUIT", "500 what?\r\n").outcome == Outcome::delivered);
}

TEST_CASE("a server that falls silent is left in time") {
  for (const char* command : {"EHLO", "STARTTLS", "AUTH", "MAIL", "DATA", "."}) {
    CAPTURE(command);
    Post post;
    post.server.silent_at = command;
    const Duration before = post.loop.now();
    const port::Attempt attempt = post.send();
    CHECK(attempt.outcome == Outcome::later);
    CHECK(post.loop.now() - before <= minutes(3));
  }
  Post quiet;
  quiet.server.silent_at = "QUIT";
  CHECK(quiet.send().outcome == Outcome::delivered);
  Post away;
  away.server.reachable = false;
  CHECK(away.send().outcome == Outcome::later);
}

TEST_CASE("settings that cannot be are refused in words") {
  net::Loop loop(net::testing::simulated());
  const LoopClock clock(loop);
  const auto refusal = [&](auto change) {
    Options options;
    options.host = "smtp.example.com";
    options.from = "desk@example.com";
    options.to = {"anna@example.com"};
    change(options);
    const auto made = Smtp::create(loop, clock, std::move(options));
    return made ? std::string() : made.error().message;
  };
  CHECK(refusal([](Options&) {}).empty());
  CHECK(refusal([](Options& o) { o.host = ""; }).find("smtp.example.com") != std::string::npos);
  CHECK(refusal([](Options& o) { o.from = "desk"; }).find("send from") != std::string::npos);
  CHECK(refusal([](Options& o) { o.to = {}; }).find("addresses") != std::string::npos);
  CHECK(refusal([](Options& o) { o.to = {"x\r\nDATA"}; }).find("send to") != std::string::npos);
  CHECK(refusal([](Options& o) { o.security = Security::none; }).find("this machine") !=
        std::string::npos);
}

}  // namespace
}  // namespace pitwall::smtp

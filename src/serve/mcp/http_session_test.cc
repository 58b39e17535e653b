#include "serve/mcp/http_session.h"

#include "net/memory_stream.h"
#include "net/testing.h"
#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

using net::testing::simulated;

struct Streams {
  net::Loop loop{simulated()};
  testing::SmallOffer offer;
  std::shared_ptr<Subscriptions> all = std::make_shared<Subscriptions>(offer);
  std::shared_ptr<HttpSession> session = std::make_shared<HttpSession>(loop, *all, "id", "me");

  // What a client reads until the stream ends or nothing more happens for a second.
  std::vector<net::SseEvent> read(net::StreamedResponse response) {
    std::string received;
    {
      net::HttpServer server(
          loop, [&](net::Request&, const auto&) -> net::Reply { return std::move(response); });
      net::MemoryPipe pipe = net::memory_pipe(loop);
      server.serve(std::move(pipe.second));
      loop.spawn("client", talk(*pipe.first, received));
      const net::Timer enough = loop.after(seconds(1), [&] { pipe.first->close(); });
      loop.run();
    }
    std::string body;
    std::string_view rest = received;
    if (const std::size_t head = rest.find("\r\n\r\n"); head != rest.npos)
      rest.remove_prefix(head + 4);
    while (!rest.empty()) {
      const std::size_t line = rest.find("\r\n");
      if (line == rest.npos) break;
      const std::size_t size = std::stoul(std::string(rest.substr(0, line)), nullptr, 16);
      body += rest.substr(line + 2, size);
      rest.remove_prefix(std::min(rest.size(), line + 2 + size + 2));
    }
    net::SseParser parser;
    std::vector<net::SseEvent> events = parser.feed(body).value();
    // Comments keep the connection; those that carry no message are kept here for their ids.
    return events;
  }
  static net::Awaitable<void> talk(net::Stream& stream, std::string& received) {
    const Result<void> sent =
        co_await stream.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(sent);
    std::array<char, 4096> buffer;
    while (true) {
      const Result<std::size_t> count = co_await stream.read_some(buffer);
      if (!count || *count == 0) break;
      received.append(buffer.data(), *count);
    }
  }
};

std::vector<std::string> texts(const std::vector<net::SseEvent>& events) {
  std::vector<std::string> out;
  for (const net::SseEvent& event : events)
    if (!event.data.empty()) out.push_back(event.data);
  return out;
}

using Texts = std::vector<std::string>;

TEST_CASE("what was missed comes again after the last event that was seen, and nothing twice") {
  Streams s;
  const std::shared_ptr<Channel> channel = s.session->open_channel();
  for (const std::string_view text : {"1", "2", "3"}) channel->write(text);
  CHECK(texts(s.read(channel->attach(0, true))) == Texts{"1", "2", "3"});
  channel->write("4");  // nobody reads
  channel->finish();
  const std::vector<net::SseEvent> rest = s.read(channel->attach(2, false));
  CHECK(texts(rest) == Texts{"3", "4"});
  REQUIRE(rest.back().id);
  std::uint64_t event = 0;
  CHECK(s.session->find(*rest.back().id, event) == channel);
  CHECK(event == 4);
  CHECK(texts(s.read(channel->attach(event, false))).empty());
  channel->write("5");
  CHECK(texts(s.read(channel->attach(event, false))).empty());
}

TEST_CASE("an event's id that is none of ours finds nothing") {
  Streams s;
  std::uint64_t event = 0;
  CHECK(s.session->find("0-7", event) != nullptr);
  for (const std::string_view id : {"", "-", "1", "1-", "-1", "1-1", "0-x", "0-1-2", "4294967296-1",
                                    "0-18446744073709551616", " 0-1"})
    CHECK_MESSAGE(s.session->find(id, event) == nullptr, std::string(id));
}

TEST_CASE("only so much is kept for who comes back") {
  Streams s;
  const std::shared_ptr<Channel> channel = s.session->open_channel();
  for (std::size_t i = 0; i < 2 * Channel::max_kept; ++i) channel->write(std::to_string(i));
  channel->finish();
  CHECK(s.read(channel->attach(0, false)).size() == Channel::max_kept);
  const std::shared_ptr<Channel> wide = s.session->open_channel();
  const std::string large(Channel::max_kept_bytes / 4, 'x');
  for (int i = 0; i < 12; ++i) wide->write(large);
  wide->finish();
  CHECK(s.read(wide->attach(0, false)).size() == 3);
}

TEST_CASE("a stream that has ended is forgotten after a while, and there are never too many") {
  Streams s;
  const std::shared_ptr<Channel> first = s.session->open_channel();
  first->finish();
  std::uint64_t event = 0;
  const net::Timer later = s.loop.after(HttpSession::kept_after_end + seconds(1), [] {});
  s.loop.run();
  CHECK(s.session->find("1-0", event) == first);
  const std::shared_ptr<Channel> running = s.session->open_channel();
  CHECK(s.session->find("1-0", event) == nullptr);
  for (std::size_t i = 0; i < HttpSession::max_channels; ++i) s.session->open_channel();
  CHECK(s.session->find("2-0", event) == nullptr);
}

TEST_CASE("a second stream takes the place of the first") {
  Streams s;
  Channel& own = s.session->own();
  const net::StreamedResponse first = own.attach(0, false);
  const net::StreamedResponse second = own.attach(0, false);
  CHECK_FALSE(first.body->open());
  CHECK(second.body->open());
  s.session->push("x");
  CHECK(second.body->queued() > 0);
}

}  // namespace
}  // namespace pitwall::serve

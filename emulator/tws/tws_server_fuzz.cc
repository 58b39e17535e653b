// A client's bytes, whatever they are: the frames are the same however the stream is cut, each is
// understood or refused, and a session that hears them lives on or ends well.
#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "emulator/tws/requests.h"
#include "emulator/tws/server.h"
#include "net/memory_stream.h"

using namespace pitwall;
using namespace pitwall::emulator;

namespace {

// All payloads of the stream, then how it ended.
std::string meaning(std::string_view bytes, std::size_t step, int version) {
  tws::FrameReader frames;
  std::string result;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    frames.add(bytes.substr(at, step));
    while (true) {
      const Result<std::optional<std::string>> frame = frames.next();
      if (!frame) return result + "too long";
      if (!*frame) break;
      const Result<tws::Request> request = tws::decode(**frame, version);
      if (!request) {
        result += request.error().message + "\n";
        continue;
      }
      for (const tws::NamedField& field : request->fields)
        result += fmt::format("{}={} ", field.name, field.value);
      result += "\n";
    }
  }
  return result;
}

// Questions that take the paper market long: more than one of them is read, but not asked.
std::size_t long_questions(std::string_view bytes, int version) {
  tws::FrameReader frames;
  frames.add(bytes);
  std::size_t count = 0;
  while (true) {
    const Result<std::optional<std::string>> frame = frames.next();
    if (!frame || !*frame) return count;
    const Result<tws::Request> request = tws::decode(**frame, version);
    if (!request) continue;
    switch (request->ask) {
      case tws::Ask::history:
      case tws::Ask::head_timestamp:
      case tws::Ask::histogram:
      case tws::Ask::scanner:
      case tws::Ask::option_parameters:
        ++count;
        break;
      default:
        break;
    }
  }
}

struct World {
  explicit World(int version)
      : loop(how()),
        clock(loop, Time::from_unix_seconds(1'780'000'000)),
        calendars(market::CalendarSet::built_in()) {
    Result<std::unique_ptr<Brokerage>> made = Brokerage::create(loop, clock, calendars, {});
    PITWALL_CHECK(made.ok(), "no brokerage");
    brokerage = std::move(*made);
    server = std::make_unique<TwsServer>(*brokerage, version);
  }
  static net::LoopOptions how() {
    net::LoopOptions options;
    options.simulated_time = true;
    options.on_failure = [](std::string_view task, std::string_view what) {
      PITWALL_CHECK(false, "{} ended with {}", task, what);
    };
    return options;
  }
  net::Loop loop;
  LoopClock clock;
  market::CalendarSet calendars;
  std::unique_ptr<Brokerage> brokerage;
  std::unique_ptr<TwsServer> server;
  int sessions = 0;
};

net::Awaitable<void> talk(net::Loop& loop, std::unique_ptr<net::Stream> stream, std::string bytes) {
  // Kept short: what is written meets a reader that may have gone.
  const Result<void> sent = co_await stream->write(bytes);
  stream->set_read_deadline(milliseconds(300));
  char buffer[4096];
  std::size_t heard = 0;
  while (sent) {
    const Result<std::size_t> count = co_await stream->read_some(buffer);
    if (!count || *count == 0 || (heard += *count) > 1'000'000) break;
  }
  stream->close();
  co_await loop.sleep(milliseconds(50));
  loop.stop();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t head = 2;
  constexpr std::size_t longest = 4096;
  constexpr int sessions_of_a_world = 500;
  if (size < head || size > longest) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + head, size - head);
  const std::size_t which = data[0] % std::size(TwsServer::versions);
  const int version = TwsServer::versions[which];
  const std::size_t step = data[1] % 16 + std::size_t{1};
  const std::string whole = meaning(bytes, std::max<std::size_t>(bytes.size(), 1), version);
  const std::string pieces = meaning(bytes, step, version);
  PITWALL_CHECK(whole == pieces, "cut every {} bytes:\n{}\nwhole:\n{}", step, pieces, whole);

  constexpr std::size_t asked_at_most = 1;
  if (long_questions(bytes, version) > asked_at_most) return 0;
  static std::unique_ptr<World> worlds[std::size(TwsServer::versions)];
  std::unique_ptr<World>& world = worlds[which];
  if (!world || ++world->sessions > sessions_of_a_world) world = std::make_unique<World>(version);
  net::MemoryPipe pipe = net::memory_pipe(world->loop);
  world->server->serve(std::move(pipe.second));
  std::string all("API\0", 4);
  all += tws::framed(data[1] & 0x80 ? "v100..203 +PACEAPI" : "v100..203");
  all += tws::framed(tws::Message(version, 71).all(2, 7, "").take());
  all += bytes;
  world->loop.spawn("client", talk(world->loop, std::move(pipe.first), std::move(all)));
  world->loop.run();
  return 0;
}

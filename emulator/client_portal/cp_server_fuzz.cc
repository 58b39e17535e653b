// Texts of a stranger to the Client Portal server: bodies of requests by every route, and messages
// to the stream. Whatever comes is answered or refused.
#include "base/check.h"
#include "emulator/client_portal/feed.h"
#include "emulator/client_portal/gateway.h"

using namespace pitwall;
using namespace pitwall::emulator;

namespace {

struct World {
  net::Loop loop{[] {
    net::LoopOptions options;
    options.simulated_time = true;
    return options;
  }()};
  LoopClock clock{loop, Time::from_unix_seconds(1'795'446'000)};
  market::CalendarSet calendars = market::CalendarSet::built_in();
  std::unique_ptr<Brokerage> broker =
      std::move(Brokerage::create(loop, clock, calendars, {})).value();

  World() {  // with quotes
    net::Timer end = loop.after(seconds(5), [this] { loop.stop(); });
    loop.run();
  }
};

constexpr std::span<const cp::Route> (*areas[])() = {cp::session_routes,     cp::contract_routes,
                                                     cp::market_data_routes, cp::portfolio_routes,
                                                     cp::order_routes,       cp::desk_routes};

}  // namespace

// The first byte chooses the route, the text up to a line break is the query, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  (void)cp::read_spoken(text);
  cp::Gateway gateway(*world.broker);
  gateway.session.accounts_asked = gateway.session.portfolio_asked = true;
  gateway.session.searched = {"AAPL", "ES"};
  gateway.session.snapshots = {{265598, {}}, {756733, {}}, {12087792, {}}, {479624278, {}}};
  gateway.session.suppressed = {"o163", "o10153", "o10151", "o10152", "o383"};
  const auto routes = areas[data[0] % std::size(areas)]();
  const cp::Route& route = routes[data[1] % routes.size()];
  const std::string_view part = text.substr(0, 8);  // of the path
  if (!cp::is_plain(part)) return 0;
  const std::size_t line = std::min(text.find('\n'), text.size());
  net::Request request;
  request.method = "POST";
  request.target = "/v1/api/x?" + std::string(text.substr(0, line));
  request.body = text.substr(std::min(line + 1, text.size()));
  cp::Call call{.request = request};
  for (std::size_t i = 0; i < route.pattern.size(); ++i)
    if (route.pattern.substr(i, 2) == "{}")
      call.captured.push_back(call.captured.empty() ? "DU1000001" : std::string(part));
  if (Result<Json> body = parse_json(request.body)) call.body = std::move(*body);
  const net::Response response = route.handler(gateway, call);
  PITWALL_CHECK(response.status >= 200 && response.status < 600, "status {}", response.status);
  if (response.headers.get("Content-Type").find("json") != std::string_view::npos) {
    const Result<Json> answer = parse_json(response.body);
    PITWALL_CHECK(answer.ok(), "an answer that is no JSON: {}", response.body);
  }
  return 0;
}

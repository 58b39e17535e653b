// The whole daemon with two tools more that the product does not have. `echo`: what a call costs
// when the tool itself costs nothing. `tick`: the market goes on, ahead of the clock, to the next
// change of one quote, so that whoever measures knows when it changed, and to what.
//   bench_echo_server DATA_FOLDER
#include <chrono>
#include <cstdio>

#include "adapter/paper/paper_market.h"
#include "app/daemon.h"
#include "tool/instrument.h"
#include "tool/registry.h"

namespace pitwall::tool {
namespace {

struct EchoIn {
  std::string text;
};
void describe(EchoIn& in, Visitor& v) { v("text", "What to say back.", "hello", in.text); }

struct EchoOut {
  std::string text;
};
void describe(EchoOut& out, Visitor& v) { v("text", "What was said.", "hello", out.text); }
std::string summary(const EchoOut& out) { return out.text; }

Result<EchoOut> run_echo(const EchoIn& in, Context&) { return EchoOut{in.text}; }

const Tool echo{"echo", Category::desk, Effect::reads, "Says back what it was told.", run_echo};

struct TickIn {
  std::string uri;
};
void describe(TickIn& in, Visitor& v) {
  v("uri", "Resource of the quote.", "pitwall://quote/SPY:ARCA", in.uri);
}

struct TickOut {
  std::string as_of;
  std::int64_t changed_at_ns = 0;
};
void describe(TickOut& out, Visitor& v) {
  v("as_of", "Of the new quote.", "2026-01-05T14:30:00Z", out.as_of);
  v("changed_at_ns", "On the machine's steady clock, just before.", "1", out.changed_at_ns);
}
std::string summary(const TickOut& out) { return out.as_of; }

Result<Time> quoted_at(port::MarketData& market, market::InstrumentId instrument) {
  Result<Time> found = error(Code::internal, "The paper market answers at once.");
  market.quotes({instrument}, [&](Result<std::vector<Result<market::Quote>>> quotes) {
    if (quotes && quotes->front()) found = quotes->front()->origin.as_of;
  });
  return found;
}

Result<TickOut> run_tick(const TickIn& in, Context& context) {
  constexpr int longest_search = 100'000;  // events of all instruments together
  auto& market = dynamic_cast<paper::PaperMarket&>(context.market);
  const std::string_view name = std::string_view(in.uri).substr(in.uri.rfind('/') + 1);
  PITWALL_TRY(const market::Instrument* instrument, market.catalogue().find(name));
  PITWALL_TRY(const Time before, quoted_at(market, instrument->id));
  for (int i = 0; i < longest_search; ++i) {
    const auto begun = std::chrono::steady_clock::now().time_since_epoch();
    market.advance_to(market.next_event());
    PITWALL_TRY(const Time now, quoted_at(market, instrument->id));
    if (now != before)
      return TickOut{now.text(),
                     std::chrono::duration_cast<std::chrono::nanoseconds>(begun).count()};
  }
  return error(Code::unavailable, "The quote does not change.");
}

const Tool tick{"tick", Category::desk, Effect::reads, "Changes one quote.", run_tick};

}  // namespace
}  // namespace pitwall::tool

int main(int argc, char** argv) {
  using namespace pitwall;
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_echo_server DATA_FOLDER\n");
    return 2;
  }
  app::Config config;
  config.listen.port = 0;
  std::vector<const tool::Tool*> tools = tool::all_tools();
  tools.push_back(&tool::echo);
  tools.push_back(&tool::tick);
  const Result<app::Paths> paths = app::prepare_paths(argv[1]);
  Result<std::unique_ptr<app::Daemon>> daemon =
      paths ? app::Daemon::start(config, *paths, std::move(tools)) : paths.error();
  if (!daemon) {
    std::fprintf(stderr, "bench_echo_server: %s\n", daemon.error().message.c_str());
    return 1;
  }
  std::printf("http://127.0.0.1:%u/\n", (*daemon)->port());
  std::fflush(stdout);
  return (*daemon)->run();
}

// What a tool may reach. Everything outlives every call; all on the event loop's thread.
#pragma once

#include <functional>
#include <string>

#include "desk/engine/desk.h"
#include "market/calendar.h"
#include "port/bar_store.h"
#include "port/broker.h"
#include "port/chart_painter.h"
#include "port/clock.h"
#include "port/market_data.h"
#include "port/timers.h"
#include "port/watch_log.h"

namespace pitwall::desk {
class HealthBoard;
}
namespace pitwall::expr {
class Vocabulary;
}
namespace pitwall::port {
class Embedder;
class Reranker;
}  // namespace pitwall::port

namespace pitwall::tool {

class LibraryAccess;
class Registry;

// What the daemon knows of itself; filled by app/.
struct DaemonFacts {
  std::string version;
  std::string market;  // "paper market (synthetic tape, seed 1)"
  Time started;
};

struct Context {
  const port::Clock& clock;
  desk::Desk& desk;
  port::MarketData& market;
  port::Broker& broker;
  port::BarStore& bars;
  port::ChartPainter& painter;
  const market::CalendarSet& calendars;
  const DaemonFacts& daemon;
  port::Random& random;
  port::Timers& timers;
  const Registry* registry = nullptr;
  // Of the watch; where a desk runs without it, its tools say so.
  port::WatchLog* watch_log = nullptr;
  const desk::HealthBoard* health = nullptr;
  const expr::Vocabulary* vocabulary = nullptr;  // of conditions: the user's own functions
  // Of the memory; the endpoints are there only where the user has set one up.
  LibraryAccess* library = nullptr;
  port::Embedder* embedder = nullptr;
  port::Reranker* reranker = nullptr;
};

}  // namespace pitwall::tool

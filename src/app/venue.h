// What the desk trades on, as the wiring needs it: the market and the broker behind the ports, and
// what only one kind of them has to do. The paper market is one, each interface of Interactive
// Brokers another.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/config.h"
#include "desk/engine/state.h"
#include "market/calendar.h"
#include "net/loop.h"
#include "port/bar_store.h"
#include "port/broker.h"
#include "port/clock.h"
#include "port/market_data.h"

namespace pitwall::app {

class Venue {
 public:
  virtual ~Venue() = default;
  virtual port::MarketData& market() = 0;
  virtual port::Broker& broker() = 0;
  virtual std::string description() const = 0;  // for a person

  // Makes an instrument known that the user described, or that an earlier run met. One that is
  // known already stays as it is.
  virtual Result<void> add_instrument(market::Instrument instrument) = 0;
  // What the journal knows, before the broker starts; `session` is a number no earlier run had.
  virtual Result<void> restore(const desk::State&, std::uint64_t /*session*/) { return {}; }
  // Bars were imported.
  virtual Result<void> refresh_stored() { return {}; }
  // Plays up to `now`, and says how soon to come back; nothing where the venue runs by itself.
  virtual std::optional<Duration> play(Time /*now*/) { return std::nullopt; }
  // Nothing is told afterwards.
  virtual void stop() {}
};

// All but `config` outlive the venue.
struct VenueParts {
  net::Loop& loop;
  const port::Clock& clock;
  port::Random& random;
  const market::CalendarSet& calendars;
  port::BarStore& bars;
  std::string cache;  // folder for what may be asked seldom
};
Result<std::unique_ptr<Venue>> open_venue(const Config& config, const VenueParts& parts,
                                          market::Catalogue catalogue);

}  // namespace pitwall::app

#include "desk/watch/firing.h"

#include "base/visitor.h"

namespace pitwall::desk {

void describe(WatchedFigure& figure, Visitor& v) {
  v("name", "As it stands in the condition.", "rsi(14, 5m)", figure.name);
  v("value", "What it was; left out where it was not known.", "28.4", figure.value);
}

void describe(Blindness& blindness, Visitor& v) {
  v("trigger", "Which trigger.", "AAPL above 200", blindness.trigger);
  v("symbol", "On which instrument.", "AAPL", blindness.symbol);
  v("time", "The desk's time.", "2020-12-15T14:30:00Z", blindness.time);
  v("why", "What it does not see; empty: it sees again.", "its quote is stale", blindness.why,
    with_default);
}

}  // namespace pitwall::desk

#include "desk/watch/event.h"

#include "base/visitor.h"
#include "expr/limits.h"

namespace pitwall::desk {
namespace {

void describe_time(Time& now, Visitor& v) {
  v("now", "The desk's time.", "2020-12-15T14:30:00Z", now);
}

}  // namespace

void describe(TriggerPut& event, Visitor& v) {
  v("trigger", "The trigger.", "", event.trigger);
  describe_time(event.now, v);
}

void describe(TriggerRemoved& event, Visitor& v) {
  v("name", "Which trigger.", "AAPL above 200", event.name);
  v("by", "Who removed it.", "dashboard", event.by);
  describe_time(event.now, v);
}

void describe(TriggerFired& event, Visitor& v) {
  v("trigger", "Which trigger.", "AAPL above 200", event.trigger);
  v("symbol", "On which instrument.", "AAPL", event.symbol);
  v("condition", "What had become true.", "price > 200", event.condition,
    {.max_length = expr::max_text});
  v("urgency", "How soon somebody has to see it.", "urgent", event.urgency);
  v("action", "What happens.", "notify", event.action);
  v("workflow", "Workflow to start.", "", event.workflow, with_default);
  v("price", "The price then.", "200.01", event.price);
  v("origin", "Where that came from.", "", event.origin);
  v("quality", "The worst of all that was looked at.", "live", event.quality);
  v("figures", "What the condition looked at.", "", event.figures, with_default);
  v("bars", "The latest bars of a minute.", "", event.bars, with_default);
  describe_time(event.now, v);
}

}  // namespace pitwall::desk

// What asking for an action came to: it waits for the person, it is done, or it needed nobody.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "desk/gate/approval.h"
#include "desk/order/phase.h"
#include "tool/tool.h"

namespace pitwall::tool {

// Who asks, as it says.
inline void take_actor(const Call& call, desk::Action& action) {
  action.actor = call.name;
  if (!call.host_version.empty()) action.actor_version = call.host_version;
  if (!call.host_session.empty()) action.session = call.host_session;
}

struct OrderAnswer {
  std::string order;
  desk::OrderPhase phase = desk::OrderPhase::drafted;
  std::string text;
  std::optional<Id> approval;
  std::optional<Time> expires;
};
inline void describe(OrderAnswer& answer, Visitor& v) {
  v("order", "Its id.", "", answer.order, self_evident);
  v("phase", "Where it stands.", "waiting", answer.phase, self_evident);
  v("text", "What the person is shown.", "", answer.text, self_evident);
  v("approval", "Id of what waits.", "", answer.approval, self_evident);
  v("expires", "Until when it waits.", "2020-12-15T14:31:00Z", answer.expires, self_evident);
}

inline void attach(const OrderAnswer& out, Answer& answer) { answer.approval = out.approval; }

inline std::string summary(const OrderAnswer& answer) {
  if (!answer.approval) return answer.text;
  return fmt::format(
      "{}\nNothing has gone out yet: order {} waits until {} for the person, who answers on the "
      "dashboard, the phone, or a terminal of this machine (pitwall approve). No tool can.",
      answer.text, answer.order, answer.expires ? answer.expires->text() : "");
}

}  // namespace pitwall::tool

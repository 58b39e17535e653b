#include "desk/gate/outside.h"

namespace pitwall::desk {

using namespace market::literals;

Action action_outside(std::string tool, std::string arguments, OutsideChange change) {
  Action action;
  action.kind = ActionKind::change_outside;
  action.tool = std::move(tool);
  action.arguments = std::move(arguments);
  action.order.symbol = "NONE"_sym;
  action.currency = "XXX"_ccy;
  action.outside = std::move(change);
  return action;
}

Circumstances circumstances_outside(Time now, Time market_time) {
  Circumstances c;
  c.now = now;
  c.market_time = market_time;
  c.underlying = "NONE"_sym;
  c.currency = c.base_currency = "XXX"_ccy;
  return c;
}

}  // namespace pitwall::desk

// A change outside Pitwall's own state, as an action. There is no order and no market in it: where
// the journal wants an instrument and a currency all the same, it gets "NONE" and ISO's own "XXX".
#pragma once

#include "desk/gate/approval.h"
#include "desk/gate/circumstances.h"

namespace pitwall::desk {

Action action_outside(std::string tool, std::string arguments, OutsideChange change);
Circumstances circumstances_outside(Time now, Time market_time);

}  // namespace pitwall::desk

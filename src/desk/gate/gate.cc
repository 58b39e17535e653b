#include "desk/gate/gate.h"

namespace pitwall::desk {

Result<port::Permit> Gate::rule(const port::Order& order, const State&) {
  return error(
      Code::permission_denied,
      "Rule mode.read_only: account {} may be looked at but not traded; this version of the "
      "desk sends no orders.",
      order.account);
}

}  // namespace pitwall::desk

// Permits for orders of play money, for what tests both ends here: nothing of this reaches a
// broker.
#pragma once

#include "base/json_out.h"
#include "port/order.h"
#include "port/permit.h"

namespace pitwall::emulator {

class Permits {
 public:
  static port::Permit make(const port::Order& order) {
    return port::Permit(Id{1, 1}, sha256(to_json(order)));
  }
};

}  // namespace pitwall::emulator

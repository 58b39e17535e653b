// What the gate must know of the world, gathered from the ports: nothing is filled in, and what a
// port does not answer is absent, which the gate's rules refuse where they need it.
#pragma once

#include <optional>
#include <string>

#include "desk/gate/circumstances.h"
#include "market/origin.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

struct Gathered {
  desk::Circumstances circumstances;
  std::optional<market::Origin> origin;  // of the quote and the account's figures together
};

// As things stand for an order of this account and instrument.
Task<Result<Gathered>> gather(Context& context, std::string account, market::Symbol symbol);

}  // namespace pitwall::tool

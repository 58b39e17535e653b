// How many, where an order is asked for by an amount: computed once, when it is asked for, and
// rounded down to what can be traded. What the person approves is the number. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/visitor.h"
#include "desk/gate/circumstances.h"
#include "port/order.h"

namespace pitwall::tool {

// One of these; amounts in the account's base currency.
struct SizeBy {
  std::optional<Quantity> quantity;
  std::optional<Money> cash;             // worth so much
  std::optional<Ratio> account_percent;  // worth so much of what the account is worth
  std::optional<Money> risk_amount;      // loses so much between the entry and the stop-loss
  std::optional<Ratio> risk_percent;     // likewise, of what the account is worth
};

struct Sized {
  Quantity quantity;
  std::string words;  // how it came about; empty where it was given as a number
};

// `stop_loss` is where the loss is taken, for the sizes by risk.
Result<Sized> size_by(const SizeBy& by, const port::Order& order, std::optional<Price> stop_loss,
                      const desk::Circumstances& now);

}  // namespace pitwall::tool

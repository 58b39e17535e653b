// An action on its way to the gate: what it is held against, gathered; then put to it, and what
// came of that. Nothing here sends anything.
#pragma once

#include "desk/gate/approval.h"
#include "tool/circumstances.h"
#include "tool/holdings.h"
#include "tool/order_answer.h"

namespace pitwall::tool {

// The account of that name, or the only one there is.
Result<desk::Account> only_account(const Context& context, const std::optional<AccountText>& name);

// What the broker asked about an order that it did not take, word for word: from the order itself,
// not from whoever asks now. Nothing where no order is named.
Result<std::vector<std::string>> questions_about(const Context& context,
                                                 const std::optional<std::string>& order);

// Writes into the action what its instrument is, as far as the catalogue knows.
void take_instrument(const Context& context, desk::Action& action);

// How things stand for this account and instrument, the broker's own rules of an order included.
Task<Result<Gathered>> look_around(Context& context, std::string account, market::Symbol symbol);

// Puts the action to the gate. The approval that waits, or why there is none.
Task<Result<OrderAnswer>> propose(Context& context, desk::Action action, Gathered gathered);

}  // namespace pitwall::tool

// What the gate says to people: figures, and what an approval asks for. Written by the desk from
// the action itself, never by whoever asked; a text from outside stands between quotes on one line.
#pragma once

#include <string>
#include <string_view>

#include "desk/gate/approval.h"
#include "desk/gate/circumstances.h"
#include "desk/gate/rule.h"

namespace pitwall::desk {

std::string money_text(Money amount, market::Currency currency);  // "5,037.50 USD"
std::string quoted(std::string_view text);                        // one line, at most 60 characters

// "SELL 25 AAPL, limit 201.5 USD, day"
std::string order_text(const port::Order& order, market::Currency currency);
// The orders of an action: "BUY 25 AAPL, limit 201.5 USD, day; once it trades, of which one cancels
// the other: SELL 25 AAPL, limit 210 USD, gtc; SELL 25 AAPL, stop 195 USD, gtc"
std::string orders_text(const Action& action);

// "SELL 25 AAPL, limit 201.5 USD, day; account "DU1000001" (paper): about 5,037.50 USD; position
// 50 -> 25; bid 201.4, ask 201.6 (live, 2s old); asked by "claude-desktop"; expires in 60s."
// `second_step` says why it needs two yeses, where it does.
std::string approval_text(const Action& action, const OrderSize& size, const State& state,
                          const Circumstances& circumstances, std::string_view second_step = {});

// What the person is shown now, of an approval that waits: its text, and before the second of two
// yeses why that one is needed.
std::string text_to_show(const Approval& approval);

}  // namespace pitwall::desk

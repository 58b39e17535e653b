// What the paper market demands of an order for one instrument, in the words of the port.
#pragma once

#include "adapter/paper/history.h"
#include "port/trading_rules.h"

namespace pitwall::paper {

// `tradable` says whether the tape plays it and the exchange takes orders for it.
port::TradingRules trading_rules(const Listing& listing, bool tradable, Time now);

}  // namespace pitwall::paper

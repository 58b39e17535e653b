// Ticks: what a market data line says, read into the instrument's quote. The hottest path of the
// adapter: nothing here allocates.
#pragma once

#include <optional>
#include <string_view>

#include "adapter/tws/protocol.h"
#include "market/option_quote.h"
#include "market/quote.h"

namespace pitwall::tws {

// One tick message, its fields read as far as all of its kind have them.
struct TickMessage {
  In kind = In::error;  // tick_price, tick_size, tick_generic, tick_string, market_data_type, …
  std::int64_t request = -1;
  std::int64_t type = -1;  // of tick; the market data type; the kind of a tick by tick
  std::optional<Price> price;
  std::optional<Quantity> size;
  std::optional<Price> ask;  // tick by tick only: bid is the price
  std::optional<Quantity> ask_size;
  std::int64_t seconds = 0;  // tick by tick only
  std::string_view text;     // of a tick_string
};

// Whether a message id is of a tick: 1 2 21 45 46 58 81 99.
bool is_tick(int id);
// None where the message does not read.
std::optional<TickMessage> read_tick(std::string_view payload);

// What one market data line has said so far.
struct LineState {
  market::Quote quote;         // origin and time are kept as ticks come
  std::int64_t data_type = 0;  // 1 live, 2 frozen, 3 delayed, 4 delayed and frozen; 0: not said
  bool delayed_ticks = false;  // ticks with the numbers of delayed ones came
  bool sales_told = false;     // every trade is told by itself: last prices say nothing new
  bool last_priced = false;    // the tick before was a last price: its size comes again
  market::Greeks greeks;
  std::optional<Quantity> open_interest;
};

// What a tick did.
enum class TickEffect {
  nothing,  // of no use here, or nothing new
  figures,  // something of the quote but neither of the following
  market,   // best bid or ask, or a size of them
  trade,    // last price and size
};
TickEffect apply(const TickMessage& tick, Time now, LineState& line);
// A line's own option figures, which are statistics: message 21. False where it does not read.
bool apply_option_figures(std::string_view payload, LineState& line);

// By the market data type; delayed ticks speak for themselves.
market::Quality quality_of(const LineState& line);

}  // namespace pitwall::tws

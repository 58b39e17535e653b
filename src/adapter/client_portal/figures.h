// Figures as the gateway writes them: numbers, or strings with thousands commas, letters before a
// price and K or M behind a volume. Pure and total: what is no figure, or beyond what a market can
// show, is none. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/json.h"
#include "base/time.h"

namespace pitwall::client_portal {

// The text of a string or number, as written; empty for anything else.
std::string_view text_of(const Json* value);
std::string_view text_of(const Json& object, std::string_view member);

// "201.50", "1,234.5", 201.5; a digit beyond 1e-8 is rounded.
std::optional<Price> price_of(std::string_view text);
// A price with the letter that may stand before it.
struct MarkedPrice {
  Price price;
  bool prior_close = false;  // "C201.50": the close of the day before, not a trade
  bool halted = false;       // "H201.50"
};
std::optional<MarkedPrice> marked_price_of(std::string_view text);
// "1,300", "12.3K", "5.1M", "2B"
std::optional<Quantity> quantity_of(std::string_view text);
// "1,234.56", "1,234.56 USD"; a digit beyond 1e-6 is rounded.
std::optional<Money> money_of(std::string_view text);
std::optional<Ratio> ratio_of(std::string_view text);
// "0.523", "-0.012", "25.3%" as 25.3
std::optional<double> double_of(std::string_view text);
std::optional<std::int64_t> integer_of(std::string_view text);
// Milliseconds since 1970, within what a Time holds.
std::optional<Time> milliseconds_of(std::string_view text);
// true, "true", 1, "1", "yes"
bool truth_of(const Json* value);
bool truth_of(const Json& object, std::string_view member);
// "20261218", 20261218, "2026-12-18"
std::optional<Date> date_of(std::string_view text);

// Price times quantity times multiplier is an amount that a position can be worth: products and
// sums of such stay far within what the decimals hold.
bool believable(Price price, Quantity quantity, Ratio multiplier);

// Without markup ("<h4>", "<br>", "&nbsp;"), runs of space as one: what a person reads.
std::string without_markup(std::string_view text);
// For a message: cut to a length that a line takes, without control characters.
std::string shortened(std::string_view text, std::size_t longest = 200);

bool contains_ignoring_case(std::string_view text, std::string_view part);  // `part` in lower case

}  // namespace pitwall::client_portal

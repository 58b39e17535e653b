// Figures as the gateway writes them: texts with commas, K and M, times in its own forms. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"

namespace pitwall::emulator::cp {

std::string with_commas(std::string_view plain);  // "1300.5" -> "1,300.5"
std::string short_count(Quantity quantity);       // "1.3M", "250K", "999"
std::string price_text(Price price, Price tick);  // with the tick's decimals: "201.50"
std::string two_decimals(double value);           // "1.25"
std::string percent_text(double fraction);        // "24.1%"
std::string amount_text(Money amount);            // "1,234.50"
Price price_from(double value, Price tick);       // the nearest on the grid

std::int64_t milliseconds_of(Time time);  // since 1970
std::string compact_time(Time time);      // "20261121-14:30:00", UTC
Result<Time> parse_compact_time(std::string_view text);
std::string compact_date(Date date);                   // "20261218"
std::string month_text(Date date);                     // "DEC26"
std::string month_of_expiry(std::string_view expiry);  // "20261218" -> "DEC26"
Result<Date> parse_compact_date(std::string_view text);

}  // namespace pitwall::emulator::cp

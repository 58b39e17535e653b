// How summaries write figures: exact amounts with thousands separators and their currency, signs
// where a gain or a loss is meant, and always how good the figures are. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "market/instrument.h"
#include "market/origin.h"

namespace pitwall::tool {

std::string amount_text(Money amount, market::Currency currency);  // "-1,234.50 USD"
std::string gain_text(Money amount, market::Currency currency);    // "+1,234.50 USD"
std::string price_text(Price price);                               // "4,012.25", every digit
std::string quantity_text(Quantity quantity);                      // "1,000"
std::string percent_text(double percent);                          // "12.34 %"
std::string gain_text(double percent);                             // "+12.34 %"
std::string second_text(Time time);                                // "2020-12-15T14:30:00Z"
std::string_view clause(std::string_view sentence);                // without its full stop
std::string count_text(std::size_t count, std::string_view noun);  // "1 position", "3 positions"

// "Source: paper market, paper account, simulated, as of 2020-12-15T14:30:00Z."
std::string source_text(const market::Origin& origin);

// The lines below each other, behind a line break each; beyond `max_lines` the rest is counted.
inline constexpr std::size_t max_lines = 25;
std::string listed(const std::vector<std::string>& lines);

// What is missing from an answer whose rest is good: about what, and why, in one sentence.
struct Problem {
  std::string about;
  std::string error;
};
void describe(Problem& problem, Visitor& v);
std::string problem_lines(const std::vector<Problem>& problems);

// part / whole in percent, rounded to 1e-4; absent where the whole is zero.
std::optional<double> percent_of(Money part, Money whole);
// change / from in percent, rounded to 1e-4; absent where that price is not above zero.
std::optional<double> percent_of(Price change, Price from);

// Joins the origins of figures that were made into one.
void merge(std::optional<market::Origin>& into, const market::Origin& origin);

}  // namespace pitwall::tool

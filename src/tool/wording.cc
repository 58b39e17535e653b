#include "tool/wording.h"

#include "base/visitor.h"
#include "market/statistics.h"

namespace pitwall::tool {

namespace {

// "1234567.5" -> "1,234,567.5"; a sign stays in front.
std::string grouped(std::string text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = point; at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string two_decimals(Money amount) {
  const Money cent = Money::from_scaled(Money::unit / 100);
  std::string text = amount.rounded_to(cent, Rounding::half_even).text();
  const std::size_t point = text.find('.');
  if (point == text.npos) return text + ".00";
  text.resize(std::max(text.size(), point + 3), '0');
  return text;
}

}  // namespace

std::string amount_text(Money amount, market::Currency currency) {
  return fmt::format("{} {}", grouped(two_decimals(amount)), currency.view());
}

std::string gain_text(Money amount, market::Currency currency) {
  return (amount.sign() > 0 ? "+" : "") + amount_text(amount, currency);
}

std::string price_text(Price price) { return grouped(price.text()); }

std::string quantity_text(Quantity quantity) { return grouped(quantity.text()); }

std::string percent_text(double percent) {
  return fmt::format("{:.2f} %", market::rounded(percent, 2));
}

std::string gain_text(double percent) {
  return (market::rounded(percent, 2) > 0 ? "+" : "") + percent_text(percent);
}

std::string second_text(Time time) { return time.floor(seconds(1)).text(); }

std::string_view clause(std::string_view sentence) {
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return sentence;
}

std::string count_text(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string source_text(const market::Origin& origin) {
  std::string account;
  if (origin.source.account != market::AccountKind::none)
    account = fmt::format(" {} account{},", name_of(origin.source.account),
                          origin.source.account == market::AccountKind::mixed ? "s" : "");
  return fmt::format("Source: {},{} {}, as of {}.", origin.source.name.view(), account,
                     name_of(origin.quality), second_text(origin.as_of));
}

std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), max_lines); ++i) text += "\n" + lines[i];
  if (lines.size() > max_lines)
    text += fmt::format("\n... and {} more in the structured answer.", lines.size() - max_lines);
  return text;
}

void describe(Problem& problem, Visitor& v) {
  v("about", "Which symbol or account.", "SPX", problem.about, self_evident);
  v("error", "What is missing, why, and what to do.", "", problem.error, self_evident);
}

std::string problem_lines(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems)
    lines.push_back(fmt::format("Missing: {}: {}", problem.about, problem.error));
  return listed(lines);
}

std::optional<double> percent_of(Money part, Money whole) {
  if (whole.is_zero()) return std::nullopt;
  return market::rounded(100 * part.to_double() / whole.to_double(), 4);
}

std::optional<double> percent_of(Price change, Price from) {
  if (from.sign() <= 0) return std::nullopt;
  return market::rounded(100 * change.to_double() / from.to_double(), 4);
}

void merge(std::optional<market::Origin>& into, const market::Origin& origin) {
  into = into ? combine(*into, origin) : origin;
}

}  // namespace pitwall::tool

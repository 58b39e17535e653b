#include "emulator/client_portal/figures.h"

#include <array>
#include <cmath>

namespace pitwall::emulator::cp {

namespace {

constexpr std::array<std::string_view, 12> months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

int decimals_of(Price tick) {
  const std::string text = tick.text();
  const std::size_t point = text.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::string padded(std::string text, int decimals) {
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    if (decimals == 0) return text;
    point = text.size();
    text.push_back('.');
  }
  const std::size_t have = text.size() - point - 1;
  if (have < static_cast<std::size_t>(decimals))
    text.append(static_cast<std::size_t>(decimals) - have, '0');
  return text;
}

}  // namespace

std::string with_commas(std::string_view plain) {
  const bool negative = plain.starts_with('-');
  if (negative) plain.remove_prefix(1);
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string out(negative ? "-" : "");
  for (std::size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) out.push_back(',');
    out.push_back(plain[i]);
  }
  return out.append(plain.substr(point));
}

std::string short_count(Quantity quantity) {
  const double count = quantity.to_double();
  if (count >= 1e6) return fmt::format("{:.1f}M", count / 1e6);
  if (count >= 1e4) return fmt::format("{:.1f}K", count / 1e3);
  return with_commas(quantity.text());
}

std::string price_text(Price price, Price tick) { return padded(price.text(), decimals_of(tick)); }

std::string two_decimals(double value) { return fmt::format("{:.2f}", value); }

std::string percent_text(double fraction) { return fmt::format("{:.1f}%", fraction * 100); }

std::string amount_text(Money amount) {
  const Money cents = amount.rounded_to(Money::from_scaled(10'000), Rounding::half_even);
  return with_commas(padded(cents.text(), 2));
}

Price price_from(double value, Price tick) {
  if (!std::isfinite(value) || std::abs(value) > 1e9) return Price();
  return Price::from_scaled(std::llround(value * Price::unit))
      .rounded_to(tick, Rounding::half_even);
}

std::int64_t milliseconds_of(Time time) { return time.nanoseconds / 1'000'000; }

std::string compact_date(Date date) {
  return fmt::format("{:04}{:02}{:02}", date.year(), date.month(), date.day());
}

std::string compact_time(Time time) {
  const Date date = Date::of_utc(time);
  const std::int64_t second = (time - date.midnight_utc()) / seconds(1);
  return fmt::format("{}-{:02}:{:02}:{:02}", compact_date(date), second / 3600, second / 60 % 60,
                     second % 60);
}

Result<Date> parse_compact_date(std::string_view text) {
  if (text.size() != 8)
    return error(Code::invalid_argument, "A date is written as 20261218, not \"{}\".",
                 text.substr(0, 40));
  return Date::parse(
      fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

Result<Time> parse_compact_time(std::string_view text) {
  if (text.size() != 17 || text[8] != '-')
    return error(Code::invalid_argument, "A time is written as 20261218-14:30:00, not \"{}\".",
                 text.substr(0, 40));
  return Time::parse(fmt::format("{}-{}-{}T{}Z", text.substr(0, 4), text.substr(4, 2),
                                 text.substr(6, 2), text.substr(9)));
}

std::string month_text(Date date) {
  return fmt::format("{}{:02}", months[static_cast<std::size_t>(date.month() - 1)],
                     date.year() % 100);
}

std::string month_of_expiry(std::string_view expiry) {
  const Result<Date> date = parse_compact_date(expiry);
  return date ? month_text(*date) : std::string();
}

}  // namespace pitwall::emulator::cp

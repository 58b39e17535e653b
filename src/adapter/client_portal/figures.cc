#include "adapter/client_portal/figures.h"

#include <charconv>
#include <cmath>

namespace pitwall::client_portal {
namespace {

constexpr std::int64_t largest_price = 1'000'000'000;
constexpr std::int64_t largest_quantity = 90'000'000'000;
constexpr std::int64_t largest_money = 9'000'000'000'000;
constexpr std::int64_t largest_ratio = 1'000'000;
constexpr double largest_worth = 1e13;
constexpr std::size_t longest_figure = 40;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Without the commas between thousands and a plus sign.
std::string plain(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::string result;
  if (text.size() > longest_figure) return result;
  for (const char letter : text)
    if (letter != ',') result.push_back(letter);
  return result;
}

// Nothing stands in it that would have to be taken out: the usual case.
bool is_plain(std::string_view text) {
  return text.size() <= longest_figure && std::ranges::all_of(text, [](char letter) {
           return (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
         });
}

// A decimal whose exponent, if any, cannot make it absurd.
template <class T>
std::optional<T> decimal_of(std::string_view text, std::int64_t largest) {
  if (text.empty()) return std::nullopt;
  std::string copy;
  if (!is_plain(text)) {
    copy = plain(text);
    text = copy;
  }
  const Result<T> parsed = T::parse(text, Rounding::half_even);
  if (!parsed) return std::nullopt;
  const T bound = T::from_integer(largest);
  if (*parsed > bound || *parsed < -bound) return std::nullopt;
  return *parsed;
}

}  // namespace

std::string_view text_of(const Json* value) {
  if (value == nullptr || (!value->is_string() && !value->is_number())) return {};
  return value->text();
}

std::string_view text_of(const Json& object, std::string_view member) {
  return text_of(object.find(member));
}

std::optional<Price> price_of(std::string_view text) {
  return decimal_of<Price>(text, largest_price);
}

std::optional<MarkedPrice> marked_price_of(std::string_view text) {
  MarkedPrice marked;
  text = trimmed(text);
  while (!text.empty() && (text.front() == 'C' || text.front() == 'H')) {
    (text.front() == 'C' ? marked.prior_close : marked.halted) = true;
    text.remove_prefix(1);
  }
  const std::optional<Price> price = price_of(text);
  if (!price) return std::nullopt;
  marked.price = *price;
  return marked;
}

std::optional<Quantity> quantity_of(std::string_view text) {
  text = trimmed(text);
  std::string_view exponent;
  if (!text.empty()) {
    const char last = lower(text.back());
    exponent = last == 'k' ? "e3" : last == 'm' ? "e6" : last == 'b' ? "e9" : "";
  }
  if (exponent.empty()) return decimal_of<Quantity>(text, largest_quantity);
  text.remove_suffix(1);
  return decimal_of<Quantity>(plain(text).append(exponent), largest_quantity);
}

std::optional<Money> money_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t space = text.find(' ');
  return decimal_of<Money>(text.substr(0, space), largest_money);
}

std::optional<Ratio> ratio_of(std::string_view text) {
  return decimal_of<Ratio>(text, largest_ratio);
}

std::optional<double> double_of(std::string_view text) {
  std::string digits = plain(text);
  if (digits.ends_with('%')) digits.pop_back();
  double value = 0;
  const char* end = digits.data() + digits.size();
  const std::from_chars_result read = std::from_chars(digits.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::string copy;
  if (!is_plain(text)) {
    copy = plain(text);
    text = copy;
  }
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || text.empty()) return std::nullopt;
  // "265598.0": a whole number all the same.
  for (const char* rest = read.ptr; rest != end; ++rest)
    if (*rest != (rest == read.ptr ? '.' : '0')) return std::nullopt;
  return value;
}

std::optional<Time> milliseconds_of(std::string_view text) {
  const std::optional<std::int64_t> value = integer_of(text);
  constexpr std::int64_t latest = 7'000'000'000'000;  // in the year 2191
  if (!value || *value <= 0 || *value > latest) return std::nullopt;
  return Time{*value * 1'000'000};
}

bool truth_of(const Json* value) {
  if (value == nullptr) return false;
  if (value->kind() == Json::Kind::boolean) return value->as_boolean();
  const std::string_view text = text_of(value);
  return text == "true" || text == "1" || text == "yes";
}

bool truth_of(const Json& object, std::string_view member) { return truth_of(object.find(member)); }

std::optional<Date> date_of(std::string_view text) {
  if (text.size() < 8) return std::nullopt;
  const Result<Date> date = text[4] == '-'
                                ? Date::parse(text.substr(0, 10))
                                : Date::parse(fmt::format("{}-{}-{}", text.substr(0, 4),
                                                          text.substr(4, 2), text.substr(6, 2)));
  if (!date) return std::nullopt;
  return *date;
}

bool believable(Price price, Quantity quantity, Ratio multiplier) {
  const double worth = price.to_double() * quantity.to_double() * multiplier.to_double();
  return multiplier.sign() > 0 && std::abs(worth) <= largest_worth &&
         std::abs(quantity.to_double()) <= 1e10;
}

std::string without_markup(std::string_view text) {
  std::string result;
  bool space = false;
  const auto put = [&](char letter) {
    if (letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t') {
      space = true;
      return;
    }
    if (space && !result.empty()) result.push_back(' ');
    space = false;
    result.push_back(letter);
  };
  struct Entity {
    std::string_view name;
    char meaning;
  };
  constexpr Entity entities[] = {{"&nbsp;", ' '}, {"&amp;", '&'},  {"&lt;", '<'},
                                 {"&gt;", '>'},   {"&quot;", '"'}, {"&#39;", '\''}};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    const bool tag = rest.front() == '<' && rest.size() > 1 &&
                     (rest[1] == '/' || (lower(rest[1]) >= 'a' && lower(rest[1]) <= 'z'));
    const std::size_t end = tag ? rest.find('>') : std::string_view::npos;
    if (end != std::string_view::npos) {
      put(' ');
      at += end;
      continue;
    }
    const auto entity = std::ranges::find_if(
        entities, [&](const Entity& known) { return rest.starts_with(known.name); });
    if (entity != std::end(entities)) {
      put(entity->meaning);
      at += entity->name.size() - 1;
    } else {
      put(rest.front());
    }
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t longest) {
  std::string result = without_markup(text);
  std::erase_if(result, [](char letter) { return static_cast<unsigned char>(letter) < ' '; });
  if (result.size() <= longest) return result;
  std::size_t end = longest;
  // Not within a character of several bytes.
  while (end > 0 && (static_cast<unsigned char>(result[end]) & 0xC0) == 0x80) --end;
  return result.substr(0, end) + "…";
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto equal = [](char a, char b) { return lower(a) == b; };
  return std::ranges::search(text, part, equal).begin() != text.end() || part.empty();
}

}  // namespace pitwall::client_portal

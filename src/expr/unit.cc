#include "expr/unit.h"

#include <array>
#include <cstddef>

namespace pitwall::expr {
namespace {

struct Names {
  std::string_view plain, with_article;
};
constexpr std::array<Names, count_of(Unit{})> names{{{"number", "a number"},
                                                     {"price", "a price"},
                                                     {"money", "an amount of money"},
                                                     {"size", "a size"},
                                                     {"percent", "a percentage"},
                                                     {"ratio", "a ratio"},
                                                     {"index", "an index"},
                                                     {"time of day", "a time of day"},
                                                     {"session", "a session"},
                                                     {"truth", "a condition"}}};

// What scales another figure and leaves its unit alone.
bool is_factor(Unit unit) { return unit == Unit::number || unit == Unit::ratio; }

}  // namespace

std::string_view name_of(Unit unit) { return names[static_cast<std::size_t>(unit)].plain; }
std::string_view with_article(Unit unit) {
  return names[static_cast<std::size_t>(unit)].with_article;
}

bool is_figure(Unit unit) { return unit < Unit::time_of_day; }

std::optional<Meeting> sum_of(Unit left, Unit right) {
  if (!is_figure(left) || !is_figure(right)) return std::nullopt;
  if (left == right) return Meeting{left};
  if (left == Unit::number) return Meeting{right};
  if (right == Unit::number) return Meeting{left};
  if (left == Unit::percent && right == Unit::ratio) return Meeting{Unit::ratio, true, false};
  if (left == Unit::ratio && right == Unit::percent) return Meeting{Unit::ratio, false, true};
  return std::nullopt;
}

std::optional<Meeting> product_of(Unit left, Unit right) {
  if (!is_figure(left) || !is_figure(right)) return std::nullopt;
  if (left == Unit::number) return Meeting{right};
  if (right == Unit::number) return Meeting{left};
  if (is_factor(left)) return Meeting{right};
  if (is_factor(right)) return Meeting{left};
  if (left == Unit::percent) return Meeting{right, true, false};
  if (right == Unit::percent) return Meeting{left, false, true};
  const bool is_cost =
      (left == Unit::price && right == Unit::size) || (left == Unit::size && right == Unit::price);
  return is_cost ? std::optional(Meeting{Unit::money}) : std::nullopt;
}

std::optional<Meeting> quotient_of(Unit left, Unit right) {
  if (!is_figure(left) || !is_figure(right)) return std::nullopt;
  if (right == Unit::number) return Meeting{left};
  if (left == right) return Meeting{Unit::ratio};
  if (right == Unit::ratio) return Meeting{left == Unit::number ? Unit::ratio : left};
  if (right == Unit::percent) return Meeting{left, false, true};
  if (left == Unit::money && right == Unit::size) return Meeting{Unit::price};
  if (left == Unit::money && right == Unit::price) return Meeting{Unit::size};
  return std::nullopt;
}

}  // namespace pitwall::expr

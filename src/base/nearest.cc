#include "base/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace pitwall {
namespace {

constexpr std::size_t max_compared = 64;  // longer names are cut: a typo shows at the start

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Optimal string alignment distance over three rows.
std::size_t edits(std::string_view a, std::string_view b) {
  a = a.substr(0, max_compared);
  b = b.substr(0, max_compared);
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view wanted, const std::vector<std::string_view>& names) {
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (std::string_view name : names) {
    const std::size_t count = edits(wanted, name);
    if (count >= fewest) continue;
    fewest = count;
    best = name;
  }
  return best;
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string_view>& names) {
  const std::string_view best = nearest(wanted, names);
  return best.empty() ? "" : fmt::format("; did you mean \"{}\"?", best);
}

}  // namespace pitwall

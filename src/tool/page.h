// Long lists in pages: a cursor says where the next page begins. It is opaque to the caller and
// bound to the order of the list, which may shift between two calls where prices decide it.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/visitor.h"

namespace pitwall::tool {

struct Cursor {
  std::size_t position = 0;  // how many items the pages before it held

  static Result<Cursor> parse(std::string_view text) {
    Cursor cursor;
    const std::string_view digits = text.substr(text.starts_with('p') ? 1 : text.size());
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), cursor.position);
    if (digits.empty() || code != std::errc() || end != digits.data() + digits.size())
      return error(
          Code::invalid_argument,
          "\"{}\" is no cursor; pass a next_cursor as it came, or none for the first page.",
          text.substr(0, 40));
    return cursor;
  }
  std::string text() const { return fmt::format("p{}", position); }
};

inline void describe_cursor(Visitor& v, std::optional<Cursor>& cursor) {
  v("cursor", "next_cursor of the page before.", "p50", cursor);
}
inline void describe_next_cursor(Visitor& v, std::optional<Cursor>& next_cursor) {
  v("next_cursor", "There is more: pass it as cursor.", "p50", next_cursor);
}

// Keeps one page of the items; the cursor of the next one, if there is one.
template <class T>
std::optional<Cursor> cut_page(std::vector<T>& items, const std::optional<Cursor>& from,
                               std::int64_t limit) {
  const std::size_t begin = std::min(from ? from->position : 0, items.size());
  const std::size_t count = std::min(static_cast<std::size_t>(limit), items.size() - begin);
  const bool more = begin + count < items.size();
  items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(begin));
  items.resize(count);
  return more ? std::optional(Cursor{begin + count}) : std::nullopt;
}

}  // namespace pitwall::tool

#include "serve/mcp/paging.h"

#include <charconv>

namespace pitwall::serve {

Result<Page> page_of(const std::vector<std::string>& items, std::string_view cursor) {
  std::size_t begin = 0;
  if (!cursor.empty()) {
    const std::string_view digits = cursor.substr(1);
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), begin);
    if (cursor[0] != 'p' || code != std::errc() || end != digits.data() + digits.size() ||
        begin == 0 || begin >= items.size())
      return error(Code::invalid_argument,
                   "There is no such cursor; send a nextCursor as it came, or none.");
  }
  const std::size_t end = std::min(begin + page_size, items.size());
  Page page;
  page.items = "[";
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) page.items.push_back(',');
    page.items += items[i];
  }
  page.items.push_back(']');
  if (end < items.size()) page.next_cursor = fmt::format("p{}", end);
  return page;
}

}  // namespace pitwall::serve

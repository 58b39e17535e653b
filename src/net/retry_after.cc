#include "net/retry_after.h"

#include <algorithm>
#include <charconv>

namespace pitwall::net {

Duration retry_after(const Response& response, Duration longest) {
  const std::string_view text = response.headers.get("Retry-After");
  std::int64_t wanted = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), wanted);
  const bool whole = end == text.data() + text.size();
  if (failure == std::errc::result_out_of_range && whole && !text.starts_with('-')) return longest;
  if (failure != std::errc() || !whole || wanted < 0) return {};
  return wanted < longest / seconds(1) ? seconds(wanted) : longest;
}

}  // namespace pitwall::net

// Lists in pages. A cursor is the place where the next page begins, opaque to the client.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "serve/mcp/offer.h"

namespace pitwall::serve {

inline constexpr std::size_t page_size = 100;  // items

// `items` are JSON. Code::invalid_argument for a cursor that is none of ours.
Result<Page> page_of(const std::vector<std::string>& items, std::string_view cursor);

}  // namespace pitwall::serve

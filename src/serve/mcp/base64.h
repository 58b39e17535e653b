// Base 64 (RFC 4648): the standard alphabet for pictures and headers, the one for URLs for states.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::serve {

enum class Base64 { standard, url };  // url: - and _, no padding

std::string base64(std::string_view bytes, Base64 alphabet = Base64::standard);
// Strict: the right padding, no other characters, no bits left over.
Result<std::string> from_base64(std::string_view text, Base64 alphabet = Base64::standard);

}  // namespace pitwall::serve

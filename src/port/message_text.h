// A message as plain text, for channels that show nothing else, and cutting to a service's limits.
// What comes out is valid UTF-8, whatever went in, without control characters (line breaks aside)
// and without those that turn or hide text: what a person is asked to approve stands there as it
// is.
#pragma once

#include <string>
#include <string_view>

#include "port/channel.h"

namespace pitwall::port {

enum class TextUnit { bytes, utf16 };

// At most `limit` units. What had to be cut ends in "…", which counts.
std::string cut_text(std::string_view text, std::size_t limit, TextUnit unit);

// Title, an empty line and text; only one of them where the other is missing.
std::string plain_text(const Message& message, std::size_t limit, TextUnit unit);

// The title in one line, without line breaks.
std::string title_line(const Message& message, std::size_t limit, TextUnit unit);

}  // namespace pitwall::port

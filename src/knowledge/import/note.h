// Notes: plain text, Markdown, and what HTML says. Pure; any thread.
#pragma once

#include <string_view>

#include "knowledge/document.h"

namespace pitwall::knowledge {

// A heading begins a part, and the first one is the title where none is given. Code between fences
// has no headings. `digest` is the SHA-256 of the file in hexadecimal.
Document note_document(std::string_view text, std::string_view title, std::string_view digest);

}  // namespace pitwall::knowledge

// What a PDF says, by poppler's pdftotext, where the user has it. Blocks for up to a minute; any
// thread, not the event loop's.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace pitwall::app {

// Code::unavailable where pdftotext is not installed, with the name of its package.
Result<std::string> pdf_text(const std::filesystem::path& file);

}  // namespace pitwall::app

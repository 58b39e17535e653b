// The bytes of ui/'s files inside the program. Read-only data that lives as long as the program.
#pragma once

#include <span>
#include <string_view>

namespace pitwall::serve {

struct EmbeddedFile {
  std::string_view name;  // "app.js"
  std::string_view body;
  std::string_view gzip;  // the same compressed; empty where compressing saves nothing
};
std::span<const EmbeddedFile> embedded_files();

}  // namespace pitwall::serve

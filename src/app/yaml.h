// YAML files as JSON trees, so that described structs read them. yaml-cpp stays in yaml.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace pitwall::app {

// An empty text is an empty object. `what` names the text in the error ("Configuration x.yaml"),
// which has the line where there is one.
Result<Json> parse_yaml(std::string_view text, std::string_view what);

// The text of a file of at most 1 MiB. Code::not_found, Code::too_large.
Result<std::string> read_text_file(const std::string& path, std::string_view what);

}  // namespace pitwall::app

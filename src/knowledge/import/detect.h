// What a file is, by its beginning or by its keys. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "knowledge/import/import.h"
#include "knowledge/import/json_tree.h"

namespace pitwall::knowledge {

// Whether the beginning is that of JSON in an object or a list, not of a note that starts with a
// bracket.
bool begins_as_json(std::string_view beginning);

// Of a file that is no JSON: `text` where it is nothing else.
FileFormat detect_text(std::string_view text);

// Of one value of a JSON file.
FileFormat detect_json(const JsonNode& value);

// What this is where it is no text at all, for a person: "a PDF"; nothing where it may be text.
std::optional<std::string_view> foreign_kind(std::string_view beginning);

}  // namespace pitwall::knowledge

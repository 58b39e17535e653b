// What the readers of conversations have in common. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/sha256.h"
#include "knowledge/document.h"
#include "knowledge/import/json_tree.h"

namespace pitwall::knowledge {

// Adds a part to the message's others, unless there is nothing in it.
void add_part(Document& document, std::string_view message, PartRole role, std::string text,
              std::optional<Time> time, bool active = true);

// The texts of Claude's content blocks, which Claude Code writes as well. `asked` is the role of
// plain text.
void add_blocks(Document& document, std::string_view message, const JsonNode& blocks,
                PartRole asked, std::optional<Time> time, bool active);

// Every text inside, a line each: how a tool was called.
std::string all_text(const JsonNode& node);

// Sixteen hexadecimal digits for what has no id of its own.
std::string short_digest(std::string_view text);

// The beginning of a question, as a title.
std::string title_from(std::string_view text);

}  // namespace pitwall::knowledge

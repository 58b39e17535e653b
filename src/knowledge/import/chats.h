// Conversations as different programs export them. Pure; for the thread of the JSON tree.
//
// A message's id is the exporter's; where one message gives several parts, the later ones are
// "ID/2" and so on. A conversation that can be read but says nothing has no parts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/document.h"
#include "knowledge/import/flaws.h"
#include "knowledge/import/json_tree.h"

namespace pitwall::knowledge {

// A tree of messages, of which the branch that ends in current_node is what the person sees. The
// other branches follow it, not active. Hidden messages and those of weight 0 are left out.
Result<Document> read_chatgpt(const JsonNode& conversation);

// By content blocks: the plain `text` of a message holds a notice where a block was not text.
Result<Document> read_claude(const JsonNode& conversation);

// What was given to all chats of a project: its description, its instructions, its files.
Result<Document> read_claude_project(const JsonNode& project);

// One question and its answer; nothing where the entry is another activity. Takeout knows no
// conversations, so each is a document, known by its second and its title.
std::optional<Document> read_gemini(const JsonNode& entry);
std::vector<Document> read_gemini_page(std::string_view html);

Result<Document> read_ai_studio(const JsonNode& file, std::string_view title);

// The columns Conversation, Time, Author, Message, newest first. Flaws by line.
Result<std::vector<Document>> read_copilot(std::string_view csv, Flaws& flaws);

// Lines of sessions, gathered; a subagent's words are a tool's.
class ClaudeCodeSessions {
 public:
  // False where the line is full: no more than max_whole_file bytes of text are gathered.
  bool add(const JsonNode& line);
  std::vector<Document> take();

 private:
  std::map<std::string, Document, std::less<>> sessions_;
  std::size_t size_ = 0;
};

}  // namespace pitwall::knowledge

#include "knowledge/import/chat_parts.h"

#include <charconv>

#include "knowledge/import/json_time.h"
#include "knowledge/import/lines.h"
#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

void append_text(std::string& out, std::string_view text) {
  if (trimmed(text).empty()) return;
  if (!out.empty()) out += '\n';
  out += text;
}

void gather(const JsonNode& node, std::string& out) {
  if (node.is_string()) append_text(out, node.text());
  for (const JsonNode inner : node) gather(inner, out);
}

// A tool's answer: a text, or blocks of which some are texts.
std::string text_of_result(const JsonNode& content) {
  std::string text(content.is_string() ? content.text() : std::string_view());
  for (const JsonNode block : content) append_text(text, block["text"].text());
  return text;
}

// "ID", and behind a part of the same message "ID/2", "ID/3".
std::string id_after(const std::vector<Part>& parts, std::string_view message) {
  const std::string_view last =
      parts.empty() ? std::string_view() : std::string_view(parts.back().id);
  if (parts.empty() || !last.starts_with(message)) return std::string(message);
  const std::string_view rest = last.substr(message.size());
  if (rest.empty()) return fmt::format("{}/2", message);
  std::uint64_t number = 0;
  const char* end = rest.data() + rest.size();
  const auto [at, fault] = std::from_chars(rest.data() + 1, end, number);
  if (rest.front() != '/' || at != end || fault != std::errc()) return std::string(message);
  return fmt::format("{}/{}", message, number + 1);
}

}  // namespace

void add_part(Document& document, std::string_view message, PartRole role, std::string text,
              std::optional<Time> time, bool active) {
  if (trimmed(text).empty()) return;
  Part part;
  part.id = id_after(document.parts, message);
  part.role = role;
  part.text.value = std::move(text);
  part.time = time;
  part.active = active;
  document.parts.push_back(std::move(part));
}

void add_blocks(Document& document, std::string_view message, const JsonNode& blocks,
                PartRole asked, std::optional<Time> time, bool active) {
  for (const JsonNode block : blocks) {
    const std::string_view type = block["type"].text();
    const std::optional<Time> began = time_in(block["start_timestamp"]);
    const std::optional<Time> when = began ? began : time;
    if (type == "thinking") {
      add_part(document, message, PartRole::reasoning, std::string(block["thinking"].text()), when,
               active);
    } else if (type == "tool_use") {
      std::string call(block["name"].text());
      append_text(call, all_text(block["input"]));
      add_part(document, message, PartRole::tool, std::move(call), when, active);
    } else if (type == "tool_result") {
      add_part(document, message, PartRole::tool, text_of_result(block["content"]), when, active);
    } else if (type != "token_budget") {
      // Text, and what is not known but has one.
      add_part(document, message, asked, std::string(block["text"].text()), when, active);
    }
  }
}

std::string all_text(const JsonNode& node) {
  std::string text;
  gather(node, text);
  return text;
}

std::string short_digest(std::string_view text) { return sha256(text).text().substr(0, 16); }

std::string title_from(std::string_view text) {
  constexpr std::size_t longest = 80;  // bytes, but for the last character
  text = trimmed(text);
  text = trimmed(text.substr(0, text.find('\n')));
  std::size_t size = 0;
  while (size < text.size() && size < longest) size += character_at(text, size).size;
  return fmt::format("{}{}", text.substr(0, size), size < text.size() ? "…" : "");
}

}  // namespace pitwall::knowledge

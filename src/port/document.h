// What the memory is made of: a document (a chat, a video's subtitles, a note) and its parts in
// order (a message, a caption, a paragraph). All of its text came from outside and is Untrusted:
// for search and for people, fenced where a model reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/visitor.h"

namespace pitwall::port {

enum class DocumentKind : std::uint8_t { chat, subtitles, note, summary };
std::string_view name_of(DocumentKind kind);
constexpr int count_of(DocumentKind) { return 4; }

enum class PartRole : std::uint8_t {
  person,      // what the user wrote
  assistant,   // what a model answered
  reasoning,   // what it thought before; left out of search unless asked for
  tool,        // what a tool was asked or answered
  attachment,  // text of a file that was given
  speaker,     // of subtitles
  text,        // of a note
};
std::string_view name_of(PartRole role);
constexpr int count_of(PartRole) { return 7; }

struct Part {
  std::string id;  // stable within its document: the same in every export of it
  PartRole role = PartRole::text;
  Untrusted text;
  std::optional<Time> time = {};        // when it was written
  std::optional<Duration> offset = {};  // of subtitles: since the beginning
  bool active = true;                   // false: a branch that was edited away
};
void describe(Part& part, Visitor& v);

struct Document {
  static constexpr std::size_t max_parts = 200'000;
  static constexpr std::size_t max_text = 64 * 1024 * 1024;  // bytes, of all parts

  std::string id;  // stable: "chatgpt:UUID", "youtube:VIDEO:en", "file:SHA-256"
  DocumentKind kind = DocumentKind::note;
  // "chatgpt", "claude", "claude_code", "gemini", "ai_studio", "copilot", "youtube", "file"
  std::string provider;
  Untrusted title;
  Untrusted channel;     // of subtitles; the project of a chat; empty where there is none
  std::string address;   // where to read it; http or https, or empty
  std::string language;  // "en", "ru"; empty where nothing says it
  std::optional<Time> created = {};
  std::optional<Time> updated = {};
  std::vector<Part> parts;
};
void describe(Document& document, Visitor& v);

}  // namespace pitwall::port

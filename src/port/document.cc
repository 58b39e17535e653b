#include "port/document.h"

#include <array>

namespace pitwall::port {

std::string_view name_of(DocumentKind kind) {
  constexpr std::array<std::string_view, 4> names{"chat", "subtitles", "note", "summary"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(PartRole role) {
  constexpr std::array<std::string_view, 7> names{"person",     "assistant", "reasoning", "tool",
                                                  "attachment", "speaker",   "text"};
  return names[static_cast<std::size_t>(role)];
}

void describe(Part& part, Visitor& v) {
  v("id", "Stable within its document.", "", part.id);
  v("role", "Who said it.", "person", part.role);
  v("text", "What was said.", "", part.text, {.max_length = Document::max_text});
  v("time", "When.", "2026-03-09T13:00:00Z", part.time);
  v("offset", "Of subtitles: since the beginning.", "75s", part.offset);
  v("active", "False for a branch that was edited away.", "true", part.active);
}

void describe(Document& document, Visitor& v) {
  v("id", "Stable: the same in every export.", "chatgpt:4f1c", document.id);
  v("kind", "chat, subtitles, note or summary.", "chat", document.kind);
  v("provider", "Where it came from.", "chatgpt", document.provider);
  v("title", "Its title.", "Hedging with puts", document.title);
  v("channel", "Of subtitles; the project of a chat.", "", document.channel);
  v("address", "Where to read it.", "", document.address);
  v("language", "Its language, where something says it.", "en", document.language);
  v("created", "When it began.", "2026-03-09T13:00:00Z", document.created);
  v("updated", "When it was last added to.", "2026-03-09T13:00:00Z", document.updated);
  v("parts", "In order.", "", document.parts, {.max_items = Document::max_parts});
}

}  // namespace pitwall::port

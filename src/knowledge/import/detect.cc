#include "knowledge/import/detect.h"

#include <algorithm>
#include <array>

#include "knowledge/import/cue_block.h"
#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

FileFormat detect_markup(std::string_view text) {
  const std::string_view beginning = text.substr(0, 2000);
  if (contains(beginning, "<transcript") || contains(beginning, "<timedtext"))
    return FileFormat::srv;
  if (contains(text, "<div class=\"outer-cell") && contains(text, "mdl-typography--title\">Gemini"))
    return FileFormat::gemini;
  return FileFormat::html;
}

// Cues are known by the first times in the first lines.
std::optional<FileFormat> detect_cues(std::string_view text) {
  constexpr int lines_looked_at = 5;
  Lines lines(text);
  std::string_view line;
  for (int looked = 0; looked < lines_looked_at && lines.next(line);
       looked += line.empty() ? 0 : 1) {
    if (read_cue_times(line, "-->"))
      return contains(line.substr(0, line.find("-->")), ",") ? FileFormat::srt : FileFormat::webvtt;
    if (looked == 0 && read_cue_times(line, ",")) return FileFormat::sbv;
  }
  return {};
}

}  // namespace

bool begins_as_json(std::string_view beginning) {
  beginning = trimmed(without_mark(beginning));
  if (beginning.empty()) return false;
  const std::string_view inside = trimmed(beginning.substr(1));
  if (beginning.front() == '{') return inside.starts_with('"') || inside.starts_with('}');
  return beginning.front() == '[' && (inside.starts_with('{') || inside.starts_with(']'));
}

FileFormat detect_text(std::string_view text) {
  text = without_mark(text);
  const std::string_view first = trimmed(text.substr(0, text.find('\n')));
  if (first.starts_with("WEBVTT") && (first.size() == 6 || first[6] == ' ' || first[6] == '\t'))
    return FileFormat::webvtt;
  constexpr std::array<std::string_view, 2> columns{"Conversation,Time,Author,Message",
                                                    R"("Conversation","Time","Author","Message")"};
  if (std::ranges::find(columns, first) != columns.end()) return FileFormat::copilot;
  constexpr std::array<std::string_view, 8> openings{
      "<!doctype", "<!DOCTYPE", "<html", "<HTML", "<?xml", "<body", "<transcript", "<timedtext"};
  const std::string_view start = trimmed(text.substr(0, 2000));
  if (std::ranges::any_of(openings, [&](std::string_view tag) { return start.starts_with(tag); }))
    return detect_markup(text);
  return detect_cues(text).value_or(FileFormat::text);
}

FileFormat detect_json(const JsonNode& value) {
  const auto has = [&](std::string_view name) { return value[name].exists(); };
  if (has("mapping")) return FileFormat::chatgpt;
  if (has("chat_messages")) return FileFormat::claude;
  if (has("docs") && has("prompt_template")) return FileFormat::claude_project;
  if (has("chunkedPrompt")) return FileFormat::ai_studio;
  if (has("events") && (has("wireMagic") || value["events"].is_array())) return FileFormat::json3;
  if (value["header"].text().starts_with("Gemini") && has("title") && has("time"))
    return FileFormat::gemini;
  if (has("sessionId") || (value["type"].text() == "summary" && has("leafUuid")))
    return FileFormat::claude_code;
  if (has("id") && has("title") && (has("webpage_url") || has("automatic_captions")))
    return FileFormat::video_info;
  return FileFormat::other_json;
}

std::optional<std::string_view> foreign_kind(std::string_view beginning) {
  struct Kind {
    std::string_view bytes;
    std::string_view name;
  };
  constexpr std::array<Kind, 9> kinds{{{"PK\x03\x04", "a zip archive"},
                                       {"PK\x05\x06", "a zip archive"},
                                       {"%PDF-", "a PDF"},
                                       {"\x1F\x8B", "compressed with gzip"},
                                       {"\x89PNG", "a picture"},
                                       {"\xFF\xD8\xFF", "a picture"},
                                       {"GIF8", "a picture"},
                                       {"\xFF\xFE", "in UTF-16: save it as UTF-8"},
                                       {"\xFE\xFF", "in UTF-16: save it as UTF-8"}}};
  for (const Kind& kind : kinds)
    if (beginning.starts_with(kind.bytes)) return kind.name;
  if (beginning.find('\0') != beginning.npos) return "no text";
  return {};
}

}  // namespace pitwall::knowledge

// Any file of the kinds below as documents, one after another. What a file is, its structure says:
// the first bytes, and the keys of each value of a JSON file; its name says nothing. Pure.
//
// Importing the same again gives the same ids: chats are known by their own, subtitles by their
// video and language, and what has none by what is in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/document.h"
#include "knowledge/import/byte_source.h"
#include "knowledge/import/flaws.h"
#include "knowledge/import/invisible.h"
#include "knowledge/import/video_info.h"

namespace pitwall::knowledge {

enum class FileFormat : std::uint8_t {
  chatgpt,         // conversations.json, whole or in numbered parts
  claude,          // conversations.json
  claude_project,  // projects.json, or a file for each in projects/
  claude_code,     // a session's JSONL
  gemini,          // Takeout's My Activity, JSON or HTML
  ai_studio,       // a prompt saved to Drive
  copilot,         // CSV
  json3,
  webvtt,
  srt,
  sbv,
  srv,
  text,  // plain or Markdown
  html,
  video_info,  // yt-dlp's description of a video; no document by itself
  other_json,  // JSON of another kind
};
std::string_view name_of(FileFormat format);  // for people: "ChatGPT", "WebVTT"

// What is known of a file beside its bytes.
struct FileFacts {
  std::string title;                    // where nothing inside says one; may be empty
  std::optional<Time> modified = {};    // of a note, for the same
  std::optional<VideoInfo> video = {};  // of subtitles, from the file beside it
};

struct ImportReport {
  FileFormat format = FileFormat::text;
  std::uint64_t documents = 0;
  std::uint64_t parts = 0;
  std::uint64_t passed_over = 0;  // values of a JSON file that are no conversation
  InvisibleCount removed;
  // By line, or in a file of conversations by their number; what is named there was left out.
  Flaws flaws;
};

// An error of the taker ends the import and is answered.
using TakeDocument = std::function<Result<void>(Document)>;

// Memory: limits.h. An error where nothing could be read says what is wrong and where; documents
// that were handed out before an error stay handed out.
Result<ImportReport> import_file(ReadBytes read, const FileFacts& facts, const TakeDocument& take);

}  // namespace pitwall::knowledge

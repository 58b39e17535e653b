#include "knowledge/import/import.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/sha256.h"
#include "knowledge/import/chats.h"
#include "knowledge/import/detect.h"
#include "knowledge/import/html_text.h"
#include "knowledge/import/json_records.h"
#include "knowledge/import/limits.h"
#include "knowledge/import/lines.h"
#include "knowledge/import/note.h"
#include "knowledge/import/subtitles.h"
#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

void put_in_place(std::string& text, std::size_t longest) {
  if (text.size() > longest) text.resize(longest);
  std::erase_if(text, [](char c) { return c >= 0 && c < ' '; });
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_made_of(std::string_view text, std::string_view signs, std::size_t longest) {
  return text.size() <= longest && std::ranges::all_of(text, [&](char c) {
           return is_letter_or_digit(c) || signs.find(c) != signs.npos;
         });
}

// What is shown outside the fence may not say anything: an id that is not made of the letters,
// digits and signs of ids gives way to its hash, a language and an address that are none are left
// out.
void make_plain(Document& document) {
  constexpr std::size_t longest_id = 200;
  constexpr std::size_t longest_language = 20;
  constexpr std::size_t longest_address = 500;
  if (!is_made_of(document.id, ":-_.", longest_id))
    document.id = fmt::format("{}:{}", document.provider, sha256(document.id).text());
  if (!is_made_of(document.language, "-_", longest_language)) document.language.clear();
  const std::string_view address = document.address;
  const bool web = address.starts_with("https://") || address.starts_with("http://");
  if (!web || !is_made_of(address, "-._~:/?#[]@!$&()*+,;=%", longest_address))
    document.address.clear();
}

// Exports repeat a message now and then, or leave its id out.
void tell_apart(std::vector<Part>& parts) {
  std::set<std::string> known;
  std::map<std::string, int> repeated;
  for (Part& part : parts) {
    if (part.id.empty()) part.id = "part";
    if (known.insert(part.id).second) continue;
    int& count = repeated[part.id];
    std::string other;
    do other = fmt::format("{}~{}", part.id, ++count + 1);
    while (!known.insert(other).second);
    part.id = std::move(other);
  }
}

// What every document passes on its way out.
class Delivery {
 public:
  Delivery(const TakeDocument& take, ImportReport& report) : take_(take), report_(report) {}

  Result<void> deliver(Document document, std::uint64_t place) {
    constexpr std::size_t longest_id = 300;
    make_plain(document);
    clean(document.title.value);
    clean(document.channel.value);
    for (Part& part : document.parts) {
      put_in_place(part.id, longest_id);
      clean(part.text.value);
    }
    std::erase_if(document.parts,
                  [](const Part& part) { return trimmed(part.text.value).empty(); });
    if (document.parts.empty()) {
      ++report_.passed_over;
      return {};
    }
    if (document.parts.size() > Document::max_parts) {
      report_.flaws.add(
          place, fmt::format("more than {} messages; the rest was left out", Document::max_parts));
      document.parts.resize(Document::max_parts);
    }
    tell_apart(document.parts);
    ++report_.documents;
    report_.parts += document.parts.size();
    return take_(std::move(document));
  }

 private:
  void clean(std::string& text) { report_.removed += remove_invisible(text); }

  const TakeDocument& take_;
  ImportReport& report_;
};

Error unreadable(const ImportReport& report, std::string_view place_name) {
  const Flaw& first = report.flaws.kept().front();
  return error(Code::invalid_argument, "Nothing could be read. {} {}: {}.", place_name, first.place,
               first.what);
}

class JsonImport {
 public:
  JsonImport(ByteSource& source, const FileFacts& facts, const TakeDocument& take)
      : records_(source), facts_(facts), delivery_(take, report_) {}

  Result<ImportReport> run() {
    report_.format = FileFormat::other_json;
    std::string record;
    while (true) {
      const Result<bool> any = records_.next(record);
      if (!any) {
        // What was whole before the damage is kept.
        if (records_.number() == 0 || any.error().code != Code::invalid_argument)
          return any.error();
        report_.flaws.add(records_.number(), any.error().message);
      }
      if (!any || !*any) break;
      PITWALL_TRY_VOID(take_record(record));
    }
    for (Document& session : sessions_.take())
      PITWALL_TRY_VOID(delivery_.deliver(std::move(session), records_.number()));
    if (report_.documents > 0 || report_.format == FileFormat::video_info)
      return std::move(report_);
    if (report_.flaws.count() > 0) return unreadable(report_, "Number");
    return nothing_found();
  }

 private:
  Result<void> take_record(std::string& record) {
    if (records_.too_long()) {
      report_.flaws.add(records_.number(),
                        fmt::format("more than {} MB at once", max_record / (1024 * 1024)));
      return {};
    }
    const Digest digest = records_.number() == 1 ? sha256(record) : Digest{};
    const Result<JsonNode> value = tree_.read(record);
    if (!value) {
      report_.flaws.add(records_.number(), fmt::format("{} (it begins on line {} of the file)",
                                                       value.error().message, records_.line()));
      return {};
    }
    // A browser's capture has the conversation inside.
    const JsonNode captured = (*value)["raw_provider_payload"];
    return take_value(captured.is_object() ? captured : *value, digest);
  }

  Result<void> take_value(const JsonNode& value, const Digest& digest) {
    const FileFormat format = detect_json(value);
    if (format == FileFormat::other_json) {
      ++report_.passed_over;
      if (refusal_.empty()) refusal_ = value["playabilityStatus"]["reason"].text();
      names_captions_ = names_captions_ || value["captions"].is_object();
      return {};
    }
    if (report_.documents == 0) report_.format = format;
    if (format == FileFormat::claude_code) {
      if (!sessions_.add(value))
        report_.flaws.add(records_.number(), "the session is too long; this line was left out");
      return {};
    }
    if (format == FileFormat::gemini) {
      if (auto exchange = read_gemini(value)) return deliver(std::move(*exchange));
      ++report_.passed_over;
      return {};
    }
    if (format == FileFormat::video_info) return {};
    return deliver(read(value, format, digest));
  }

  Result<Document> read(const JsonNode& value, FileFormat format, const Digest& digest) {
    if (format == FileFormat::chatgpt) return read_chatgpt(value);
    if (format == FileFormat::claude) return read_claude(value);
    if (format == FileFormat::claude_project) return read_claude_project(value);
    if (format == FileFormat::ai_studio) return read_ai_studio(value, facts_.title);
    Result<Captions> captions = read_json3(value);
    if (!captions) return captions.error();
    for (const Flaw& flaw : captions->flaws.kept()) report_.flaws.add(flaw.place, flaw.what);
    Document document =
        subtitles_document(*captions, facts_.video.value_or(VideoInfo{}), digest.text());
    if (document.title.value.empty()) document.title.value = facts_.title;
    return document;
  }

  Result<void> deliver(Result<Document> document) {
    if (document) return delivery_.deliver(std::move(*document), records_.number());
    report_.flaws.add(records_.number(), document.error().message);
    return {};
  }

  Error nothing_found() const {
    if (!refusal_.empty())
      return error(Code::unavailable, "This is YouTube's refusal, not subtitles: \"{}\"", refusal_);
    if (names_captions_)
      return error(Code::unsupported,
                   "This says where a video's subtitles are, and does not hold them.");
    return error(Code::unsupported,
                 "This is JSON, but holds no conversation and no subtitles that are known here.");
  }

  JsonRecords records_;
  const FileFacts& facts_;
  ImportReport report_;
  Delivery delivery_;
  JsonTree tree_;
  ClaudeCodeSessions sessions_;
  std::string refusal_;  // in YouTube's words
  bool names_captions_ = false;
};

Result<void> check_is_text(std::string_view text) {
  const auto fault = first_fault_of_utf8(text);
  if (!fault) return {};
  const auto line = 1 + std::ranges::count(text.substr(0, *fault), '\n');
  return error(Code::invalid_argument, "Line {}: this is not UTF-8; save the file as UTF-8.", line);
}

Result<Captions> read_captions(FileFormat format, std::string_view text) {
  if (format == FileFormat::webvtt) return read_webvtt(text);
  if (format == FileFormat::srt) return read_srt(text);
  if (format == FileFormat::sbv) return read_sbv(text);
  return read_srv(text);
}

bool is_captcha(std::string_view html) {
  return html.find("google.com/recaptcha") != html.npos && html.find("<title>YouTube") != html.npos;
}

// chat.html of an export, which may be longer than any page that is read.
bool is_chatgpt_page(std::string_view beginning) {
  return beginning.find("<title>ChatGPT Data Export</title>") != beginning.npos;
}

// The documents of a file that is not JSON.
Result<std::vector<Document>> read_text_file(std::string_view text, const FileFacts& facts,
                                             ImportReport& report) {
  const std::string digest = sha256(text).text();
  report.format = detect_text(text);
  switch (report.format) {
    case FileFormat::copilot:
      return read_copilot(text, report.flaws);
    case FileFormat::gemini:
      return read_gemini_page(text);
    case FileFormat::text:
    case FileFormat::html: {
      if (report.format == FileFormat::html && is_captcha(text))
        return error(Code::unavailable,
                     "This is YouTube's refusal of too many requests, not a page of text.");
      const HtmlText page = report.format == FileFormat::html
                                ? text_of_html(text)
                                : HtmlText{.title = {}, .text = std::string(text)};
      Document note = note_document(page.text, page.title, digest);
      if (note.title.value.empty()) note.title.value = facts.title;
      note.created = note.updated = facts.modified;
      return std::vector{std::move(note)};
    }
    default:
      break;
  }
  PITWALL_TRY(Captions captions, read_captions(report.format, text));
  Document document = subtitles_document(captions, facts.video.value_or(VideoInfo{}), digest);
  if (document.title.value.empty()) document.title.value = facts.title;
  report.flaws = std::move(captions.flaws);
  return std::vector{std::move(document)};
}

}  // namespace

std::string_view name_of(FileFormat format) {
  constexpr std::array<std::string_view, 16> names{
      "ChatGPT",   "Claude",      "Claude project", "Claude Code", "Gemini",
      "AI Studio", "Copilot",     "YouTube JSON",   "WebVTT",      "SubRip",
      "SubViewer", "YouTube XML", "text",           "HTML",        "description of a video",
      "other JSON"};
  return names[static_cast<std::size_t>(format)];
}

Result<ImportReport> import_file(ReadBytes read, const FileFacts& facts, const TakeDocument& take) {
  ByteSource source(std::move(read));
  PITWALL_TRY(const std::string_view beginning, source.peek());
  if (beginning.empty()) return error(Code::no_data, "The file is empty.");
  if (const auto foreign = foreign_kind(beginning))
    return error(Code::unsupported, "This is {}, which cannot be imported as it is.", *foreign);
  if (is_chatgpt_page(beginning))
    return error(Code::unsupported,
                 "This is ChatGPT's page of the chats that conversations.json has as well.");
  if (begins_as_json(beginning)) return JsonImport(source, facts, take).run();

  PITWALL_TRY(const std::string text, source.all(max_whole_file));
  PITWALL_TRY_VOID(check_is_text(text));
  ImportReport report;
  PITWALL_TRY(std::vector<Document> documents, read_text_file(text, facts, report));
  Delivery delivery(take, report);
  for (Document& document : documents) PITWALL_TRY_VOID(delivery.deliver(std::move(document), 1));
  if (report.documents > 0) return report;
  if (report.flaws.count() > 0) return unreadable(report, "Line");
  return error(Code::no_data, "There is nothing in this {} file.", name_of(report.format));
}

}  // namespace pitwall::knowledge

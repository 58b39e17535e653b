// Google Takeout's log of Gemini Apps, and the prompts that AI Studio saves.
#include <algorithm>
#include <array>
#include <charconv>

#include "knowledge/import/chat_parts.h"
#include "knowledge/import/chats.h"
#include "knowledge/import/entities.h"
#include "knowledge/import/html_text.h"
#include "knowledge/import/json_time.h"
#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

// The verbs of the English export; others are localised, and stay in the question.
constexpr std::array<std::string_view, 3> asking{"Prompted ", "Branched ", "Answered "};
constexpr std::array<std::string_view, 4> other{"Created ", "Added ", "Used ", "Gave "};

bool begins_with_one(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.starts_with(word); });
}

std::string_view without_verb(std::string_view title) {
  for (const std::string_view verb : asking)
    if (title.starts_with(verb)) return title.substr(verb.size());
  return title;
}

std::optional<Document> exchange(std::string_view title, std::string answer,
                                 std::optional<Time> time) {
  const bool asks = begins_with_one(title, asking);
  if (begins_with_one(title, other) || (!asks && answer.empty())) return {};
  const std::string_view question = trimmed(without_verb(title));
  Document document;
  const std::int64_t second = time ? time->floor(seconds(1)).nanoseconds / 1'000'000'000 : 0;
  document.id = fmt::format("gemini:{}-{}", second, short_digest(question));
  document.kind = DocumentKind::chat;
  document.provider = "gemini";
  document.title.value = title_from(question);
  document.created = time;
  document.updated = time;
  add_part(document, "question", PartRole::person, std::string(question), time);
  add_part(document, "answer", PartRole::assistant, std::move(answer), time);
  if (document.parts.empty()) return {};
  return document;
}

// "Jan 2, 2026, 3:04:05 PM UTC" of the English page; other languages and zones are not read.
std::optional<Time> english_time(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto* month = std::ranges::find(months, text.substr(0, 3));
  std::array<int, 5> numbers{};  // day, year, hour, minute, second
  const char* at = text.data();
  const char* end = at + text.size();
  for (int& number : numbers) {
    at = std::find_if(at, end, [](char c) { return c >= '0' && c <= '9'; });
    const auto [next, fault] = std::from_chars(at, end, number);
    if (fault != std::errc()) return {};
    at = next;
  }
  if (month == months.end() || !text.ends_with("UTC")) return {};
  const auto [day, year, hour, minute, second] = numbers;
  const bool afternoon = text.find("PM") != text.npos;
  const bool morning = text.find("AM") != text.npos;
  const int of_day = afternoon || morning ? hour % 12 + (afternoon ? 12 : 0) : hour;
  const Result<Time> time =
      Time::parse(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year,
                              month - months.begin() + 1, day, of_day, minute, second));
  if (!time) return {};
  return *time;
}

// Whether digits, a colon, digits, a colon and digits stand in it, as in every language's times.
bool holds_clock(std::string_view text) {
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (std::size_t at = 1; at + 5 < text.size(); ++at)
    if (text[at] == ':' && text[at + 3] == ':' && digit(at - 1) && digit(at + 1) && digit(at + 2) &&
        digit(at + 4) && digit(at + 5))
      return true;
  return false;
}

// A cell is the question, <br>, the time, <br>, the answer.
std::optional<Document> read_cell(std::string_view cell) {
  constexpr std::string_view body = "mdl-typography--body-1\">";
  constexpr std::string_view line_end = "<br>";
  const std::size_t begin = cell.find(body);
  if (begin == cell.npos) return {};
  cell.remove_prefix(begin + body.size());
  const std::size_t next_cell = cell.find("<div class=\"content-cell");
  cell = cell.substr(0, next_cell);
  for (std::size_t at = cell.find(line_end); at != cell.npos; at = cell.find(line_end, at)) {
    const std::size_t from = at + line_end.size();
    const std::size_t to = std::min(cell.find(line_end, from), cell.size());
    const std::string when = without_entities(trimmed(cell.substr(from, to - from)));
    constexpr std::size_t longest_time = 80;
    if (when.size() > longest_time || !holds_clock(when)) {
      at = from;
      continue;
    }
    const std::string question = text_of_html(cell.substr(0, at)).text;
    return exchange(question, text_of_html(cell.substr(to)).text, english_time(when));
  }
  return {};
}

}  // namespace

std::optional<Document> read_gemini(const JsonNode& entry) {
  std::string html;
  const JsonNode items = entry["safeHtmlItem"];  // several where it answered again
  for (const JsonNode item : items) html.append(item["html"].text()).append("<p>");
  return exchange(entry["title"].text(), text_of_html(html).text, time_in(entry["time"]));
}

std::vector<Document> read_gemini_page(std::string_view html) {
  constexpr std::string_view cell = "<div class=\"outer-cell";
  std::vector<Document> documents;
  for (std::size_t at = html.find(cell); at != html.npos;) {
    const std::size_t next = html.find(cell, at + cell.size());
    if (auto document = read_cell(html.substr(at, next == html.npos ? next : next - at)))
      documents.push_back(std::move(*document));
    at = next;
  }
  return documents;
}

Result<Document> read_ai_studio(const JsonNode& file, std::string_view title) {
  const JsonNode chunks = file["chunkedPrompt"]["chunks"];
  if (!chunks.is_array())
    return error(Code::invalid_argument, "its messages (chunkedPrompt.chunks) are no list");
  Document document;
  document.kind = DocumentKind::chat;
  document.provider = "ai_studio";
  document.title.value = title;
  std::string id(file["id"].text());
  std::size_t number = 0;
  for (const JsonNode chunk : chunks) {
    ++number;
    std::string text(chunk["text"].text());
    if (text.empty())
      for (const JsonNode part : chunk["parts"]) text += part["text"].text();
    const std::optional<Time> time = time_in(chunk["createTime"]);
    // What it begins with stays when more is said.
    if (id.empty()) id = short_digest(fmt::format("{}\n{}", chunk["createTime"].text(), text));
    if (document.title.value.empty()) document.title.value = title_from(text);
    if (!document.created) document.created = time;
    if (time) document.updated = time;
    PartRole role = chunk["role"].text() == "user" ? PartRole::person : PartRole::assistant;
    if (chunk["isThought"].is_true()) role = PartRole::reasoning;
    const std::string_view own = chunk["id"].text();
    add_part(document, own.empty() ? fmt::format("{}", number) : std::string(own), role,
             std::move(text), time);
  }
  document.id = fmt::format("ai_studio:{}", id);
  return document;
}

}  // namespace pitwall::knowledge

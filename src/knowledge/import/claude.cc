#include <algorithm>
#include <set>

#include "knowledge/import/chat_parts.h"
#include "knowledge/import/chats.h"
#include "knowledge/import/json_time.h"
#include "knowledge/import/limits.h"
#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

// What an app wrote into `text` for each block that it could not show.
constexpr std::string_view notice = "This block is not supported on your current device yet.";

std::string without_notice(std::string_view text) {
  std::string plain;
  for (std::size_t at = text.find(notice); at != text.npos; at = text.find(notice)) {
    plain += text.substr(0, at);
    text.remove_prefix(at + notice.size());
  }
  plain += text;
  const bool empty = plain.find_first_not_of("` \t\r\n") == plain.npos;
  return empty ? std::string() : plain;
}

// The messages that were edited away, and what followed them: those that share a parent with one
// from which the last message descends.
class Branches {
 public:
  explicit Branches(const JsonNode& messages) {
    std::map<std::string_view, std::string_view> parents;
    std::string_view last;
    for (const JsonNode message : messages) {
      last = message["uuid"].text();
      parents[last] = message["parent_message_uuid"].text();
    }
    for (std::size_t steps = 0; steps <= parents.size(); ++steps) {
      const auto found = parents.find(last);
      if (found == parents.end()) break;
      current_.insert(last);
      if (!found->second.empty()) current_parents_.insert(found->second);
      last = found->second;
    }
  }

  // Asked in the order of the messages, parents first.
  bool is_active(const JsonNode& message) {
    const std::string_view id = message["uuid"].text();
    const std::string_view parent = message["parent_message_uuid"].text();
    const bool left =
        !current_.contains(id) && (left_.contains(parent) || current_parents_.contains(parent));
    if (left) left_.insert(id);
    return !left;
  }

 private:
  std::set<std::string_view> current_;
  std::set<std::string_view> current_parents_;
  std::set<std::string_view> left_;
};

void add_file(Document& document, std::string_view id, std::string_view name, std::string_view text,
              std::optional<Time> time, bool active) {
  if (trimmed(text).empty()) return;
  add_part(document, id, PartRole::attachment,
           name.empty() ? std::string(text) : fmt::format("{}\n\n{}", name, text), time, active);
}

void add_message(Document& document, const JsonNode& message, bool active) {
  const std::string_view id = message["uuid"].text();
  const PartRole role =
      message["sender"].text() == "human" ? PartRole::person : PartRole::assistant;
  const std::optional<Time> time = time_in(message["created_at"]);
  if (message["content"].is_array())
    add_blocks(document, id, message["content"], role, time, active);
  else
    add_part(document, id, role, without_notice(message["text"].text()), time, active);
  for (const JsonNode attachment : message["attachments"])
    add_file(document, id, attachment["file_name"].text(), attachment["extracted_content"].text(),
             time, active);
}

PartRole role_in_session(const JsonNode& line) {
  if (line["isSidechain"].is_true()) return PartRole::tool;
  return line["type"].text() == "user" ? PartRole::person : PartRole::assistant;
}

}  // namespace

Result<Document> read_claude(const JsonNode& conversation) {
  const std::string_view id = conversation["uuid"].text();
  if (id.empty()) return error(Code::invalid_argument, "it has no uuid");
  if (!conversation["chat_messages"].is_array())
    return error(Code::invalid_argument, "its messages (chat_messages) are no list");
  Document document;
  document.id = fmt::format("claude:{}", id);
  document.kind = DocumentKind::chat;
  document.provider = "claude";
  document.title.value = conversation["name"].text();
  document.channel.value = conversation["project"]["name"].text();
  document.created = time_in(conversation["created_at"]);
  document.updated = time_in(conversation["updated_at"]);
  Branches branches(conversation["chat_messages"]);
  for (const JsonNode message : conversation["chat_messages"])
    add_message(document, message, branches.is_active(message));
  return document;
}

Result<Document> read_claude_project(const JsonNode& project) {
  const std::string_view id = project["uuid"].text();
  if (id.empty()) return error(Code::invalid_argument, "the project has no uuid");
  Document document;
  document.id = fmt::format("claude:project:{}", id);
  document.kind = DocumentKind::note;
  document.provider = "claude";
  document.title.value = project["name"].text();
  document.channel.value = document.title.value;
  document.created = time_in(project["created_at"]);
  document.updated = time_in(project["updated_at"]);
  const auto add = [&](std::string_view part, std::string_view text) {
    if (!trimmed(text).empty())
      add_part(document, part, PartRole::person, std::string(text), document.created);
  };
  add("description", project["description"].text());
  add("instructions", project["prompt_template"].text());
  for (const JsonNode file : project["docs"])
    add_file(document, file["uuid"].text(), file["filename"].text(), file["content"].text(),
             time_in(file["created_at"]), true);
  return document;
}

bool ClaudeCodeSessions::add(const JsonNode& line) {
  const std::string_view type = line["type"].text();
  const std::string_view id = line["sessionId"].text();
  if (id.empty() || (type != "user" && type != "assistant") || line["isMeta"].is_true())
    return true;
  Document& session = sessions_[std::string(id)];
  if (session.id.empty()) {
    session.id = fmt::format("claude_code:{}", id);
    session.kind = DocumentKind::chat;
    session.provider = "claude_code";
    session.channel.value = line["cwd"].text();
  }
  const std::optional<Time> time = time_in(line["timestamp"]);
  if (!session.created) session.created = time;
  if (time) session.updated = time;
  const std::size_t before = session.parts.size();
  const JsonNode content = line["message"]["content"];
  const PartRole role = role_in_session(line);
  if (content.is_string())
    add_part(session, line["uuid"].text(), role, std::string(content.text()), time);
  else
    add_blocks(session, line["uuid"].text(), content, role, time, true);
  std::size_t added = 0;
  for (std::size_t i = before; i < session.parts.size(); ++i)
    added += session.parts[i].text.value.size();
  if (size_ + added > max_whole_file) {
    session.parts.resize(before);
    return false;
  }
  size_ += added;
  return true;
}

std::vector<Document> ClaudeCodeSessions::take() {
  std::vector<Document> documents;
  for (auto& [id, session] : sessions_) {
    for (const Part& part : session.parts)
      if (session.title.value.empty() && part.role == PartRole::person)
        session.title.value = title_from(part.text.value);
    documents.push_back(std::move(session));
  }
  sessions_.clear();
  size_ = 0;
  return documents;
}

}  // namespace pitwall::knowledge

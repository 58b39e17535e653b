#include <algorithm>
#include <set>

#include "knowledge/import/chat_parts.h"
#include "knowledge/import/chats.h"
#include "knowledge/import/json_time.h"
#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

struct NamedNode {
  std::string_view id;
  JsonNode node;
};

// Citations stand between private characters (U+E200 and U+E201) that only the site can show.
std::string without_citations(std::string_view text) {
  constexpr std::string_view open = "\xEE\x88\x80";
  constexpr std::string_view close = "\xEE\x88\x81";
  constexpr std::size_t longest = 500;  // of what may stand between them
  std::string plain;
  for (std::size_t at = text.find(open); at != text.npos; at = text.find(open)) {
    plain += text.substr(0, at);
    const std::size_t end = text.substr(at, longest).find(close);
    text.remove_prefix(at + (end == text.npos ? open.size() : end + close.size()));
  }
  return plain.append(text);
}

void append(std::string& out, std::string_view text) {
  if (trimmed(text).empty()) return;
  if (!out.empty()) out += '\n';
  out += text;
}

// What is shown of it: the parts, or where there are none what this type has instead.
std::string text_of(const JsonNode& content) {
  std::string text;
  for (const JsonNode part : content["parts"])  // pictures among them have no text
    append(text, part.is_string() ? part.text() : part["text"].text());
  if (text.empty())
    for (const JsonNode thought : content["thoughts"]) {
      append(text, thought["summary"].text());
      append(text, thought["content"].text());
    }
  if (text.empty())
    for (const std::string_view name : {"title", "text", "result", "content"})
      append(text, content[name].text());
  return without_citations(text);
}

bool is_zero(std::string_view number) {
  return !number.empty() && number.find_first_not_of("0.-") == number.npos;
}

// Nothing where the message is not for the person.
std::optional<PartRole> role_of(const JsonNode& message) {
  const std::string_view author = message["author"]["role"].text();
  const std::string_view type = message["content"]["content_type"].text();
  const std::string_view channel = message["channel"].text();
  const std::string_view recipient = message["recipient"].text();
  const bool hidden = message["metadata"]["is_visually_hidden_from_conversation"].is_true();
  const bool context = type == "user_editable_context" || type == "model_editable_context";
  if (hidden || context || author == "system" || is_zero(message["weight"].text())) return {};
  if (author == "tool") return PartRole::tool;
  if (author == "user") return PartRole::person;
  const bool thinks = type == "thoughts" || type == "reasoning_recap" || channel == "commentary" ||
                      channel == "analysis";
  if (thinks) return PartRole::reasoning;
  return recipient.empty() || recipient == "all" ? PartRole::assistant : PartRole::tool;
}

class Conversation {
 public:
  explicit Conversation(const JsonNode& conversation) : conversation_(conversation) {
    for (const JsonNode node : conversation["mapping"]) nodes_.push_back({node.name(), node});
    std::ranges::sort(nodes_, {}, &NamedNode::id);
  }

  void read(Document& document) const {
    const std::vector<JsonNode> seen = branch();
    std::set<std::string_view> active;
    for (const JsonNode& node : seen) {
      active.insert(node.name());
      add(document, node, true);
    }
    for (const JsonNode node : conversation_["mapping"])
      if (!active.contains(node.name())) add(document, node, false);
  }

 private:
  const NamedNode* find(std::string_view id) const {
    const auto found = std::ranges::lower_bound(nodes_, id, {}, &NamedNode::id);
    return found != nodes_.end() && found->id == id ? &*found : nullptr;
  }

  // From the root to the current node. An export without one ends in its last leaf.
  std::vector<JsonNode> branch() const {
    const NamedNode* at = find(conversation_["current_node"].text());
    if (at == nullptr)
      for (const JsonNode node : conversation_["mapping"])
        if (node["children"].is_empty()) at = find(node.name());
    std::vector<JsonNode> nodes;
    while (at != nullptr && nodes.size() < nodes_.size()) {  // a circle ends as well
      nodes.push_back(at->node);
      at = find(at->node["parent"].text());
    }
    std::ranges::reverse(nodes);
    return nodes;
  }

  static void add(Document& document, const JsonNode& node, bool active) {
    const JsonNode message = node["message"];
    const auto role = role_of(message);
    if (!message.is_object() || !role) return;
    const std::string_view id = message["id"].text();
    add_part(document, id.empty() ? node.name() : id, *role, text_of(message["content"]),
             time_in(message["create_time"]), active);
  }

  JsonNode conversation_;
  std::vector<NamedNode> nodes_;  // by id
};

bool may_stand_in_address(std::string_view id) {
  return std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

}  // namespace

Result<Document> read_chatgpt(const JsonNode& conversation) {
  std::string_view id = conversation["id"].text();
  if (id.empty()) id = conversation["conversation_id"].text();
  if (id.empty()) return error(Code::invalid_argument, "it has no id");
  if (!conversation["mapping"].is_object())
    return error(Code::invalid_argument, "its messages (mapping) are no object");
  Document document;
  document.id = fmt::format("chatgpt:{}", id);
  document.kind = DocumentKind::chat;
  document.provider = "chatgpt";
  document.title.value = conversation["title"].text();
  if (may_stand_in_address(id)) document.address = fmt::format("https://chatgpt.com/c/{}", id);
  document.created = time_in(conversation["create_time"]);
  document.updated = time_in(conversation["update_time"]);
  Conversation(conversation).read(document);
  return document;
}

}  // namespace pitwall::knowledge

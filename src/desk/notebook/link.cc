#include "desk/notebook/link.h"

#include <algorithm>
#include <array>

#include "base/visitor.h"

namespace pitwall::desk {
namespace {

bool is_of_id(char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '"'; }

bool is_of_tag(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool of_other_script = static_cast<unsigned char>(c) >= 0x80;
  return letter || of_other_script || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
         c == '/';
}

}  // namespace

std::string_view name_of(LinkKind kind) {
  constexpr std::array<std::string_view, 10> names{"order",    "approval", "chart",   "drawing",
                                                   "decision", "item",     "handoff", "document",
                                                   "fragment", "url"};
  return names[static_cast<std::size_t>(kind)];
}

void describe(Link& link, Visitor& v) {
  v("kind", "What it points to.", "order", link.kind, self_evident);
  v("id", "Its id, number or address.", "pw-1", link.id,
    {.max_length = Link::max_id, .self_evident = true});
}

Result<void> check(const Link& link) {
  if (link.id.empty() || link.id.size() > Link::max_id || !std::ranges::all_of(link.id, is_of_id))
    return error(Code::invalid_argument,
                 "The id of a link has 1 to {} printable ASCII characters, and no spaces.",
                 Link::max_id);
  const std::string_view id = link.id;
  if (link.kind == LinkKind::url && !id.starts_with("https://") && !id.starts_with("http://"))
    return error(Code::invalid_argument, "A link of kind url begins with https:// or http://.");
  return {};
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= max_tag && std::ranges::all_of(text, is_of_tag);
}

}  // namespace pitwall::desk

// What an entry of the notebook points to: something else that the desk knows by an id, or an
// address. Names and fields are part of the journal's format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::desk {

enum class LinkKind : std::uint8_t {
  order,
  approval,
  chart,
  drawing,
  decision,
  item,
  handoff,
  document,  // of the memory
  fragment,  // of one of its documents
  url,
};
std::string_view name_of(LinkKind kind);
constexpr int count_of(LinkKind) { return 10; }

struct Link {
  static constexpr std::size_t max_id = 300;  // bytes

  LinkKind kind = LinkKind::url;
  std::string id;
  bool operator==(const Link&) const = default;
};
void describe(Link& link, Visitor& v);

// An id is printable ASCII without spaces and brackets; an address begins with http:// or https://.
Result<void> check(const Link& link);

// A label or a key: 1 to `max_tag` bytes; letters of any script, digits, '-', '_', '.' and '/'.
inline constexpr std::size_t max_tag = 40;
bool is_tag(std::string_view text);

}  // namespace pitwall::desk

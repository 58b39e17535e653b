// The notebook's texts as callers write them. What a person cannot see is taken out before anything
// is kept; what is then shown of them is Untrusted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/visitor.h"
#include "desk/notebook/link.h"

namespace pitwall::tool {

// Without what nobody sees, and without blanks at both ends.
std::string cleaned(std::string text);
// The same; Code::invalid_argument, which names the field, where nothing is left.
Result<std::string> cleaned(std::string_view field, std::string text);
// The same, in one line.
Result<std::string> cleaned_line(std::string_view field, std::string text);
// Empty ones are left out.
std::vector<std::string> cleaned(std::vector<std::string> texts);

std::vector<Untrusted> untrusted(const std::vector<std::string>& texts);

// "order:pw-1", "url:https://localhost/": what an entry points to.
struct LinkText {
  desk::Link link;
  static Result<LinkText> parse(std::string_view text);
  std::string text() const;
};
std::vector<LinkText> link_texts(const std::vector<desk::Link>& links);

// A label or a link to add, or behind a '-' one to take off. A label has no colon, a link has.
struct MarkEdit {
  std::string label;  // where it is no link
  std::optional<desk::Link> link = {};
  bool remove = false;
  static Result<MarkEdit> parse(std::string_view text);
  std::string text() const { return (remove ? "-" : "") + (link ? LinkText{*link}.text() : label); }
};

// A time, or "none".
struct DueText {
  std::optional<Time> time;
  static Result<DueText> parse(std::string_view text);
  std::string text() const { return time ? time->text() : "none"; }
};

}  // namespace pitwall::tool

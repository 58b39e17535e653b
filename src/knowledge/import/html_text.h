// The text of an HTML page as a person reads it: no scripts, styles or tags; headings as "# …",
// items as "- …", entities resolved. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace pitwall::knowledge {

struct HtmlText {
  std::string title;  // of <title>
  std::string text;
};
HtmlText text_of_html(std::string_view html);

}  // namespace pitwall::knowledge

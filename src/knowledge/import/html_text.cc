#include "knowledge/import/html_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "knowledge/import/entities.h"
#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

// What stands inside these is for machines.
constexpr std::array<std::string_view, 7> unread{"script", "style",  "noscript", "template",
                                                 "svg",    "object", "textarea"};
constexpr std::array<std::string_view, 32> blocks{
    "address", "article", "aside",  "blockquote", "body",  "dd",    "div",  "dl",
    "dt",      "footer",  "form",   "h1",         "h2",    "h3",    "h4",   "h5",
    "h6",      "head",    "header", "hr",         "html",  "li",    "main", "nav",
    "ol",      "p",       "pre",    "section",    "table", "thead", "tr",   "ul"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct Tag {
  std::string name;  // in lower case
  bool closing = false;
  std::size_t size = 0;  // of all of it, from < to >
};

// The tag at the front; nothing where the < begins none.
std::optional<Tag> tag_at(std::string_view html) {
  Tag tag;
  std::size_t at = 1;
  if (html.substr(at).starts_with('/')) {
    tag.closing = true;
    ++at;
  }
  while (at < html.size() && ((lower(html[at]) >= 'a' && lower(html[at]) <= 'z') ||
                              (html[at] >= '0' && html[at] <= '9') || html[at] == '-'))
    tag.name += lower(html[at++]);
  const bool declared = !tag.closing && (html.substr(1, 1) == "!" || html.substr(1, 1) == "?");
  if (tag.name.empty() && !declared) return {};
  char quote = 0;
  for (; at < html.size(); ++at) {
    const char c = html[at];
    if (quote != 0)
      quote = c == quote ? '\0' : quote;
    else if ((c == '"' || c == '\'') && html[at - 1] == '=')
      quote = c;
    else if (c == '>')
      break;
  }
  tag.size = std::min(at + 1, html.size());
  return tag;
}

// Behind </name>, or the end.
std::size_t behind(std::string_view html, std::string_view name) {
  const std::string closing = fmt::format("</{}", name);
  const auto found = std::search(html.begin(), html.end(), closing.begin(), closing.end(),
                                 [](char a, char b) { return lower(a) == b; });
  const std::size_t end = html.find('>', static_cast<std::size_t>(found - html.begin()));
  return end == html.npos ? html.size() : end + 1;
}

class Page {
 public:
  explicit Page(std::string_view html) : html_(html) {}

  HtmlText run() {
    while (!html_.empty()) {
      const std::size_t at = std::min(html_.find('<'), html_.size());
      say(html_.substr(0, at));
      html_.remove_prefix(at);
      if (!html_.empty()) take_tag();
    }
    page_.text = std::string(trimmed(page_.text));
    return std::move(page_);
  }

 private:
  void take_tag() {
    if (html_.starts_with("<!--")) {
      const std::size_t end = html_.find("-->", 4);
      html_.remove_prefix(end == html_.npos ? html_.size() : end + 3);
      return;
    }
    const auto tag = tag_at(html_);
    if (!tag) {
      say("<");
      html_.remove_prefix(1);
      return;
    }
    html_.remove_prefix(tag->size);
    if (!tag->closing && std::ranges::find(unread, tag->name) != unread.end()) {
      html_.remove_prefix(behind(html_, tag->name));
    } else if (!tag->closing && tag->name == "title" && page_.title.empty()) {
      const std::size_t end = behind(html_, tag->name);
      const std::string_view title = html_.substr(0, std::min(html_.find('<'), end));
      page_.title = without_entities(trimmed(title));
      html_.remove_prefix(end);
    } else {
      shape(*tag);
    }
  }

  void shape(const Tag& tag) {
    if (tag.name == "br") page_.text += '\n';
    if (tag.name == "td" || tag.name == "th") page_.text += tag.closing ? "" : "\t";
    if (std::ranges::find(blocks, tag.name) == blocks.end()) return;
    if (tag.name == "pre") preformatted_ = !tag.closing;
    break_line(tag.name == "p" || tag.name.starts_with('h'));
    if (tag.closing) return;
    if (tag.name == "li") page_.text += "- ";
    const bool heading = tag.name.size() == 2 && tag.name[0] == 'h' && tag.name[1] != 'r';
    if (heading) page_.text.append(static_cast<std::size_t>(tag.name[1] - '0'), '#').append(" ");
  }

  // Begins a line; with an empty one before it where that shows.
  void break_line(bool apart) {
    while (page_.text.ends_with(' ') || page_.text.ends_with('\t')) page_.text.pop_back();
    if (page_.text.empty()) return;
    if (!page_.text.ends_with('\n')) page_.text += '\n';
    if (apart && !page_.text.ends_with("\n\n")) page_.text += '\n';
  }

  void say(std::string_view text) {
    if (preformatted_) {
      page_.text += without_entities(text);
      return;
    }
    std::string words;
    for (const char c : text) {
      const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (!space)
        words += c;
      else if (words.empty() ? !at_space() : !words.ends_with(' '))
        words += ' ';
    }
    page_.text += without_entities(words);
  }
  bool at_space() const {
    return page_.text.empty() || page_.text.back() == ' ' || page_.text.back() == '\n' ||
           page_.text.back() == '\t';
  }

  std::string_view html_;
  bool preformatted_ = false;
  HtmlText page_;
};

}  // namespace

HtmlText text_of_html(std::string_view html) { return Page(html).run(); }

}  // namespace pitwall::knowledge

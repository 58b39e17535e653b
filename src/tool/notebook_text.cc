#include "tool/notebook_text.h"

#include "knowledge/import/invisible.h"

namespace pitwall::tool {

std::string cleaned(std::string text) {
  knowledge::remove_invisible(text);
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Result<std::string> cleaned(std::string_view field, std::string text) {
  text = cleaned(std::move(text));
  if (text.empty())
    return error(Code::invalid_argument, "{} is empty, or holds only what nobody sees.", field);
  return text;
}

Result<std::string> cleaned_line(std::string_view field, std::string text) {
  std::ranges::replace(text, '\r', ' ');
  std::ranges::replace(text, '\n', ' ');
  return cleaned(field, std::move(text));
}

std::vector<std::string> cleaned(std::vector<std::string> texts) {
  for (std::string& text : texts) text = cleaned(std::move(text));
  std::erase(texts, "");
  return texts;
}

std::vector<Untrusted> untrusted(const std::vector<std::string>& texts) {
  std::vector<Untrusted> out;
  for (const std::string& text : texts) out.push_back({text});
  return out;
}

Result<LinkText> LinkText::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  for (int i = 0; i < count_of(desk::LinkKind{}) && colon != text.npos; ++i) {
    const auto kind = static_cast<desk::LinkKind>(i);
    if (name_of(kind) != text.substr(0, colon)) continue;
    LinkText out{{kind, std::string(text.substr(colon + 1))}};
    PITWALL_TRY_VOID(check(out.link));
    return out;
  }
  return error(
      Code::invalid_argument,
      "\"{}\" is no link; write what it is and its id, such as order:ID, chart:ID, item:12 "
      "or url:https://ADDRESS.",
      text.substr(0, 60));
}

std::string LinkText::text() const { return fmt::format("{}:{}", name_of(link.kind), link.id); }

std::vector<LinkText> link_texts(const std::vector<desk::Link>& links) {
  std::vector<LinkText> texts;
  for (const desk::Link& link : links) texts.push_back({link});
  return texts;
}

Result<MarkEdit> MarkEdit::parse(std::string_view text) {
  MarkEdit out;
  out.remove = text.starts_with('-');
  if (out.remove) text.remove_prefix(1);
  if (text.find(':') != text.npos) {
    PITWALL_TRY(LinkText link, LinkText::parse(text));
    out.link = std::move(link.link);
    return out;
  }
  out.label = cleaned(std::string(text));
  if (!desk::is_tag(out.label))
    return error(Code::invalid_argument,
                 "A label is up to {} letters, digits, '-', '_', '.' and '/', without spaces.",
                 desk::max_tag);
  return out;
}

Result<DueText> DueText::parse(std::string_view text) {
  if (text == "none") return DueText{};
  PITWALL_TRY(const Time time, Time::parse(text));
  return DueText{time};
}

}  // namespace pitwall::tool

#include "tool/memory_finding.h"

#include <array>
#include <charconv>

#include "base/json_out.h"
#include "tool/wording.h"

namespace pitwall::tool {

Result<FragmentName> FragmentName::parse(std::string_view text) {
  const std::size_t mark = text.rfind('#');
  FragmentName name;
  const std::string_view digits = mark == text.npos ? std::string_view() : text.substr(mark + 1);
  const auto [end, code] =
      std::from_chars(digits.data(), digits.data() + digits.size(), name.id.ordinal);
  if (mark == 0 || digits.empty() || code != std::errc() || end != digits.data() + digits.size())
    return error(Code::invalid_argument,
                 "\"{}\" names no fragment; pass one as search_memory gives it, such as "
                 "chatgpt:6f1c#12.",
                 text.substr(0, 80));
  name.id.document = text.substr(0, mark);
  return name;
}

std::string_view name_of(Author author) {
  constexpr std::array<std::string_view, 3> names{"me", "assistant", "speaker"};
  return names[static_cast<std::size_t>(author)];
}

std::string_view author_of(port::PartRole role) {
  switch (role) {
    case port::PartRole::person:
    case port::PartRole::text:
      return "me";
    case port::PartRole::assistant:
      return "assistant";
    case port::PartRole::reasoning:
      return "assistant, thinking";
    case port::PartRole::tool:
      return "tool";
    case port::PartRole::attachment:
      return "attachment";
    case port::PartRole::speaker:
      return "speaker";
  }
  return "";
}

void describe_filter(Visitor& v, MemoryFilter& filter) {
  v("symbol", "What is about this ticker.", "AAPL", filter.symbol, {.max_length = 40});
  v("from", "UTC day.", "2025-01-01", filter.from);
  v("to", "UTC day, included.", "2025-12-31", filter.to);
  v("source", "chatgpt, youtube, file, ...", "youtube", filter.source, {.max_length = 40});
  v("channel", "Its whole name.", "Desk notes", filter.channel, {.max_length = 200});
  v("author", "Who said it.", "me", filter.author);
  v("language", "ru or en.", "ru", filter.language, {.max_length = 10});
  v("all", "Thoughts and edited-away branches too.", "false", filter.all, with_default);
}

knowledge::SearchFilter search_filter(const MemoryFilter& filter) {
  using port::PartRole;
  knowledge::SearchFilter out;
  out.symbol = filter.symbol.value_or("");
  if (filter.from) out.from = filter.from->midnight_utc();
  if (filter.to) out.to = (*filter.to + 1).midnight_utc();
  out.provider = filter.source.value_or("");
  out.channel = filter.channel.value_or("");
  out.language = filter.language.value_or("");
  out.set_aside = filter.all;
  if (filter.author == Author::me) out.roles = {PartRole::person, PartRole::text};
  if (filter.author == Author::assistant) out.roles = {PartRole::assistant, PartRole::reasoning};
  if (filter.author == Author::speaker) out.roles = {PartRole::speaker};
  return out;
}

void describe(MemoryFinding& finding, Visitor& v) {
  v("fragment", "Its document's id, #, its place.", "chatgpt:6f1c#12", finding.fragment,
    self_evident);
  v("time", "When it was said.", "", finding.time, self_evident);
  v("source", "Where it comes from.", "chatgpt", finding.source, self_evident);
  v("author", "Who said it.", "me", finding.author, self_evident);
  v("title", "Of the document, with its channel.", "", finding.title, self_evident);
  v("text", "The fragment as it is kept.", "", finding.text, self_evident);
  v("before", "The end of the one before it.", "", finding.before, self_evident);
  v("after", "The beginning of the one after it.", "", finding.after, self_evident);
  v("link", "Where to see it; of a video, to the second.", "", finding.link, self_evident);
  v("why", "Why it was found.", "", finding.why, self_evident);
  v("alike", "Further ones that say nearly the same.", "0", finding.alike, self_evident);
}

MemoryFinding shown(const knowledge::Finding& finding) {
  const knowledge::Excerpt& fragment = finding.fragment;
  MemoryFinding out;
  out.fragment.id = fragment.id;
  out.time = fragment.time;
  out.source = fragment.provider;
  out.author = author_of(fragment.role);
  if (!fragment.active) out.author += ", edited away later";
  out.title = fragment.title;
  if (!fragment.channel.value.empty()) out.title.value += " (" + fragment.channel.value + ")";
  out.text = fragment.text;
  if (finding.before) out.before = finding.text_before;
  if (finding.after) out.after = finding.text_after;
  if (!fragment.address.empty()) out.link = fragment.address;
  if (!finding.why.empty()) out.why = finding.why;
  out.alike = finding.alike;
  return out;
}

std::string finding_lines(const std::vector<MemoryFinding>& findings) {
  std::string text;
  for (const MemoryFinding& each : findings) {
    text += fmt::format("{} {}, {}, {}", each.fragment.text(),
                        each.time ? second_text(*each.time) : "undated", each.source, each.author);
    if (each.link) text += fmt::format(", {}", *each.link);
    if (each.why) text += fmt::format(" [{}]", *each.why);
    if (each.alike > 0) text += fmt::format(" (and {} nearly the same)", each.alike);
    std::string inside = each.title.value + "\n";
    if (each.before) inside += each.before->value + "\n";
    inside += "» " + each.text.value + "\n";
    if (each.after) inside += each.after->value;
    text += "\n" + fenced(inside) + "\n";
  }
  return text;
}

std::string reading_note(const knowledge::Reading& reading) {
  if (reading.documents == 0)
    return "The memory is empty. The user fills it with: pitwall import PATH, of chat exports, "
           "subtitles and notes (docs/memory.md).";
  if (reading.read < reading.documents)
    return fmt::format("{} of {} documents are read so far: ask again for the rest in a while.",
                       reading.read, reading.documents);
  return {};
}

Error memory_is_off() {
  return error(Code::unavailable,
               "The memory could not be opened when the desk started; its log says why.");
}

}  // namespace pitwall::tool

#include "knowledge/import/cue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

std::optional<std::int64_t> number(std::string_view digits, std::size_t least, std::size_t most) {
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  if (digits.size() < least || digits.size() > most || digits.starts_with('-')) return {};
  const auto [at, fault] = std::from_chars(digits.data(), end, value);
  if (at != end || fault != std::errc()) return {};
  return value;
}

std::vector<std::string_view> shown_lines(const Cue& cue) {
  std::vector<std::string_view> shown;
  std::string_view line;
  for (Lines lines(cue.text); lines.next(line);)
    if (const std::string_view text = trimmed(line); !text.empty()) shown.push_back(text);
  return shown;
}

// How many lines at the beginning of `now` are the last ones of `before`.
std::size_t lines_kept(const std::vector<std::string_view>& before,
                       const std::vector<std::string_view>& now) {
  constexpr std::size_t most_shown = 8;  // lines at once; captions that scroll show two or three
  for (std::size_t count = std::min({before.size(), now.size(), most_shown}); count > 0; --count)
    if (std::equal(before.end() - static_cast<std::ptrdiff_t>(count), before.end(), now.begin()))
      return count;
  return 0;
}

bool ends_sentence(std::string_view text) {
  constexpr std::array<std::string_view, 6> closing{"\"", ")", "»", "”", "'", "]"};
  for (bool closed = true; closed;) {
    closed = false;
    for (const std::string_view mark : closing)
      if (text.ends_with(mark)) {
        text.remove_suffix(mark.size());
        closed = true;
      }
  }
  constexpr std::array<std::string_view, 6> marks{".", "!", "?", "…", "。", "؟"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return text.ends_with(mark); });
}

}  // namespace

std::vector<Cue> without_rolling(const std::vector<Cue>& cues) {
  std::vector<Cue> said;
  std::vector<std::string_view> before;
  for (const Cue& cue : cues) {
    std::vector<std::string_view> now = shown_lines(cue);
    if (now.empty()) continue;
    const std::size_t kept = lines_kept(before, now);
    std::string fresh;
    for (std::size_t i = kept; i < now.size(); ++i) {
      if (!fresh.empty()) fresh += '\n';
      fresh += now[i];
    }
    if (!fresh.empty()) {
      said.push_back({cue.start, cue.end, std::move(fresh)});
    } else if (!said.empty()) {
      said.back().end = std::max(said.back().end, cue.end);
    }
    before = std::move(now);
  }
  return said;
}

std::vector<Part> parts_of(const std::vector<Cue>& cues) {
  constexpr Duration longest = seconds(30);
  constexpr Duration long_enough = seconds(10);  // to end with a sentence
  constexpr Duration silence = seconds(5);
  std::vector<Part> parts;
  std::map<std::int64_t, int> begun;  // how many parts at that millisecond
  Duration last_end;
  bool open = false;
  for (const Cue& cue : cues) {
    std::string text;
    for (const std::string_view line : shown_lines(cue))
      text.append(text.empty() ? "" : " ").append(line);
    if (text.empty()) continue;
    if (open && (cue.end - *parts.back().offset > longest || cue.start - last_end > silence))
      open = false;
    if (!open) {
      Part part;
      part.role = PartRole::speaker;
      part.offset = cue.start;
      const std::int64_t offset = cue.start / milliseconds(1);
      part.id = fmt::format("{}", offset);
      if (const int same = ++begun[offset]; same > 1) part.id += fmt::format("/{}", same);
      parts.push_back(std::move(part));
      open = true;
    }
    std::string& merged = parts.back().text.value;
    merged.append(merged.empty() ? "" : " ").append(text);
    last_end = cue.end;
    if (ends_sentence(merged) && cue.end - *parts.back().offset >= long_enough) open = false;
  }
  return parts;
}

std::optional<Duration> read_cue_time(std::string_view text) {
  const std::size_t point = text.find_first_of(".,");
  if (point == text.npos) return {};
  const auto thousandths = number(text.substr(point + 1), 3, 3);
  std::string_view clock = text.substr(0, point);
  std::array<std::int64_t, 3> fields{};  // seconds, minutes, hours
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    if (count == fields.size()) return {};
    const std::size_t colon = clock.rfind(':');
    more = colon != clock.npos;
    const std::string_view digits = more ? clock.substr(colon + 1) : clock;
    const auto value = number(digits, more ? 2 : 1, more ? 2 : 3);
    if (!value || (more && *value > 59)) return {};
    fields[count] = *value;
    if (more) clock = clock.substr(0, colon);
  }
  if (!thousandths || count < 2 || (count == 2 && fields[1] > 59)) return {};
  return hours(fields[2]) + minutes(fields[1]) + seconds(fields[0]) + milliseconds(*thousandths);
}

}  // namespace pitwall::knowledge

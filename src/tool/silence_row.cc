#include "tool/silence_row.h"

#include "desk/gate/words.h"
#include "tool/wording.h"

namespace pitwall::tool {

void describe(SilenceRow& row, Visitor& v) {
  v("id", "Names it.", "", row.id, self_evident);
  v("match", "Which alerts; all of these match.", "alert = stale_quotes", row.match, self_evident);
  v("active", "It holds now.", "true", row.active, self_evident);
  v("from", "Since when.", "2020-12-15T14:30:00Z", row.from, self_evident);
  v("until", "Until when; if absent, until it is ended.", "2020-12-15T16:30:00Z", row.until);
  v("weekly", "It holds at some times of the week only.", "false", row.weekly);
  v("comment", "Why.", "replacing the router", row.comment, self_evident);
  v("by", "Who made it.", "dashboard", row.by, self_evident);
}

SilenceRow row_of(const desk::Silence& silence, Time now) {
  return {silence.id,    silence.matchers,         silence.active(now), silence.from,
          silence.until, !silence.windows.empty(), silence.comment,     silence.by};
}

std::string sentence(const SilenceRow& row) {
  std::string text;
  for (const desk::Matcher& matcher : row.match)
    text += (text.empty() ? "" : ", ") + matcher.text();
  text += row.until ? " until " + second_text(*row.until) : " until it is ended";
  text += ", by " + desk::quoted(row.by);
  return text + (row.comment.empty() ? "" : ": " + desk::quoted(row.comment));
}

}  // namespace pitwall::tool

#include "app/memory/video_refusal.h"

#include <algorithm>
#include <array>

#include "knowledge/import/invisible.h"

namespace pitwall::app {
namespace {

struct Meaning {
  std::string_view words;  // in lower case
  Code code;
  std::string_view sentence;
};

// The first that is found counts. Words as yt-dlp and YouTube write them (yt-dlp's wiki, "FAQ" and
// "PO Token Guide").
constexpr std::array<Meaning, 9> meanings{{
    {"not a bot", Code::permission_denied,
     "YouTube wants proof that this is no robot: give yt-dlp your browser's cookies "
     "(--cookies-from-browser in ~/.config/yt-dlp/config)."},
    {"too many requests", Code::unavailable,
     "YouTube refuses for now: too many requests came from this address."},
    {"http error 429", Code::unavailable,
     "YouTube refuses for now: too many requests came from this address."},
    {"po token", Code::permission_denied,
     "YouTube wants a PO token: update yt-dlp, and see the PO Token Guide in its wiki."},
    {"nsig extraction failed", Code::permission_denied,
     "yt-dlp is older than YouTube's pages: update it."},
    {"confirm your age", Code::permission_denied,
     "YouTube wants to know your age: give yt-dlp your browser's cookies."},
    {"http error 404", Code::permission_denied,
     "There is no such channel: look at its address in the configuration."},
    {"unsupported url", Code::permission_denied,
     "yt-dlp does not know this address: look at it in the configuration."},
    {"unable to download", Code::unavailable, "The network or YouTube is away."},
}};

std::string last_error_line(std::string_view said) {
  constexpr std::size_t longest = 200;  // bytes
  const std::size_t at = said.rfind("ERROR:");
  std::string line(at == said.npos ? said.substr(said.size() - std::min(said.size(), longest))
                                   : said.substr(at, std::min(said.find('\n', at) - at, longest)));
  knowledge::remove_invisible(line);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace

Error video_refusal(std::string_view said) {
  std::string lower(said);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const Meaning& meaning : meanings)
    if (lower.find(meaning.words) != lower.npos) return error(meaning.code, "{}", meaning.sentence);
  const std::string line = last_error_line(said);
  if (line.empty()) return error(Code::unavailable, "yt-dlp failed and said nothing.");
  return error(Code::unavailable, "yt-dlp failed: \"{}\"", line);
}

}  // namespace pitwall::app

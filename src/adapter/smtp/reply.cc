#include "adapter/smtp/reply.h"

#include "net/http.h"
#include "port/message_text.h"

namespace pitwall::smtp {
namespace {

constexpr std::size_t max_words = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The words of a line, without regard to case.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t=");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t="), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

}  // namespace

std::string Reply::words() const {
  std::string all = std::to_string(code);
  for (const std::string& line : lines) all += " " + line;
  return port::cut_text(all, max_words, port::TextUnit::bytes);
}

Result<void> ReplyReader::feed(std::string_view bytes) {
  buffer_ += bytes;
  std::size_t begin = 0;
  for (std::size_t end = buffer_.find('\n'); end != std::string::npos;
       end = buffer_.find('\n', begin)) {
    std::string_view line = std::string_view(buffer_).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    PITWALL_TRY_VOID(take_line(line));
    begin = end + 1;
  }
  buffer_.erase(0, begin);
  if (buffer_.size() > max_line)
    return error(Code::corrupt, "The mail server's lines are longer than {} bytes.", max_line);
  return {};
}

Result<void> ReplyReader::take_line(std::string_view line) {
  const bool coded = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) &&
                     is_digit(line[2]) && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
  if (!coded || line.size() > max_line)
    return error(Code::corrupt,
                 "What answered is no mail server: check the name, the port and the way of "
                 "encryption.");
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (!lines_.empty() && code != code_)
    return error(Code::corrupt, "The mail server's reply has two codes, {} and {}.", code_, code);
  if (lines_.size() == max_lines)
    return error(Code::corrupt, "The mail server's reply has more than {} lines.", max_lines);
  code_ = code;
  lines_.emplace_back(line.substr(std::min<std::size_t>(4, line.size())));
  if (line.size() > 3 && line[3] == '-') return {};
  ready_.push_back({code, std::exchange(lines_, {})});
  return {};
}

std::optional<Reply> ReplyReader::next() {
  if (ready_.empty()) return std::nullopt;
  Reply first = std::move(ready_.front());
  ready_.erase(ready_.begin());
  return first;
}

Offer offer_of(const Reply& reply) {
  Offer offer;
  for (const std::string& line : reply.lines) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty()) continue;
    if (net::equal_ignoring_case(words[0], "STARTTLS")) offer.start_tls = true;
    if (!net::equal_ignoring_case(words[0], "AUTH")) continue;
    for (const std::string_view word : words) {
      if (net::equal_ignoring_case(word, "PLAIN")) offer.plain = true;
      if (net::equal_ignoring_case(word, "LOGIN")) offer.login = true;
    }
  }
  return offer;
}

}  // namespace pitwall::smtp

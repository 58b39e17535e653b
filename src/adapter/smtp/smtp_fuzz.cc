// Whatever a mail server may say, in any pieces, and whatever a letter may be about: nothing of it
// may crash, no header can be broken out of, and no line of a letter can end it.
#include "adapter/smtp/letter.h"
#include "adapter/smtp/reply.h"
#include "base/check.h"

using namespace pitwall;
using namespace pitwall::smtp;

namespace {

void read(std::string_view text, std::size_t piece) {
  ReplyReader reader;
  while (!text.empty()) {
    const std::size_t size = std::min(piece, text.size());
    if (!reader.feed(text.substr(0, size))) return;
    text.remove_prefix(size);
    while (const std::optional<Reply> reply = reader.next()) {
      PITWALL_CHECK(reply->code >= 200 && reply->code < 600, "a code that is none");
      static_cast<void>(offer_of(*reply));
      static_cast<void>(reply->words());
    }
  }
}

void write(std::string_view text) {
  port::Message message;
  message.title = text.substr(0, std::min(text.size(), port::Message::max_title));
  message.text = text.substr(0, std::min(text.size(), port::Message::max_text));
  const std::string whole = letter({"a@b.example", {"c@d.example"}, {}, "k"}, message);
  const std::size_t body = whole.find("\r\n\r\n");
  PITWALL_CHECK(body != std::string::npos, "a letter without a body");
  PITWALL_CHECK(whole.find("\r\n.\r\n") == std::string::npos, "a line that ends the letter");
  PITWALL_CHECK(whole.ends_with("\r\n"), "a letter without an end of line");
  std::size_t subjects = 0;
  std::string_view head = std::string_view(whole).substr(0, body + 2);
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    PITWALL_CHECK(line.size() <= 998, "a line beyond the standard");
    PITWALL_CHECK(line.find_first_of("\r\n") == std::string_view::npos, "a bare end of line");
    subjects += line.starts_with("Subject:") ? 1U : 0U;
    head.remove_prefix(end + 2);
  }
  PITWALL_CHECK(subjects == 1, "a header that text brought in");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0)
    read(text, data[0] / 2 + 1U);
  else
    write(text);
  return 0;
}

// A message as mail: RFC 5322 with the headers' encoding of RFC 2047, and the dots of RFC 5321.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "port/channel.h"

namespace pitwall::smtp {

struct Envelope {
  std::string from;             // "desk@example.com"
  std::vector<std::string> to;  // the same form
  Time date;
  std::string key;  // of the message: what makes two copies of it known as one
};

// ASCII, one '@' with something on both sides, and nothing that ends an SMTP command or a header.
bool is_address(std::string_view text);

// The whole letter, lines ended by CRLF, dots doubled, without the line that ends it.
std::string letter(const Envelope& envelope, const port::Message& message);

// "=?UTF-8?B?…?=" words where the text is not plain ASCII, folded; for a header's value.
std::string encoded_header(std::string_view text);
// A line that begins with a dot gets another one: a lone dot would end the letter.
std::string with_doubled_dots(std::string_view text);
// "Fri, 20 Nov 2026 15:00:00 +0000"
std::string mail_date(Time time);
std::string base64(std::string_view bytes);

}  // namespace pitwall::smtp

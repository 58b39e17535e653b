#include "adapter/smtp/letter.h"

#include "base/sha256.h"
#include "port/message_text.h"

namespace pitwall::smtp {
namespace {

constexpr std::size_t max_subject = 200;  // bytes, before encoding
constexpr std::size_t max_line = 900;     // RFC 5322 allows 998 in a line
constexpr std::size_t encoded_line = 76;  // characters of base64, RFC 2045
constexpr std::size_t encoded_word = 45;  // bytes in one encoded word: 60 characters, 72 in all
constexpr std::size_t longest_address = 254;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0; });
}

// Whether it may go as it is: ASCII, and no line too long.
bool is_plain(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    length = c == '\n' ? 0 : length + 1;
    if (length > max_line) return false;
  }
  return is_ascii(text);
}

std::string with_line_ends(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::string in_lines(std::string_view encoded) {
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += encoded_line) {
    out += encoded.substr(at, encoded_line);
    out += "\r\n";
  }
  return out;
}

// The same for every attempt at the same content, so that whoever gets it twice can tell.
std::string message_id(const Envelope& envelope, const port::Message& message) {
  const std::string digest =
      sha256(envelope.key + "\n" + message.title + "\n" + message.text).text().substr(0, 32);
  return fmt::format("<{}{}>", digest, envelope.from.substr(envelope.from.find('@')));
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 3; ++i)
      three = (three << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= count ? letters[(three >> (18 - 6 * i)) & 63] : '=';
  }
  return out;
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto allowed = [](char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
  };
  return text.size() <= longest_address && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         std::ranges::all_of(text, allowed);
}

std::string encoded_header(std::string_view text) {
  if (is_ascii(text) && text.find("=?") == std::string_view::npos) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(encoded_word, text.size());
    // No character is cut in two.
    while (size < text.size() && size > 1 &&
           (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
      --size;
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

std::string with_doubled_dots(std::string_view text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
    if (begins && c == '.') out += '.';
    out += c;
    begins = c == '\n';
  }
  return out;
}

std::string mail_date(Time time) {
  constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date day = Date::of_utc(time);
  const std::int64_t second = (time - day.midnight_utc()) / seconds(1);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000",
                     weekdays[static_cast<std::size_t>(day.weekday())], day.day(),
                     months[static_cast<std::size_t>(day.month() - 1)], day.year(), second / 3600,
                     second / 60 % 60, second % 60);
}

std::string letter(const Envelope& envelope, const port::Message& message) {
  std::string to;
  for (const std::string& one : envelope.to) to += (to.empty() ? "" : ",\r\n ") + one;
  std::string subject = port::title_line(message, max_subject, port::TextUnit::bytes);
  if (subject.empty()) subject = "Pitwall";
  std::string out = fmt::format(
      "From: Pitwall <{}>\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: {}\r\n"
      "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n",
      envelope.from, to, encoded_header(subject), mail_date(envelope.date),
      message_id(envelope, message));
  if (message.severity == port::Severity::urgent) out += "Importance: high\r\nX-Priority: 1\r\n";
  const std::string text =
      port::plain_text(message, port::Message::max_title + port::Message::max_text + 2,
                       port::TextUnit::bytes) +
      "\n";
  const bool plain = is_plain(text);
  out += fmt::format(
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n",
      plain ? "7bit" : "base64");
  out += plain ? with_line_ends(text) : in_lines(base64(with_line_ends(text)));
  return with_doubled_dots(out);
}

}  // namespace pitwall::smtp

// Replies of an SMTP server (RFC 5321, 4.2): lines that begin with three digits, of which the last
// has a space behind them. No I/O: bytes go in as they come.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::smtp {

struct Reply {
  int code = 0;                    // 200 to 599
  std::vector<std::string> lines;  // without the code, as they came

  bool positive() const { return code >= 200 && code < 300; }
  bool transient() const { return code >= 400 && code < 500; }
  // All lines in one, cut short and safe to show.
  std::string words() const;
};

class ReplyReader {
 public:
  static constexpr std::size_t max_line = 2048;  // bytes; RFC 5321 promises 512
  static constexpr std::size_t max_lines = 128;  // of one reply

  // Code::corrupt where this is no SMTP, and for good.
  Result<void> feed(std::string_view bytes);
  // The oldest whole reply, taken away.
  std::optional<Reply> next();
  // Whether anything was said beyond the replies that were taken. Before TLS begins there must not
  // be: it would be read as if it had come encrypted.
  bool empty() const { return buffer_.empty() && ready_.empty() && lines_.empty(); }

 private:
  Result<void> take_line(std::string_view line);

  std::string buffer_;
  int code_ = 0;
  std::vector<std::string> lines_;  // of the reply that has begun
  std::vector<Reply> ready_;
};

// What a server offers in its answer to EHLO.
struct Offer {
  bool start_tls = false;
  bool plain = false;
  bool login = false;
};
Offer offer_of(const Reply& reply);

}  // namespace pitwall::smtp

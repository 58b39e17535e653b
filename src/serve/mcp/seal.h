// The requestState of a multi-round-trip request: what the server must find again when the client
// sends a request a second time with answers. The client carries it, so it may be changed, replayed
// or sent with another request: it is sealed with a key of this process (HMAC-SHA-256, RFC 2104),
// bound to the request and to who asked, good for ten minutes and for one use.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/sha256.h"
#include "port/clock.h"

namespace pitwall::serve {

class Seal {
 public:
  static constexpr Duration good_for = minutes(10);
  static constexpr std::size_t max_state = 64 * 1024;     // bytes that a client may send back
  static constexpr std::size_t max_remembered = 100'000;  // used ones, until they would expire

  Seal(const port::Clock& clock, port::Random& random);

  using Answers = std::map<std::string, Json, std::less<>>;
  // `request` names what was asked: method, name and arguments; `who` asked it.
  std::string close(std::string_view request, std::string_view who, const Answers& answers);
  // The answers inside. Code::invalid_argument where it is not ours, was changed, belongs to
  // another request or asker, has expired, or was used before.
  Result<Answers> open(std::string_view state, std::string_view request, std::string_view who);

 private:
  std::string sign(std::string_view payload) const;
  void forget_expired(Time now);

  const port::Clock& clock_;
  port::Random& random_;
  std::string key_;
  std::map<std::string, Time, std::less<>> used_;  // by nonce, with the end of its time
};

// RFC 2104 with SHA-256, as 64 hexadecimal digits.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace pitwall::serve

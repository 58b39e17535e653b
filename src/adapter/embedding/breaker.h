// When an endpoint that fails is left alone, and when it is tried again: a circuit breaker (Nygard,
// "Release It!", 2007). Knows no clock: the moments it is told only have to rise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace pitwall::embedding {

class Breaker {
 public:
  struct Options {
    int failures = 3;                    // in a row, after which it is left alone
    int slow_answers = 3;                // likewise, of questions that somebody waits for
    Duration slow = seconds(2);          // what is slow for those
    Duration first_pause = seconds(15);  // doubled each time that the trial after it fails
    Duration longest_pause = minutes(10);
  };

  Breaker() : Breaker(Options{}) {}
  explicit Breaker(Options options) : options_(options) {}

  // Whether a request may go out now. After a pause one may, and no other until it has ended: each
  // that was let through ends with one of the three below.
  bool admits(Duration now);
  // `waited` is said of what somebody waited for: only that can be slow.
  void answered(Duration now, std::optional<Duration> waited);
  // `words` say why, as a sentence; it is left alone for at least `wait`, where that is not zero.
  void failed(Duration now, std::string words, Duration wait = {});
  // Ended without saying anything of the endpoint.
  void withdrawn();

  bool is_closed() const { return state_ == State::closed; }  // requests go through
  std::string words(Duration now) const;                      // for a person: one or two sentences

 private:
  enum class State : std::uint8_t { closed, open, trying };
  void open(Duration now, std::string words, Duration least);

  Options options_;
  State state_ = State::closed;
  bool under_way_ = false;  // the trial
  int failures_ = 0;        // in a row
  int slow_answers_ = 0;    // in a row
  Duration pause_{};        // the last one; zero after an answer
  Duration until_{};
  std::string reason_;
};

}  // namespace pitwall::embedding

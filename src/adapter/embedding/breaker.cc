#include "adapter/embedding/breaker.h"

#include <fmt/format.h>

#include <algorithm>

namespace pitwall::embedding {
namespace {

// Rounded up, so that "0 s" is never said of what still lasts.
std::string in_words(Duration duration) {
  const std::int64_t whole =
      (duration.nanoseconds + seconds(1).nanoseconds - 1) / seconds(1).nanoseconds;
  if (whole < 120) return fmt::format("{} s", whole);
  return fmt::format("{} min", (whole + 59) / 60);
}

}  // namespace

bool Breaker::admits(Duration now) {
  if (state_ == State::closed) return true;
  if (state_ == State::open && now >= until_) state_ = State::trying;
  if (state_ == State::open || under_way_) return false;
  under_way_ = true;
  return true;
}

void Breaker::answered(Duration now, std::optional<Duration> waited) {
  under_way_ = false;
  if (state_ == State::open) return;  // what was under way when it opened says nothing new
  failures_ = 0;
  if (waited) slow_answers_ = *waited > options_.slow ? slow_answers_ + 1 : 0;
  if (slow_answers_ >= (state_ == State::trying ? 1 : options_.slow_answers)) {
    return open(now, fmt::format("Answers took longer than {}.", in_words(options_.slow)), {});
  }
  state_ = State::closed;
  pause_ = {};
}

void Breaker::failed(Duration now, std::string words, Duration wait) {
  under_way_ = false;
  if (state_ == State::open) {
    until_ = std::max(until_, now + wait);
    return;
  }
  ++failures_;
  if (state_ == State::trying || wait > Duration{} || failures_ >= options_.failures) {
    open(now, std::move(words), wait);
  }
}

void Breaker::withdrawn() { under_way_ = false; }

void Breaker::open(Duration now, std::string words, Duration least) {
  state_ = State::open;
  pause_ = pause_ == Duration{} ? options_.first_pause
                                : std::min(pause_ + pause_, options_.longest_pause);
  until_ = now + std::max(pause_, least);
  reason_ = std::move(words);
  failures_ = 0;
  slow_answers_ = 0;
}

std::string Breaker::words(Duration now) const {
  if (state_ == State::closed) return "It answers.";
  if (state_ == State::open && now < until_) {
    return fmt::format("{} It is left alone for another {}.", reason_, in_words(until_ - now));
  }
  return fmt::format("{} It is tried again with the next request.", reason_);
}

}  // namespace pitwall::embedding

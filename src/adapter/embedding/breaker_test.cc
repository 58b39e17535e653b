#include "adapter/embedding/breaker.h"

#include <doctest/doctest.h>

namespace pitwall::embedding {
namespace {

Breaker opened(Duration now) {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) {
    CHECK(breaker.admits(now));
    breaker.failed(now, "It is gone.");
  }
  return breaker;
}

TEST_CASE("three failures in a row open it, an answer between them does not let them add up") {
  Breaker breaker;
  for (int i = 0; i < 5; ++i) {
    breaker.failed(seconds(i), "no");
    breaker.failed(seconds(i), "no");
    breaker.answered(seconds(i), {});
    CHECK(breaker.is_closed());
  }
  CHECK(breaker.words(seconds(5)) == "It answers.");
  breaker = opened(seconds(9));
  CHECK_FALSE(breaker.is_closed());
  CHECK_FALSE(breaker.admits(seconds(9)));
  CHECK(breaker.words(seconds(10)) == "It is gone. It is left alone for another 14 s.");
}

TEST_CASE("after the pause one request is let through, and its end decides") {
  Breaker breaker = opened({});
  CHECK_FALSE(breaker.admits(seconds(15) - nanoseconds(1)));
  CHECK(breaker.words(seconds(15)) == "It is gone. It is tried again with the next request.");
  CHECK(breaker.admits(seconds(15)));
  CHECK_FALSE(breaker.admits(seconds(15)));
  breaker.answered(seconds(16), seconds(1));
  CHECK(breaker.is_closed());
  CHECK(breaker.admits(seconds(16)));
}

TEST_CASE("a trial that was withdrawn leaves room for another") {
  Breaker breaker = opened({});
  CHECK(breaker.admits(seconds(15)));
  breaker.withdrawn();
  CHECK(breaker.admits(seconds(15)));
}

TEST_CASE("each failed trial doubles the pause, up to the longest; an answer forgets it") {
  Breaker breaker = opened({});
  Duration now;
  Duration pause = seconds(15);
  for (int i = 0; i < 12; ++i) {
    CHECK_FALSE(breaker.admits(now + pause - seconds(1)));
    now = now + pause;
    CHECK(breaker.admits(now));
    breaker.failed(now, "Still gone.");
    pause = std::min(pause * 2, minutes(10));
  }
  CHECK(pause == minutes(10));
  CHECK(breaker.words(now) == "Still gone. It is left alone for another 10 min.");
  CHECK(breaker.admits(now + pause));
  breaker.answered(now + pause, {});
  now = now + pause;
  for (int i = 0; i < 3; ++i) breaker.failed(now, "Gone again.");
  CHECK(breaker.admits(now + seconds(15)));
}

TEST_CASE("it waits as long as it is asked to, at once and though it is open already") {
  Breaker breaker;
  breaker.failed({}, "Too many requests.", seconds(90));
  CHECK_FALSE(breaker.admits(seconds(89)));
  breaker.failed(seconds(1), "Too many requests.", seconds(100));
  CHECK_FALSE(breaker.admits(seconds(100)));
  CHECK(breaker.admits(seconds(101)));
}

TEST_CASE("what was under way when it opened neither closes it nor makes the pause longer") {
  Breaker breaker = opened({});
  breaker.failed(seconds(10), "Late.");
  breaker.answered(seconds(11), seconds(1));
  CHECK_FALSE(breaker.admits(seconds(14)));
  CHECK(breaker.admits(seconds(15)));
}

TEST_CASE("slow answers open it where somebody waits for them, and only there") {
  Breaker breaker;
  for (int i = 0; i < 9; ++i) breaker.answered(seconds(i), {});
  for (int i = 0; i < 2; ++i) breaker.answered(seconds(10), seconds(3));
  breaker.answered(seconds(10), seconds(2));
  for (int i = 0; i < 2; ++i) breaker.answered(seconds(10), seconds(3));
  CHECK(breaker.is_closed());
  breaker.answered(seconds(10), seconds(3));
  CHECK_FALSE(breaker.is_closed());
  CHECK(breaker.words(seconds(10)) ==
        "Answers took longer than 2 s. It is left alone for another 15 s.");
  CHECK(breaker.admits(seconds(25)));
  breaker.answered(seconds(28), seconds(3));
  CHECK_FALSE(breaker.admits(seconds(57)));
  CHECK(breaker.admits(seconds(58)));
  breaker.answered(seconds(59), seconds(1));
  CHECK(breaker.is_closed());
}

}  // namespace
}  // namespace pitwall::embedding

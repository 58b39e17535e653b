#include "adapter/tws/tick.h"

#include <doctest/doctest.h>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/notice.h"

namespace pitwall::tws {
namespace {

using namespace pitwall::literals;

const Time now = Time::parse("2026-04-13T15:30:00Z").value();

std::string message(std::string_view fields) {
  std::string payload(fields);
  std::replace(payload.begin(), payload.end(), ',', '\0');
  return payload + '\0';
}

TickEffect tell(LineState& line, std::string_view fields, Time at = now) {
  const std::string payload = message(fields);
  const std::optional<TickMessage> tick = read_tick(payload);
  REQUIRE(tick.has_value());
  CHECK(tick->request == 7);
  return apply(*tick, at, line);
}

}  // namespace

TEST_CASE("a line's ticks become its quote") {
  LineState line;
  CHECK(tell(line, "58,1,7,1") == TickEffect::nothing);
  CHECK(tell(line, "1,6,7,1,201.5,300,1") == TickEffect::market);
  CHECK(tell(line, "1,6,7,2,201.52,200,1") == TickEffect::market);
  CHECK(tell(line, "1,6,7,4,201.51,100,0") == TickEffect::figures);  // stood there before
  CHECK(tell(line, "2,6,7,5,100") == TickEffect::nothing);           // the same again
  CHECK(tell(line, "2,6,7,8,1234567") == TickEffect::figures);
  CHECK(tell(line, "1,6,7,9,199.9,0,0") == TickEffect::figures);
  CHECK(tell(line, "1,6,7,14,200,0,0") == TickEffect::figures);
  CHECK(tell(line, "46,6,7,45,1776094190") == TickEffect::figures);
  const market::Quote& quote = line.quote;
  CHECK(quote.bid == 201.5_px);
  CHECK(quote.bid_size == 300_qty);
  CHECK(quote.ask == 201.52_px);
  CHECK(quote.last == 201.51_px);
  CHECK(quote.last_size == 100_qty);
  CHECK(quote.volume == 1234567_qty);
  CHECK(quote.previous_close == 199.9_px);
  CHECK(quote.open == 200_px);
  CHECK(quote.origin.quality == market::Quality::live);
  CHECK(quote.time == now);
  CHECK(tell(line, "1,6,7,4,201.53,50,0") == TickEffect::trade);
  CHECK(tell(line, "2,6,7,5,50") == TickEffect::nothing);
  CHECK(tell(line, "2,6,7,5,70") == TickEffect::trade);  // another at the same price
  CHECK(tell(line, "1,6,7,1,-1,0,0") == TickEffect::market);
  CHECK_FALSE(quote.bid.has_value());
  CHECK_FALSE(quote.bid_size.has_value());
}

TEST_CASE("delayed and frozen figures say so") {
  LineState line;
  tell(line, "58,1,7,3");
  tell(line, "46,6,7,88,1776093000");
  tell(line, "1,6,7,66,10,1,0");
  tell(line, "1,6,7,68,10.5,1,0");
  CHECK(line.quote.origin.quality == market::Quality::delayed);
  CHECK(line.quote.bid == 10_px);
  CHECK(line.quote.time == Time::from_unix_seconds(1776093000));
  tell(line, "58,1,7,4");
  CHECK(line.quote.origin.quality == market::Quality::frozen);
  tell(line, "58,1,7,2");
  CHECK(line.quote.origin.quality == market::Quality::frozen);
  LineState unsaid;
  tell(unsaid, "1,6,7,68,10.5,1,0");
  CHECK(unsaid.quote.origin.quality == market::Quality::delayed);
}

TEST_CASE("trades that are told by themselves are counted once") {
  LineState line;
  CHECK(tell(line, "46,6,7,48,701.28;1;1776094200250;67854;701.46;true") == TickEffect::trade);
  CHECK(line.quote.last == 701.28_px);
  CHECK(line.quote.volume == 67854_qty);
  CHECK(line.quote.time == now + milliseconds(250));
  CHECK(tell(line, "1,6,7,4,701.29,2,0") == TickEffect::figures);
  CHECK(tell(line, "46,6,7,48,;0;1776094200250;67855;701.46;true") == TickEffect::figures);
}

TEST_CASE("tick by tick, and what an option's model says") {
  LineState line;
  CHECK(tell(line, "99,7,1,1776094200,12.25,30,0,NASDAQ,") == TickEffect::trade);
  CHECK(tell(line, "99,7,3,1776094201,12.24,12.26,100,200,0") == TickEffect::market);
  CHECK(line.quote.last == 12.25_px);
  CHECK(line.quote.ask_size == 200_qty);
  CHECK(apply_option_figures(message("21,7,13,0,0.25,0.5,3.1,0,0.02,0.11,-0.05,201"), line));
  CHECK(line.greeks.by == market::GreeksBy::broker);
  CHECK(line.greeks.implied_volatility == 0.25);
  CHECK(line.greeks.vega == 0.11);
  CHECK(line.greeks.theta == -0.05);
  CHECK(apply_option_figures(message("21,7,83,0,-1,-2,-1,-1,-2,-2,-2,-1"), line));
  CHECK_FALSE(line.greeks.delta.has_value());
  CHECK_FALSE(apply_option_figures(message("21,7,13,0,0.25"), line));
}

TEST_CASE("a tick that does not read is none") {
  CHECK_FALSE(read_tick(message("1,6,7,1,abc,300,1")).has_value());
  CHECK_FALSE(read_tick(message("1,6,7")).has_value());
  CHECK_FALSE(read_tick(message("3,6,7")).has_value());
  CHECK_FALSE(read_tick("").has_value());
}

TEST_CASE("what the gateway's error numbers mean") {
  const auto meaning = [](std::int64_t code, std::string text) {
    return notice_of({.id = 5, .code = code, .text = std::move(text)});
  };
  CHECK(meaning(2104, "Market data farm connection is OK:usfarm") == Notice::information);
  CHECK(meaning(2103, "broken") == Notice::farm_broken);
  CHECK(meaning(2105, "broken") == Notice::warning);
  CHECK(meaning(1100, "") == Notice::upstream_lost);
  CHECK(meaning(1101, "") == Notice::restored_anew);
  CHECK(meaning(1102, "") == Notice::restored);
  CHECK(meaning(321, "cause - The API interface is currently in Read-Only mode.") ==
        Notice::read_only);
  CHECK(meaning(321, "Error validating request: Missing exchange") == Notice::rejection);
  CHECK(meaning(162, "Historical data request pacing violation") == Notice::too_fast);
  CHECK(meaning(162, "HMDS query returned no data: AAPL") == Notice::no_data);
  CHECK(meaning(10167, "") == Notice::partly_delayed);
  CHECK(meaning(354, "") == Notice::no_subscription);
  CHECK(meaning(399, "") == Notice::warning);
  CHECK(meaning(10349, "") == Notice::warning);
  CHECK(meaning(201, "") == Notice::rejection);
  const Error rejected =
      error_of({.id = 5, .code = 201, .text = "Order rejected - reason:<b>Too</b> big<br>a < b"});
  CHECK(rejected.message == "The broker says: Order rejected - reason: Too big a < b (201)");
  CHECK(error_of({.id = 5, .code = 200, .text = "No security"}).code == Code::not_found);
}

TEST_CASE("times as the gateway writes them") {
  const Zone utc = Zone::utc();
  const Time summer = Time::parse("2026-04-13T19:27:04Z").value();
  for (const char* text :
       {"20260413 15:27:04 US/Eastern", "20260413  15:27:04 EST5EDT", "20260413 15:27:04 EST",
        "20260413-19:27:04", "20260413 19:27:04", "20260413 14:27:04 Central Standard Time",
        "20260413 15:27:04 America/New_York", "20260413 19:27:04 Nowhere"}) {
    CAPTURE(std::string(text));
    CHECK(read_time(text, utc).value() == summer);
  }
  CHECK_FALSE(read_time("2026041", utc).ok());
  CHECK_FALSE(read_time("20260413", utc).ok());
  CHECK_FALSE(read_time("20261313 15:27:04", utc).ok());
  CHECK_FALSE(read_time("20260413 99:27:04", utc).ok());
  CHECK(utc_text(summer + milliseconds(3)) == "20260413-19:27:04");
}

}  // namespace pitwall::tws

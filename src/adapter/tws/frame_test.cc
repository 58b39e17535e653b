#include "adapter/tws/frame.h"

#include <doctest/doctest.h>

#include <cstring>

#include "adapter/tws/fields.h"

namespace pitwall::tws {
namespace {

using namespace pitwall::literals;

void feed(FrameSplitter& splitter, std::string_view bytes) {
  const std::span<char> room = splitter.room();
  REQUIRE(room.size() >= bytes.size());
  std::memcpy(room.data(), bytes.data(), bytes.size());
  splitter.filled(bytes.size());
}

}  // namespace

TEST_CASE("frames come out whole, however their bytes arrive") {
  const std::string bytes = framed("first") + framed(std::string("a\0b", 3)) + framed("last");
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    FrameSplitter splitter;
    std::vector<std::string> payloads;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      feed(splitter, std::string_view(bytes).substr(at, step));
      for (;;) {
        const auto payload = splitter.next().value();
        if (!payload) break;
        payloads.emplace_back(*payload);
      }
    }
    CHECK(payloads == std::vector<std::string>{"first", std::string("a\0b", 3), "last"});
  }
}

TEST_CASE("a frame over the limit, or an empty one, ends the reading") {
  FrameSplitter splitter(16);
  feed(splitter, framed("sixteen letters!"));
  CHECK(splitter.next().value() == std::string_view("sixteen letters!"));
  feed(splitter, framed("seventeen letters"));
  CHECK(splitter.next().error().code == Code::too_large);
  FrameSplitter other;
  feed(other, std::string_view("HTTP/1.1 400 Bad Request"));
  CHECK(other.next().error().code == Code::too_large);
  FrameSplitter nothing;
  feed(nothing, std::string_view("\0\0\0\0", 4));
  CHECK_FALSE(nothing.next().ok());
}

TEST_CASE("fields are read totally") {
  const std::string_view payload("12\0\0x\0001.5\0002147483647\000201.5", 26);
  FieldReader fields(payload);
  CHECK(fields.integer() == 12);
  CHECK_FALSE(fields.integer().has_value());
  CHECK(fields.good());
  CHECK_FALSE(fields.integer().has_value());
  CHECK_FALSE(fields.good());
  CHECK(fields.decimal<Price>() == 1.5_px);
  CHECK_FALSE(fields.decimal<Price>().has_value());
  CHECK(fields.text() == "201.5");  // not ended
  CHECK(fields.text().empty());
  CHECK(fields.at_end());
}

TEST_CASE("numbers: every way to write them, and every way to have none") {
  const auto price = [](std::string text) {
    text += '\0';
    FieldReader fields(text);
    const std::optional<Price> value = fields.decimal<Price>();
    CHECK(fields.good());
    return value;
  };
  CHECK(price("201.5") == 201.5_px);
  CHECK(price("-36.98") == -36.98_px);
  CHECK(price("-0.5") == -0.5_px);
  CHECK(price("5") == 5_px);
  CHECK(price("0.0001234567891234") == 0.00012346_px);
  CHECK(price("1.0E-4") == 0.0001_px);
  CHECK(price("1.5e3") == 1500_px);
  for (const char* none : {"", "1.7976931348623157E308", "1.7976931348623157e+308", "2147483647",
                           "9223372036854775807", "170141183460469231731687303715884105727"})
    CHECK_FALSE(price(none).has_value());
  for (const char* wrong : {"abc", "-", ".", "1.2.3", "99999999999999999999"}) {
    const std::string text = std::string(wrong) + '\0';
    FieldReader fields(text);
    CHECK_FALSE(fields.decimal<Price>().has_value());
    CHECK_FALSE(fields.good());
  }
}

TEST_CASE("a count is never more than could be there") {
  const std::string_view payload("1000000\0a\0b\0", 12);
  FieldReader fields(payload);
  CHECK(fields.count(1) == 4);
  CHECK_FALSE(fields.good());
}

}  // namespace pitwall::tws

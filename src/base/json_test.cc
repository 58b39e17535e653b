#include "base/json.h"

#include <doctest/doctest.h>

namespace pitwall {
namespace {

TEST_CASE("numbers keep their text") {
  for (const char* text : {"0.100000000000000000001", "-36.98", "1e400", "0", "9007199254740993"})
    CHECK(parse_json(text)->text() == text);
}

TEST_CASE("what is read is written back") {
  const char* text = R"({"a":[1,2.50,"x\n\"\u0001é",null,true],"b":{},"c":[]})";
  const auto json = parse_json(text);
  REQUIRE(json.ok());
  CHECK(json->dump() == R"({"a":[1,2.50,"x\n\")"
                        "\\u0001"
                        R"(é",null,true],"b":{},"c":[]})");
}

TEST_CASE("broken JSON is refused, and says how") {
  for (const char* text : {"",          " ",           "{",           "[1,]", "{\"a\":1,}",
                           "{\"a\" 1}", "[1 2]",       "nul",         "01",   "1.",
                           "+1",        "\"a",         "{\"a\":1} x", "[1]]", "{\"a\":1,\"a\":2}",
                           "\"\\x\"",   "\"\\ud800\"", "[NaN]",       "1 2",  "]",
                           "\"\xff\"",  "{\"a\":tru}", "[\"a\",]"}) {
    INFO(text);
    const auto json = parse_json(text);
    REQUIRE_FALSE(json.ok());
    CHECK(json.error().code == Code::invalid_argument);
  }
  std::string deep(100, '[');
  deep.append(100, ']');
  CHECK_FALSE(parse_json(deep).ok());
}

TEST_CASE("a reader is used again") {
  JsonReader reader;
  CHECK_FALSE(reader.read("{").ok());
  CHECK(reader.read("{\"a\":1}")->find("a")->text() == "1");
  CHECK(reader.read("[]")->is_array());
}

TEST_CASE("rows are handed out without a tree") {
  JsonReader reader;
  std::string said;
  const auto note = [&](JsonRow row) {
    for (const JsonField& field : row) said += fmt::format("{}={};", field.name, field.text);
    said += '|';
  };
  const Result<void> read = reader.read_rows(
      R"([{"conid":1,"31":"10.50","a\u0062":"x\ty"}, 7, {}, {"b":{"c":[1]},"d":null,"e":-1e3}])",
      note);
  CHECK(read.ok());
  CHECK(said == "conid=1;31=10.50;ab=x\ty;||b=;d=;e=-1e3;|");

  for (const char* text : {"", "{}", "7", "[{\"a\":1,\"a\":2}]", "[{\"a\":{\"b\":1,\"b\":2}}]",
                           "[{\"a\":01}]", "[{}] x", "[{\"a\":1}", "[[1,]]", "[{\"a\":nul}]"}) {
    INFO(text);
    CHECK_FALSE(reader.read_rows(text, note).ok());
  }
}

}  // namespace
}  // namespace pitwall

#include "adapter/csv/rows.h"

#include <doctest/doctest.h>

#include <cstring>

namespace pitwall::csv {
namespace {

// Hands out `text` in pieces of at most `piece` bytes.
ReadBytes source(std::string text, std::size_t piece = 1 << 20) {
  return [text = std::move(text), at = std::size_t{0},
          piece](std::span<char> out) mutable -> Result<std::size_t> {
    const std::size_t count = std::min({out.size(), piece, text.size() - at});
    std::memcpy(out.data(), text.data() + at, count);
    at += count;
    return count;
  };
}

std::vector<std::string> fields_of(std::string line, char delimiter = ',') {
  std::vector<std::string_view> fields;
  REQUIRE(split(line, delimiter, fields).ok());
  return {fields.begin(), fields.end()};
}

TEST_CASE("a line splits into fields, quoted or not") {
  using Fields = std::vector<std::string>;
  CHECK(fields_of("a, b ,,c") == Fields{"a", "b", "", "c"});
  CHECK(fields_of(R"("a,b","say ""no""","")") == Fields{"a,b", R"(say "no")", ""});
  CHECK(fields_of("a,") == Fields{"a", ""});
  CHECK(fields_of("a\tb;c", '\t') == Fields{"a", "b;c"});
  std::vector<std::string_view> fields;
  for (std::string line : {R"("a)", R"("a"")", R"("a"b,c)"}) CHECK(!split(line, ',', fields).ok());
  std::string many(max_fields, ',');
  CHECK(split(many, ',', fields).error().code == Code::too_large);
}

TEST_CASE("lines come out the same however the file is read") {
  const std::string text =
      "\xef\xbb\xbf"
      "one\r\n\n\r\ntwo\nthree";
  for (std::size_t piece = 4; piece < 30; ++piece) {
    LineReader reader(source(text, piece));
    std::string line;
    std::vector<std::pair<std::uint64_t, std::string>> lines;
    while (*reader.next(line)) lines.emplace_back(reader.number(), line);
    using Lines = decltype(lines);
    CHECK(lines == Lines{{1, "one"}, {4, "two"}, {5, "three"}});
    CHECK(reader.bytes() == text.size());
    CHECK(reader.digest() == sha256(text));
  }
}

TEST_CASE("a long line is cut and known by it") {
  LineReader reader(source(std::string(max_line + 1, 'x') + "\n" + std::string(max_line, 'y')));
  std::string line;
  REQUIRE(*reader.next(line));
  CHECK(reader.too_long());
  CHECK(line.size() == max_line);
  REQUIRE(*reader.next(line));
  CHECK(!reader.too_long());
  CHECK(line == std::string(max_line, 'y'));
}

TEST_CASE("what is no text is refused") {
  std::string line;
  CHECK(!LineReader(source("\xff\xfe"
                           "d\0a\0t\0e\0"))
             .next(line)
             .ok());
  CHECK(!LineReader(source(std::string("PK\3\4\0\0", 6))).next(line).ok());
}

}  // namespace
}  // namespace pitwall::csv

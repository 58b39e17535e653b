#include "base/sha256.h"

#include <doctest/doctest.h>

#include "base/id.h"
#include "base/nearest.h"
#include "base/sha256_blocks.h"

namespace pitwall {
namespace {

TEST_CASE("the vectors of FIPS 180-4") {
  CHECK(sha256("").text() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc").text() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").text() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')).text() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("in parts or in one, the digest is the same") {
  std::string text;
  for (int i = 0; i < 300; ++i) text.push_back(static_cast<char>(i));
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256 hash;
    hash.add(std::string_view(text).substr(0, cut)).add(std::string_view(text).substr(cut));
    CHECK(hash.finish() == sha256(text));
  }
  CHECK(Digest::parse(sha256("abc").text()).value() == sha256("abc"));
  CHECK_FALSE(Digest::parse("abc").ok());
}

TEST_CASE("the processor's own instructions and plain code come to the same") {
  std::array<std::uint8_t, 64 * 5> data{};
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * i + 7 * i);
  for (std::size_t count = 1; count <= 5; ++count) {
    Sha256State one{1, 2, 3, 4, 5, 6, 7, 0xffffffff};
    Sha256State other = one;
    sha256_blocks(one, data.data(), count);
    sha256_blocks_plain(other, data.data(), count);
    CHECK(one == other);
  }
}

TEST_CASE("ids") {
  const Id id{0x0123456789abcdefULL, 0xfedcba9876543210ULL};
  CHECK(id.text().size() == 26);
  CHECK(Id::parse(id.text()).value() == id);
  CHECK(Id::parse(Id{~0ULL, ~0ULL}.text()).value() == Id{~0ULL, ~0ULL});
  for (const char* text : {"", "81234567890123456789012345", "0123456789012345678901234U"})
    CHECK_FALSE(Id::parse(text).ok());
}

TEST_CASE("the nearest name") {
  CHECK(nearest("symbl", {"symbol", "bar", "back"}) == "symbol");
  CHECK(nearest("SPX", {"SPY", "QQQ"}) == "SPY");
  CHECK(nearest("zzzz", {"symbol", "bar"}).empty());
}

}  // namespace
}  // namespace pitwall

#include "serve/mcp/base64.h"

#include <doctest/doctest.h>

namespace pitwall::serve {
namespace {

TEST_CASE("base 64 is that of RFC 4648") {
  constexpr std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                       {"f", "Zg=="},
                                                                       {"fo", "Zm8="},
                                                                       {"foo", "Zm9v"},
                                                                       {"foob", "Zm9vYg=="},
                                                                       {"fooba", "Zm9vYmE="},
                                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64(bytes) == text);
    CHECK(from_base64(text).value() == bytes);
    const std::string_view bare = text.substr(0, text.find('='));
    CHECK(base64(bytes, Base64::url) == bare);
    CHECK(from_base64(bare, Base64::url).value() == bytes);
  }
  CHECK(base64("\xfb\xff") == "+/8=");
  CHECK(base64("\xfb\xff", Base64::url) == "-_8");
}

TEST_CASE("every byte comes back, at every length") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    for (const Base64 alphabet : {Base64::standard, Base64::url})
      CHECK(from_base64(base64(bytes, alphabet), alphabet).value() == bytes);
    bytes.push_back(static_cast<char>(i * 37));
  }
}

TEST_CASE("there is one way to write bytes, and no other is read") {
  for (const std::string_view text : {"Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Z g=",
                                      "Zg==\n", "=Zg=", "Zm9v====", "-_8=", "Zg==Zg==", "Z"})
    CHECK_MESSAGE(!from_base64(text), std::string(text));
  for (const std::string_view text : {"Zg==", "Zh", "Zm9vY", "+/8", "Z"})
    CHECK_MESSAGE(!from_base64(text, Base64::url), std::string(text));
}

}  // namespace
}  // namespace pitwall::serve

#include "serve/mcp/base64.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view common =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string_view last_two(Base64 alphabet) { return alphabet == Base64::standard ? "+/" : "-_"; }

int value_of(char c, Base64 alphabet) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  const std::size_t place = last_two(alphabet).find(c);
  return place == std::string_view::npos ? -1 : 62 + static_cast<int>(place);
}

Error no_base64() { return error(Code::invalid_argument, "This is no base 64."); }

}  // namespace

std::string base64(std::string_view bytes, Base64 alphabet) {
  const std::string letters = std::string(common).append(last_two(alphabet));
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) {
      if (k <= count) {
        out.push_back(letters[group >> (18 - 6 * k) & 63]);
      } else if (alphabet == Base64::standard) {
        out.push_back('=');
      }
    }
  }
  return out;
}

Result<std::string> from_base64(std::string_view text, Base64 alphabet) {
  if (alphabet == Base64::standard) {
    if (text.size() % 4 != 0) return no_base64();
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return no_base64();
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = value_of(c, alphabet);
    if (value < 0) return no_base64();
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(group >> bits & 0xff));
  }
  if ((group & ((1U << bits) - 1)) != 0) return no_base64();
  return out;
}

}  // namespace pitwall::serve

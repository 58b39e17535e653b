// SHA-256 (FIPS 180-4). Our own, because the pure part links no OpenSSL; it is tested against the
// standard's vectors.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Digest&) const = default;
  std::string text() const;  // 64 lower-case hexadecimal digits
  static Result<Digest> parse(std::string_view text);
};

class Sha256 {
 public:
  Sha256& add(std::string_view data);
  Digest finish();  // once

 private:
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> pending_{};
  std::uint64_t size_ = 0;
};

Digest sha256(std::string_view data);

// Compares without telling by its duration where the first difference stands.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace pitwall

#include "base/id.h"

namespace pitwall {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t length = 26;  // 130 bits, of which the first two are zero

}  // namespace

std::string Id::text() const {
  std::string out(length, '0');
  std::uint64_t upper = high;
  std::uint64_t lower = low;
  for (std::size_t i = length; i-- > 0;) {
    out[i] = alphabet[lower & 31];
    lower = lower >> 5 | upper << 59;
    upper >>= 5;
  }
  return out;
}

Result<Id> Id::parse(std::string_view text) {
  const auto fail = [] { return error(Code::invalid_argument, "This is not an id of this desk."); };
  if (text.size() != length || text[0] > '7') return fail();
  Id id;
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == alphabet.npos) return fail();
    id.high = id.high << 5 | id.low >> 59;
    id.low = id.low << 5 | digit;
  }
  return id;
}

}  // namespace pitwall

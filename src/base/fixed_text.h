// Short text of a bounded length, stored inline: for names inside values that are copied on every
// tick (symbols, currencies, sources). Trivially copyable, ordered byte by byte, and never cut
// short silently. The text is bytes; who needs a certain alphabet checks it.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall {

template <std::size_t Capacity>
class FixedText {
  static_assert(Capacity >= 1 && Capacity <= 255, "the length is kept in one byte");

 public:
  static constexpr std::size_t capacity = Capacity;

  constexpr FixedText() = default;
  // A literal that does not fit is refused by the compiler.
  template <std::size_t Size>
    requires(Size <= Capacity + 1)
  consteval FixedText(const char (&literal)[Size])
      : size_(static_cast<std::uint8_t>(std::string_view(literal).size())) {
    std::copy_n(literal, size_, bytes_);
  }

  static Result<FixedText> parse(std::string_view text) {
    if (text.size() > Capacity)
      return pitwall::error(Code::too_large, "\"{}...\" is longer than {} characters.",
                            text.substr(0, 20), Capacity);
    FixedText result;
    result.size_ = static_cast<std::uint8_t>(text.size());
    std::copy_n(text.data(), text.size(), result.bytes_);
    return result;
  }

  constexpr std::string_view view() const { return {bytes_, size_}; }
  std::string text() const { return std::string(view()); }
  constexpr bool empty() const { return size_ == 0; }
  constexpr std::size_t size() const { return size_; }

  constexpr bool operator==(const FixedText& other) const { return view() == other.view(); }
  constexpr std::strong_ordering operator<=>(const FixedText& other) const {
    return view() <=> other.view();
  }

 private:
  char bytes_[Capacity] = {};
  std::uint8_t size_ = 0;
};

}  // namespace pitwall

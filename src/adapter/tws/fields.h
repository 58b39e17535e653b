// A message as a row of texts, each ended by a zero byte. Reading is total: a field that is not
// there is empty, one that is no number is absent, and `good` tells in the end whether all was as
// it should be. Nothing here allocates but the writer.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/tws/protocol.h"
#include "base/decimal.h"

namespace pitwall::tws {

class FieldReader {
 public:
  // The payload outlives it.
  explicit FieldReader(std::string_view payload)
      : at_(payload.data()), end_(payload.data() + payload.size()) {}

  std::string_view text() {
    if (at_ == end_) {
      good_ = false;
      return {};
    }
    const std::size_t left = static_cast<std::size_t>(end_ - at_);
    const char* begin = at_;
    const void* zero = std::memchr(begin, 0, left);
    if (zero == nullptr) {  // the last one was not ended
      good_ = false;
      at_ = end_;
      return {begin, left};
    }
    const char* stop = static_cast<const char*>(zero);
    at_ = stop + 1;
    return {begin, static_cast<std::size_t>(stop - begin)};
  }
  std::string string() { return std::string(text()); }
  void skip(int count) {
    for (int i = 0; i < count; ++i) text();
  }

  // Absent: empty, or one of the protocol's own signs for it. What is no number makes all bad.
  std::optional<std::int64_t> integer();
  std::int64_t integer_or(std::int64_t otherwise) { return integer().value_or(otherwise); }
  bool flag() { return integer_or(0) != 0; }
  // How many groups follow, of at least `fields` each: never more than could be there.
  std::size_t count(std::size_t fields);

  // Digits beyond the type's scale are rounded half-even: the broker sends what it has as doubles.
  template <class D>
  std::optional<D> decimal() {
    const std::optional<std::int64_t> scaled = scaled_number(D::scale);
    if (!scaled) return std::nullopt;
    return D::from_scaled(*scaled);
  }
  std::optional<double> number();  // for statistics: Greeks

  bool at_end() const { return at_ == end_; }
  // No field was missing and no number was none.
  bool good() const { return good_; }

 private:
  std::optional<std::int64_t> scaled_number(int scale);

  const char* at_;
  const char* end_;
  bool good_ = true;
};

// The outgoing side. Zero bytes within a text are left out: a text cannot end its own field.
class FieldWriter {
 public:
  explicit FieldWriter(Out id) { add(static_cast<std::int64_t>(id)); }

  FieldWriter& add(std::string_view text) {
    for (const char letter : text)
      if (letter != 0) payload_ += letter;
    payload_ += '\0';
    return *this;
  }
  FieldWriter& add(const char* text) { return add(std::string_view(text)); }
  FieldWriter& add(std::int64_t number) { return add(std::string_view(fmt::to_string(number))); }
  FieldWriter& add(int number) { return add(static_cast<std::int64_t>(number)); }
  FieldWriter& add(bool flag) { return add(flag ? "1" : "0"); }
  template <class Tag, int Scale>
  FieldWriter& add(Decimal<Tag, Scale> number) {
    return add(std::string_view(number.text()));
  }
  template <class D>
  FieldWriter& add(const std::optional<D>& value) {
    return value ? add(*value) : add("");
  }
  FieldWriter& add_empty(int count) {
    payload_.append(static_cast<std::size_t>(count), '\0');
    return *this;
  }
  std::string take() { return std::move(payload_); }

 private:
  std::string payload_;
};

}  // namespace pitwall::tws

// What the readers of answers share.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "adapter/tws/fields.h"
#include "base/result.h"

namespace pitwall::tws::answer {

// A reader that stands behind the message id.
inline FieldReader begun(std::string_view payload) {
  FieldReader fields(payload);
  fields.text();
  return fields;
}

template <class T>
Result<T> checked(const FieldReader& fields, T value, std::string_view what) {
  if (fields.good()) return value;
  return error(Code::corrupt,
               "The gateway sent a {} that does not read. If this stays so, report it with the "
               "version of TWS or IB Gateway.",
               what);
}

// The protocol writes what is beyond ASCII as \u and four hexadecimal digits: as UTF-8, with what
// is no character left as it stands.
std::string plain_text(std::string_view text);

}  // namespace pitwall::tws::answer

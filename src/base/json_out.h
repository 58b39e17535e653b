// A described struct as JSON, members in the order of the description. Absent optionals are left
// out; a Secret writes as "[redacted]"; an Untrusted text stands inside its fence.
#pragma once

#include <string>

#include "base/visitor.h"

namespace pitwall {

void write_json(JsonWriter& writer, const Type& type, const void* value);

template <class T>
std::string to_json(const T& value) {
  std::string out;
  JsonWriter writer(out);
  write_json(writer, type_of<T>(), &value);
  return out;
}

// The text of an Untrusted as a model may read it.
std::string fenced(std::string_view text);

}  // namespace pitwall

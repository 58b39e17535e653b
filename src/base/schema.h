// JSON Schema 2020-12 of a described struct. A record that occurs more than once is written once,
// under "$defs", so records are told apart by their names.
#pragma once

#include <string>

#include "base/visitor.h"

namespace pitwall {

enum class SchemaUse {
  input,   // closed objects, defaults and examples: what a caller may send
  output,  // what an answer always holds
};

std::string json_schema(const Type& type, SchemaUse use);

template <class T>
std::string json_schema(SchemaUse use) {
  return json_schema(type_of<T>(), use);
}

}  // namespace pitwall

// JSON into a described struct. Every fault is found at once, each with its path; the value is only
// changed where all is well.
#pragma once

#include <string>
#include <vector>

#include "base/visitor.h"

namespace pitwall {

struct Fault {
  std::string path;     // "legs[2].strike"; "" is the whole
  std::string message;  // what is wrong with it
  bool operator==(const Fault&) const = default;
};

// All faults; none where the value was read whole.
std::vector<Fault> read_json(const Json& json, const Type& type, void* value);

// One sentence for all of them: "bar: \"5x\" is …; symbol is missing."
Error as_error(const std::vector<Fault>& faults);

template <class T>
Result<T> from_json(const Json& json) {
  T value{};
  const std::vector<Fault> faults = read_json(json, type_of<T>(), &value);
  if (!faults.empty()) return as_error(faults);
  return value;
}

}  // namespace pitwall

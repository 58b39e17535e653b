// TypeScript interfaces of described structs, so that the dashboard's types cannot drift from the
// daemon's.
#pragma once

#include <map>
#include <string>

#include "base/visitor.h"

namespace pitwall {

// Collects interfaces: a record that several others use is written once.
class TypeScript {
 public:
  void add(std::string_view name, const Type& type);
  std::string text() const;

 private:
  std::string expression(const Type& type);
  friend class InterfaceWriter;
  std::map<std::string, std::string> interfaces_;
};

}  // namespace pitwall

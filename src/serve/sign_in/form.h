// application/x-www-form-urlencoded: queries and posted forms, read strictly.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pitwall::serve::sign_in {

class Form {
 public:
  static constexpr std::size_t max_bytes = 16 * 1024;
  static constexpr std::size_t max_fields = 40;

  // A name that stands twice is refused, as OAuth asks: two readers would pick different ones.
  static Result<Form> parse(std::string_view text);

  // "" where it is absent; OAuth treats an empty parameter as one that was left out.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return !get(name).empty(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// `url` with "name=value" pairs added to its query.
std::string with_query(std::string_view url,
                       const std::vector<std::pair<std::string_view, std::string>>& pairs);

}  // namespace pitwall::serve::sign_in

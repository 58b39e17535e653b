// The pages of docs/ that are for users, inside the program. Read-only data that lives as long as
// the program.
#pragma once

#include <string_view>
#include <vector>

namespace pitwall::serve {

// A text of the user guide.
struct Document {
  std::string_view name;   // "safety"
  std::string_view title;  // its heading
  std::string_view markdown;
};

std::vector<Document> user_guide();  // by name

}  // namespace pitwall::serve

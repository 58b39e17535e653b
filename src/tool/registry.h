// All tools, by name, and what is generated from them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tool/tool.h"

namespace pitwall::tool {

// Every tool of this folder (made at build time, see CMakeLists.txt).
std::vector<const Tool*> all_tools();

class Registry {
 public:
  // Tools of hidden categories can be called by their names, and stand in no list.
  explicit Registry(std::vector<const Tool*> tools, const std::vector<Category>& hidden = {});

  // By name, or Code::not_found with the nearest name.
  Result<const Tool*> find(std::string_view name) const;
  const std::map<std::string_view, const Tool*>& tools() const { return tools_; }  // by name

  // The "tools" array of MCP's tools/list and of GET /tools/list: always the same bytes. Without
  // the rare (Traits::rare) and the hidden ones, which `find` finds like any other.
  const std::string& listing() const { return listing_; }

  std::string reference_page() const;    // docs/tools.md
  std::string typescript_types() const;  // ui/src/generated/tools.ts

 private:
  std::map<std::string_view, const Tool*> tools_;
  std::string listing_;
};

// "get_market_history" -> "Get market history"
std::string title_of(const Tool& tool);

}  // namespace pitwall::tool

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "serve/feed/message.h"
#include "tool/registry.h"

namespace pitwall::serve {
namespace {

// The dashboard's types are committed, so that it can be checked without the daemon; they are those
// of this daemon or this test fails and leaves the right ones under build/generated/.
void compare(const std::string& name, const std::string& made) {
  std::ifstream file("ui/src/generated/" + name);
  std::stringstream committed;
  committed << file.rdbuf();
  const bool same = committed.str() == made;
  if (!same) {
    std::filesystem::create_directories("build/generated");
    std::ofstream("build/generated/" + name) << made;
  }
  CHECK_MESSAGE(same, "types have changed: cp build/generated/", name,
                " ui/src/generated/ and commit it");
}

TEST_CASE("the dashboard's types are the daemon's") {
  compare("tools.ts", tool::Registry(tool::all_tools()).typescript_types());
  compare("feed.ts", feed_typescript());
}

}  // namespace
}  // namespace pitwall::serve

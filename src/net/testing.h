// What the tests of this folder share.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "net/loop.h"

namespace pitwall::net::testing {

inline LoopOptions simulated() {
  LoopOptions options;
  options.simulated_time = true;
  options.on_failure = [](std::string_view task, std::string_view what) {
    FAIL_CHECK("task " << std::string(task) << " ended with " << std::string(what));
  };
  return options;
}

// Runs a test that is a coroutine, and insists that it came to its end.
inline void run(Loop& loop, Awaitable<void> test) {
  bool finished = false;
  auto to_the_end = [](Awaitable<void> inner, bool& flag) -> Awaitable<void> {
    co_await std::move(inner);
    flag = true;
  };
  loop.spawn("test", to_the_end(std::move(test), finished));
  loop.run();
  CHECK(finished);
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "pitwall-net-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace pitwall::net::testing

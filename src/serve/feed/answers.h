// Answers of tools that pages show, asked for at most once a second however many pages want them.
// What comes back is kept until nobody has asked for it for a minute. On the loop's thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/json.h"
#include "tool/registry.h"

namespace pitwall::serve {

// One tool with its arguments, as it was last answered.
struct SharedAnswer {
  std::uint64_t revision = 0;  // one more with every answer that says something else; 0: none yet
  Json answer;                 // null where it failed
  std::string error;           // why it failed
  Duration asked_at;           // since the loop began
  Duration wanted_at;
  bool waiting = false;
};

class SharedAnswers {
 public:
  static constexpr Duration interval = seconds(1);
  static constexpr Duration kept_for = minutes(1);
  static constexpr std::size_t max_kept = 256;  // more are not kept, and not answered

  // Both outlive it, and so does whoever answers a tool.
  SharedAnswers(const tool::Registry& registry, tool::Context& context)
      : registry_(registry), context_(context) {}

  // The latest answer, which may be up to a second old; asks anew where it is older. Null where
  // too many are kept.
  std::shared_ptr<const SharedAnswer> get(std::string_view tool, const Json& arguments,
                                          Duration now);

 private:
  void ask(std::string_view tool, const Json& arguments, std::shared_ptr<SharedAnswer> into);
  void forget_old(Duration now);

  const tool::Registry& registry_;
  tool::Context& context_;
  std::map<std::string, std::shared_ptr<SharedAnswer>> kept_;  // by tool and arguments
};

}  // namespace pitwall::serve

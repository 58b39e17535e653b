// The way of the tools to the memory's library, which lives on a thread of its own: searches take
// milliseconds, and the event loop has not so many to spare.
//
//   Result<Found> found = co_await ask_library<Found>(*context.library, [=](Library& library) {
//     return library.search(query); });
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "tool/task.h"

namespace pitwall::knowledge {
class Library;
}

namespace pitwall::tool {

class LibraryAccess {
 public:
  virtual ~LibraryAccess() = default;
  // Runs `work` where the library is, before what the library does in the background; then `done`
  // on the event loop's thread. Once the desk is stopping neither is called.
  virtual void run(std::function<void(knowledge::Library&)> work, std::function<void()> done) = 0;
};

// `work` gives Result<T>; it runs on the library's thread and holds values only.
template <class T, class Work>
auto ask_library(LibraryAccess& access, Work work) {
  return ask<T>([&access, work = std::move(work)](port::Reply<T> reply) {
    const auto result = std::make_shared<std::optional<Result<T>>>();
    access.run([result, work](knowledge::Library& library) { result->emplace(work(library)); },
               [result, reply = std::move(reply)] { reply(std::move(**result)); });
  });
}

}  // namespace pitwall::tool

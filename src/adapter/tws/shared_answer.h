// Equal questions in flight share one answer: the first asks, the others wait for the same.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "net/loop.h"
#include "port/reply.h"

namespace pitwall::tws {

template <class T>
class SharedAnswer {
 public:
  using Spawn = std::function<void(std::string name, net::Awaitable<void> task)>;
  explicit SharedAnswer(Spawn spawn) : spawn_(std::move(spawn)) {}

  // `begin` makes the task that finds the answer; it is called only where nobody asks the same.
  template <class Begin>
  void ask(const std::string& key, port::Reply<T> reply, Begin begin) {
    std::vector<port::Reply<T>>& row = waiting_[key];
    row.push_back(std::move(reply));
    if (row.size() == 1) spawn_("tws question", answer(*this, key, begin()));
  }

 private:
  static net::Awaitable<void> answer(SharedAnswer& shared, std::string key,
                                     net::Awaitable<Result<T>> task) {
    const Result<T> result = co_await std::move(task);
    const auto found = shared.waiting_.find(key);
    const std::vector<port::Reply<T>> row = std::move(found->second);
    shared.waiting_.erase(found);
    for (const port::Reply<T>& reply : row) reply(result);
  }

  Spawn spawn_;
  std::map<std::string, std::vector<port::Reply<T>>> waiting_;
};

// The same for a task that waits itself.
template <class T>
net::Awaitable<Result<T>> wait_for(net::Loop& loop, std::function<void(port::Reply<T>)> begin) {
  net::Notice notice(loop);
  std::optional<Result<T>> result;
  begin([&notice, &result](Result<T> answer) {
    result.emplace(std::move(answer));
    notice.notify();
  });
  while (!result) co_await notice.wait();
  co_return std::move(*result);
}

}  // namespace pitwall::tws

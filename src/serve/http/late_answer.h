// An HTTP answer that may come at once or later, from whoever holds it together with the reply that
// waits. Belongs to the loop's thread.
#pragma once

#include <memory>
#include <optional>

#include "net/http_server.h"

namespace pitwall::serve {

class LateAnswer : public std::enable_shared_from_this<LateAnswer> {
 public:
  static constexpr Duration deadline = seconds(60);

  // The first one counts.
  void set(net::Response response);
  // The answer, once it is there; an error of its own after the deadline. Asked for once.
  net::Reply reply(net::Loop& loop);

 private:
  static net::Awaitable<net::Reply> wait(net::Loop& loop, std::shared_ptr<LateAnswer> answer);

  std::optional<net::Response> answer_;
  std::unique_ptr<net::Notice> arrived_;  // only where somebody waits
};

}  // namespace pitwall::serve

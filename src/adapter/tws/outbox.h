// What waits to be sent. Never more than fifty messages in any second: the gateway answers more
// with an error and then hangs up. What moves money goes before what only asks.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>

#include "adapter/ibkr/pacing.h"
#include "base/time.h"

namespace pitwall::tws {

enum class Urgency { session, order, account, question, market_data };
inline constexpr std::size_t urgencies = 5;

class Outbox {
 public:
  // TWS allows 50, by when they arrive: what the way there pushes together must still be few
  // enough.
  static constexpr std::size_t messages_per_second = 40;
  // Beyond this nobody would wait for the end of it.
  static constexpr std::size_t longest = 5000;

  // The number by which it can be taken back; none where too much waits already.
  std::optional<std::uint64_t> put(Urgency urgency, std::string payload);
  // Takes back what has not been sent; false where it has.
  bool take_back(std::uint64_t number);

  // How long from `now` until the next may go; none where nothing waits.
  std::optional<Duration> wait(Duration now) const;
  // The next payload. Only after wait() has said zero.
  std::string take(Duration now);

  std::size_t size() const;
  // A new connection: nothing waits. The pace is kept, for the gateway may keep it too.
  void clear();

 private:
  struct Entry {
    std::uint64_t number = 0;
    std::string payload;
  };
  std::array<std::deque<Entry>, urgencies> waiting_;
  std::uint64_t next_ = 1;
  ibkr::Pace pace_{messages_per_second, seconds(1)};
};

}  // namespace pitwall::tws

// A listener that tells one reader over a stream: changes that come faster than it reads, or than
// `least_interval`, are told once, the last one always. So a slow reader costs no memory, and what
// it reads when it is told is the latest.
#pragma once

#include <set>
#include <string>

#include "net/loop.h"
#include "serve/mcp/subscriptions.h"

namespace pitwall::serve {

class Teller : public Listener {
 public:
  static constexpr Duration least_interval = milliseconds(10);
  static constexpr Duration patience = milliseconds(100);  // with a reader that is behind

  explicit Teller(net::Loop& loop) : loop_(loop) {}
  void list_changed(List list) override;
  void resource_changed(const std::string& uri) override;

 protected:
  virtual bool keeps_up() const = 0;  // false: come again later
  // `params` is JSON members without braces, perhaps none.
  virtual void tell(std::string_view method, std::string_view params) = 0;
  net::Loop& loop() { return loop_; }

 private:
  void changed();
  void flush();

  net::Loop& loop_;
  bool lists_[3] = {};
  std::set<std::string, std::less<>> resources_;
  Duration last_told_ = -least_interval;
  net::Timer timer_;
};

}  // namespace pitwall::serve

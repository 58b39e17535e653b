// One subscriptions/listen: a request whose answer is a stream of what changes, until either side
// ends it.
#pragma once

#include "serve/mcp/teller.h"

namespace pitwall::serve {

class ListenStream : public Teller, public std::enable_shared_from_this<ListenStream> {
 public:
  static constexpr std::size_t max_resources = 500;  // that one client watches

  ListenStream(net::Loop& loop, Subscriptions& subscriptions, std::shared_ptr<Exchange> exchange,
               bool lists_change);
  ~ListenStream() override { subscriptions_.forget(*this); }

  // Acknowledges what of `wanted` will be told, and begins to tell it.
  Result<void> begin(const Json& wanted, std::string server_info);
  void end();
  void say_goodbye();
  bool ended() const { return exchange_ == nullptr; }

 private:
  bool keeps_up() const override;
  void tell(std::string_view method, std::string_view params) override;

  Subscriptions& subscriptions_;
  std::shared_ptr<Exchange> exchange_;
  bool lists_change_;
  std::string subscription_;  // member of a notification's _meta
  std::string server_info_;
};

}  // namespace pitwall::serve

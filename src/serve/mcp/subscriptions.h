// Who wants to know what has changed: lists of the offer, and single resources. Tells nothing but
// that something changed; the listener reads what it is now. On the loop's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/mcp/offer.h"

namespace pitwall::serve {

enum class List { tools, prompts, resources };
std::string_view changed_method(List list);  // "notifications/tools/list_changed"

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void list_changed(List list) = 0;
  virtual void resource_changed(const std::string& uri) = 0;
};

// Whoever may outlive the server holds a weak share.
class Subscriptions : public std::enable_shared_from_this<Subscriptions> {
 public:
  static constexpr std::size_t max_resources = 10'000;  // watched by all listeners together
  static constexpr std::size_t max_uri = 1024;          // bytes

  explicit Subscriptions(Offer& offer) : offer_(offer) {}

  // A listener is named by its share and forgotten with it.
  void watch_list(List list, const std::shared_ptr<Listener>& listener);
  // Code::not_found where there is no such resource, or it never changes; Code::too_large for a uri
  // over the limit.
  Result<void> watch(const std::string& uri, const std::shared_ptr<Listener>& listener);
  void unwatch(std::string_view uri, const Listener& listener);
  void forget(const Listener& listener);

  void list_changed(List list);
  void resource_changed(std::string_view uri);
  std::size_t resources() const { return watched_.size(); }

 private:
  // Many may go at once, and each must be found without asking the others.
  using Listeners = std::map<const Listener*, std::weak_ptr<Listener>>;
  template <class Tell>
  static void tell_all(Listeners listeners, Tell tell) {
    for (const auto& [address, weak] : listeners)
      if (const std::shared_ptr<Listener> listener = weak.lock()) tell(*listener);
  }

  Offer& offer_;
  Listeners lists_[3];
  std::map<std::string, Listeners, std::less<>> watched_;
};

}  // namespace pitwall::serve

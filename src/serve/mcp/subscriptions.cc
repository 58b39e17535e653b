#include "serve/mcp/subscriptions.h"

namespace pitwall::serve {

std::string_view changed_method(List list) {
  switch (list) {
    case List::tools:
      return "notifications/tools/list_changed";
    case List::prompts:
      return "notifications/prompts/list_changed";
    case List::resources:
      return "notifications/resources/list_changed";
  }
  return {};
}

void Subscriptions::watch_list(List list, const std::shared_ptr<Listener>& listener) {
  lists_[static_cast<std::size_t>(list)].insert_or_assign(listener.get(), listener);
}

Result<void> Subscriptions::watch(const std::string& uri,
                                  const std::shared_ptr<Listener>& listener) {
  auto found = watched_.find(uri);
  if (found == watched_.end()) {
    if (uri.size() > max_uri)
      return error(Code::too_large, "A uri to watch has at most {} characters.", max_uri);
    if (watched_.size() >= max_resources)
      return error(Code::too_large, "At most {} resources are watched at a time.", max_resources);
    if (!offer_.watch(uri))
      return error(Code::not_found, "There is no resource {} that changes.", uri.substr(0, 200));
    found = watched_.emplace(uri, Listeners()).first;
  }
  found->second.insert_or_assign(listener.get(), listener);
  return {};
}

void Subscriptions::unwatch(std::string_view uri, const Listener& listener) {
  const auto found = watched_.find(uri);
  if (found == watched_.end()) return;
  found->second.erase(&listener);
  if (!found->second.empty()) return;
  offer_.unwatch(found->first);
  watched_.erase(found);
}

void Subscriptions::forget(const Listener& listener) {
  for (Listeners& listeners : lists_) listeners.erase(&listener);
  for (auto at = watched_.begin(); at != watched_.end();) {
    if (at->second.erase(&listener) == 0 || !at->second.empty()) {
      ++at;
      continue;
    }
    offer_.unwatch(at->first);
    at = watched_.erase(at);
  }
}

// Whoever is told may turn out to have gone, and is forgotten at once: so a copy is gone through.
void Subscriptions::list_changed(List list) {
  tell_all(lists_[static_cast<std::size_t>(list)],
           [list](Listener& listener) { listener.list_changed(list); });
}

void Subscriptions::resource_changed(std::string_view uri) {
  const auto found = watched_.find(uri);
  if (found == watched_.end()) return;
  const std::string changed = found->first;
  tell_all(found->second, [&](Listener& listener) { listener.resource_changed(changed); });
}

}  // namespace pitwall::serve

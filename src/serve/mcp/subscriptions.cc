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

void Subscriptions::remove(Listeners& listeners, const Listener* listener) {
  std::erase_if(listeners, [listener](const std::weak_ptr<Listener>& weak) {
    const std::shared_ptr<Listener> held = weak.lock();
    return !held || held.get() == listener;
  });
}

void Subscriptions::watch_list(List list, const std::shared_ptr<Listener>& listener) {
  Listeners& listeners = lists_[static_cast<std::size_t>(list)];
  remove(listeners, listener.get());
  listeners.push_back(listener);
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
  remove(found->second, listener.get());
  found->second.push_back(listener);
  return {};
}

void Subscriptions::unwatch(std::string_view uri, const Listener& listener) {
  const auto found = watched_.find(uri);
  if (found == watched_.end()) return;
  remove(found->second, &listener);
  if (!found->second.empty()) return;
  offer_.unwatch(found->first);
  watched_.erase(found);
}

void Subscriptions::forget(const Listener& listener) {
  for (Listeners& listeners : lists_) remove(listeners, &listener);
  for (auto at = watched_.begin(); at != watched_.end();) {
    remove(at->second, &listener);
    if (!at->second.empty()) {
      ++at;
      continue;
    }
    offer_.unwatch(at->first);
    at = watched_.erase(at);
  }
}

void Subscriptions::list_changed(List list) {
  // Whoever is told may turn out to have gone, and is forgotten at once.
  const Listeners listeners = lists_[static_cast<std::size_t>(list)];
  for (const std::weak_ptr<Listener>& weak : listeners)
    if (const std::shared_ptr<Listener> listener = weak.lock()) listener->list_changed(list);
}

void Subscriptions::resource_changed(std::string_view uri) {
  const auto found = watched_.find(uri);
  if (found == watched_.end()) return;
  const std::string changed = found->first;
  const Listeners listeners = found->second;
  for (const std::weak_ptr<Listener>& weak : listeners)
    if (const std::shared_ptr<Listener> listener = weak.lock()) listener->resource_changed(changed);
}

}  // namespace pitwall::serve

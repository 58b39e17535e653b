#include "serve/mcp/teller.h"

namespace pitwall::serve {

void Teller::list_changed(List list) {
  lists_[static_cast<std::size_t>(list)] = true;
  changed();
}

void Teller::resource_changed(const std::string& uri) {
  if (!resources_.contains(uri)) resources_.insert(uri);
  changed();
}

void Teller::changed() {
  if (timer_.pending()) return;
  const Duration since = loop_.now() - last_told_;
  if (since >= least_interval) return flush();
  timer_ = loop_.after(least_interval - since, [this] { flush(); });
}

void Teller::flush() {
  if (!keeps_up()) {
    timer_ = loop_.after(patience, [this] { flush(); });
    return;
  }
  last_told_ = loop_.now();
  for (const List list : {List::tools, List::prompts, List::resources})
    if (std::exchange(lists_[static_cast<std::size_t>(list)], false))
      tell(changed_method(list), "");
  const std::set<std::string, std::less<>> resources = std::exchange(resources_, {});
  for (const std::string& uri : resources) {
    std::string params = "\"uri\":";
    append_json_string(params, uri);
    tell("notifications/resources/updated", params);
  }
}

}  // namespace pitwall::serve

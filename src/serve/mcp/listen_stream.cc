#include "serve/mcp/listen_stream.h"

namespace pitwall::serve {

ListenStream::ListenStream(net::Loop& loop, Subscriptions& subscriptions,
                           std::shared_ptr<Exchange> exchange, bool lists_change)
    : Teller(loop),
      subscriptions_(subscriptions),
      exchange_(std::move(exchange)),
      lists_change_(lists_change),
      subscription_(fmt::format(R"("{}":{})", subscription_meta, *exchange_->message.id)) {}

Result<void> ListenStream::begin(const Json& wanted, std::string server_info) {
  server_info_ = std::move(server_info);
  struct Wish {
    std::string_view name;
    List list;
  };
  constexpr Wish wishes[] = {{"toolsListChanged", List::tools},
                             {"promptsListChanged", List::prompts},
                             {"resourcesListChanged", List::resources}};
  std::string honoured;
  JsonWriter writer(honoured);
  writer.begin_object();
  for (const Wish& wish : wishes) {
    const Json* said = wanted.find(wish.name);
    if (!said || said->kind() != Json::Kind::boolean || !said->as_boolean() || !lists_change_)
      continue;
    subscriptions_.watch_list(wish.list, shared_from_this());
    writer.key(wish.name).boolean(true);
  }
  if (const Json* uris = wanted.find("resourceSubscriptions")) {
    if (uris->items().size() > max_resources)
      return error(Code::too_large, "One stream watches at most {} resources.", max_resources);
    writer.key("resourceSubscriptions").begin_array();
    for (const Json& uri : uris->items())
      if (uri.is_string() && subscriptions_.watch(uri.text(), shared_from_this()))
        writer.string(uri.text());
    writer.end_array();
  }
  writer.end_object();
  tell("notifications/subscriptions/acknowledged", fmt::format(R"("notifications":{})", honoured));
  return {};
}

bool ListenStream::keeps_up() const { return !exchange_ || exchange_->keeps_up(); }

void ListenStream::tell(std::string_view method, std::string_view params) {
  if (!exchange_) return;
  std::string all = fmt::format(R"({{"_meta":{{{}}})", subscription_);
  if (!params.empty()) all.append(",").append(params);
  all.push_back('}');
  exchange_->send(rpc_call(method, all));
}

void ListenStream::end() {
  subscriptions_.forget(*this);
  exchange_ = nullptr;
}

void ListenStream::say_goodbye() {
  const std::shared_ptr<Exchange> exchange = exchange_;
  end();
  if (exchange) exchange->finish({.meta = subscription_});
}

}  // namespace pitwall::serve
